"""The call back: subjects by kind of member, hours of the responsible office, nothing where there is none."""

from typing import Any

from django.forms import BoundField
from pytest_django.fixtures import DjangoAssertNumQueries

from internetfiliale.call_back_slots import Slot
from internetfiliale.services.declaration import Visitor
from internetfiliale.services.everyone.call_back import NUMBER, WHEN, CallBack
from regions.models import Region, ServiceOffice
from tests.accounts.members import member


def visitor(region: Region, kind: str = "insured") -> Visitor:
    numbers = {"insured": "A123456780", "employer": "15027365"}
    return Visitor(member(numbers[kind], kind), region, has_proof=False)


def choices(field: BoundField) -> list[tuple[str, Any]]:
    return list(field.field.choices)


def test_subjects_are_those_of_the_kind_of_member(rheinland: Region) -> None:
    subjects = {
        kind: dict(choices(CallBack().questions(visitor(rheinland, kind), {})[0].form()["subject"]))
        for kind in ("insured", "employer")
    }

    assert "benefits" in subjects["insured"]
    assert "levies" in subjects["employer"]
    assert subjects["insured"].keys() & subjects["employer"].keys() == {"contributions", "portal", "other"}


def test_times_are_those_of_the_responsible_office(
    rheinland: Region, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    somebody = visitor(Region.objects.with_responsible_office().get(pk=rheinland.pk))
    with django_assert_max_num_queries(3):  # hours, closings, the Land of its postcode: once for all forms of a page
        form, _ = CallBack().form(WHEN, somebody), CallBack().form(WHEN, somebody)

    offered = choices(form["slot"])
    assert [value for value, _ in offered[:2]] == ["", "soon"]
    assert len(offered) == 2 + 5
    wanted = offered[2][1][0][0]
    clean = CallBack().form(WHEN, somebody, {"slot": wanted})
    assert clean.is_valid()
    assert CallBack().lines(WHEN, clean.cleaned_data) == (("Zeit des Anrufs", Slot.read(wanted).in_words),)
    assert CallBack().lines(WHEN, {"slot": "soon"})[0][1].startswith("So bald wie möglich")


def test_time_that_is_none_is_refused(rheinland: Region) -> None:
    form = CallBack().form(WHEN, visitor(rheinland), {"slot": "2020-01-02 08:00 10:00"})

    assert form.errors == {"slot": ["Diese Zeit gibt es nicht, oder sie ist vorbei. Bitte wählen Sie eine andere."]}


def test_office_without_hours_leaves_the_time_to_us(rheinland: Region) -> None:
    ServiceOffice.objects.get(region=rheinland, is_responsible=True).hours.all().delete()

    assert [value for value, _ in choices(CallBack().form(WHEN, visitor(rheinland))["slot"])] == ["", "soon"]


def test_ikk_without_a_responsible_office_does_not_offer_it(rheinland: Region) -> None:
    assert CallBack().is_offered(rheinland)
    ServiceOffice.objects.filter(region=rheinland).update(is_responsible=False)

    assert not CallBack().is_offered(rheinland)


def test_only_subject_number_and_time_are_asked(rheinland: Region) -> None:
    somebody = visitor(rheinland)

    assert [list(CallBack().form(q, somebody).fields) for q in CallBack().questions(somebody, {})] == [
        ["subject"],
        ["phone"],
        ["slot"],
    ]
    assert CallBack().lines(NUMBER, {"phone": "0221 4710"}) == (("Ihre Telefonnummer", "0221 4710"),)
