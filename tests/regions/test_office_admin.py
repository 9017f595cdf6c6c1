"""The staff desk of offices: scoped, with hours that do not overlap and one responsible office per IKK."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from privacy.models import StaffAccess
from regions.models import ClosingDays, OpeningHours, Region, SearchEntry, ServiceOffice
from tests.conftest import RoleClient, signed_in
from tests.offices import save_office
from tests.regions.editing import seen

pytestmark = pytest.mark.django_db

DESK = "/verwaltung/regions/serviceoffice/"


@pytest.fixture(autouse=True)
def _no_other_offices() -> None:
    ServiceOffice.objects.all().delete()


@pytest.fixture
def regional_client(rheinberg: User) -> RoleClient:
    return signed_in(rheinberg)


def fields(region: Region, hours: tuple[tuple[str, str, str], ...] = (), **others: str) -> dict[str, Any]:
    """Return what the form for a new office sends."""
    spans = {
        f"hours-{number}-{name}": value
        for number, span in enumerate(hours)
        for name, value in zip(("day", "opens", "closes"), span, strict=True)
    }
    return {
        "region": region.pk,
        "name": "Servicestelle Köln",
        "key": "koeln",
        "street": "Domstraße 1",
        "postcode": "50667",
        "town": "Köln",
        "phone": "+49 221 4710 900",
        "latitude": "",
        "longitude": "",
        "step_free": "yes",
        "access_note": "",
        "hours_note": "",
        "hours-TOTAL_FORMS": str(len(hours)),
        "hours-INITIAL_FORMS": "0",
        **spans,
        "closings-TOTAL_FORMS": "1",
        "closings-INITIAL_FORMS": "0",
        "closings-0-first_day": "24.12.2026",
        "closings-0-last_day": "01.01.2027",
        "closings-0-reason": "Betriebsruhe",
        **others,
    }


def send(client: RoleClient, office: ServiceOffice, change: dict[str, Any]) -> Any:
    """Open an office and send its form."""
    address = f"{DESK}{office.pk}/change/"
    return client.post(address, {**change, **seen(client.get(address))})


def errors_of(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    return dict(response.context["adminform"].form.errors)


def errors_of_hours(response: Any) -> list[dict[str, list[str]]]:
    assert response.status_code == 200
    return [dict(errors) for errors in response.context["inline_admin_formsets"][0].formset.errors]


def test_office_is_saved_with_hours_and_closings(staff_client: RoleClient, rheinland: Region) -> None:
    hours = (("1", "08:00", "12:00"), ("1", "13:00", "16:00"), ("2", "08:00", "12:00"))

    assert (
        staff_client.post(f"{DESK}add/", fields(rheinland, hours, latitude="50,94", longitude="6,96")).status_code
        == 302
    )

    office = ServiceOffice.objects.get()
    assert (office.latitude, office.longitude) == (50.94, 6.96)
    assert [str(span) for span in office.hours.all()] == [
        "Montag 08:00–12:00",
        "Montag 13:00–16:00",
        "Dienstag 08:00–12:00",
    ]
    assert ClosingDays.objects.get().reason == "Betriebsruhe"


def test_spans_that_touch_are_accepted(staff_client: RoleClient, rheinland: Region) -> None:
    hours = (("1", "12:00", "16:00"), ("1", "08:00", "12:00"))

    assert staff_client.post(f"{DESK}add/", fields(rheinland, hours)).status_code == 302


@pytest.mark.parametrize(
    ("hours", "faulty"),
    [
        ((("1", "08:00", "12:00"), ("1", "11:59", "16:00")), 1),
        ((("1", "11:00", "16:00"), ("1", "08:00", "12:00")), 0),
        ((("1", "08:00", "12:00"), ("1", "08:00", "12:00")), 1),
        ((("1", "08:00", "12:00"), ("1", "09:00", "10:00")), 1),
        ((("1", "08:00", "12:00"), ("2", "08:00", "12:00"), ("1", "11:00", "13:00")), 2),
    ],
)
def test_overlapping_spans_are_refused_beside_the_later_one(
    staff_client: RoleClient, rheinland: Region, hours: Any, faulty: int
) -> None:
    response = staff_client.post(f"{DESK}add/", fields(rheinland, hours))

    errors = errors_of_hours(response)
    assert [number for number, found in enumerate(errors) if found] == [faulty]
    assert errors[faulty] == {"opens": ["Diese Zeit überschneidet sich mit 08:00 bis 12:00 Uhr am selben Tag."]}
    assert ServiceOffice.objects.exists() is False


def test_span_behind_a_short_one_within_a_long_one_is_refused_too(staff_client: RoleClient, rheinland: Region) -> None:
    hours = (("1", "08:00", "16:00"), ("1", "09:00", "10:00"), ("1", "11:00", "12:00"))

    errors = errors_of_hours(staff_client.post(f"{DESK}add/", fields(rheinland, hours)))

    assert [list(found) for found in errors] == [[], ["opens"], ["opens"]]


def test_span_that_runs_backward_is_refused(staff_client: RoleClient, rheinland: Region) -> None:
    response = staff_client.post(f"{DESK}add/", fields(rheinland, (("1", "12:00", "08:00"),)))

    assert errors_of_hours(response) == [{"__all__": ["„Bis“ muss nach „Von“ liegen."]}]


def test_deleted_span_makes_room_for_another(staff_client: RoleClient, rheinland: Region) -> None:
    office = save_office("koeln", hours=((1, "08:00", "12:00"),))
    old = office.hours.get()
    change = fields(rheinland, (("1", "08:00", "12:00"), ("1", "09:00", "13:00"))) | {
        "hours-INITIAL_FORMS": "1",
        "hours-0-id": old.pk,
        "hours-0-office": office.pk,
        "hours-0-DELETE": "on",
    }

    assert send(staff_client, office, change).status_code == 302
    assert [str(span) for span in OpeningHours.objects.all()] == ["Montag 09:00–13:00"]


def test_spans_that_give_way_to_each_other_are_saved_together(staff_client: RoleClient, rheinland: Region) -> None:
    office = save_office("koeln", hours=((1, "08:00", "12:00"), (1, "13:00", "16:00")))
    first, second = office.hours.all()
    change = fields(rheinland, (("1", "10:00", "16:00"), ("1", "08:00", "10:00"))) | {
        "hours-INITIAL_FORMS": "2",
        **{f"hours-{number}-id": span.pk for number, span in enumerate((first, second))},
        **{f"hours-{number}-office": office.pk for number in range(2)},
    }

    assert send(staff_client, office, change).status_code == 302
    connection.check_constraints()
    assert [str(span) for span in office.hours.all()] == ["Montag 08:00–10:00", "Montag 10:00–16:00"]


def test_second_responsible_office_is_refused_naming_the_first(staff_client: RoleClient, rheinland: Region) -> None:
    save_office("bonn", town="Bonn", is_responsible=True)

    response = staff_client.post(f"{DESK}add/", fields(rheinland, is_responsible="on"))

    message = (
        "Für die Muster-IKK Rheinland ist schon „Servicestelle Bonn“ in Bonn zuständig. "
        "Nehmen Sie dort zuerst das Häkchen weg."
    )
    assert errors_of(response) == {"is_responsible": [message]}


def test_responsible_office_stays_so_when_it_is_changed(staff_client: RoleClient, rheinland: Region) -> None:
    office = save_office("koeln", is_responsible=True, hours=())
    save_office("muenchen", region="bayern", is_responsible=True)

    response = send(staff_client, office, fields(rheinland, is_responsible="on", town="Kölle"))

    assert response.status_code == 302
    assert ServiceOffice.objects.filter(town="Kölle", is_responsible=True).count() == 1


@pytest.mark.parametrize(
    ("wrong", "errors"),
    [
        ({"key": "Köln"}, {"key": ["Nur Kleinbuchstaben, Ziffern und einzelne Bindestriche."]}),
        ({"postcode": "5066"}, {"postcode": ["Eine Postleitzahl hat fünf Ziffern."]}),
        ({"latitude": "50,9"}, {"__all__": ["Breite und Länge gehören zusammen und liegen in Deutschland."]}),
    ],
)
def test_faulty_office_says_why(
    staff_client: RoleClient, rheinland: Region, wrong: dict[str, str], errors: dict[str, list[str]]
) -> None:
    assert errors_of(staff_client.post(f"{DESK}add/", fields(rheinland, **wrong))) == errors


def test_regional_staff_see_their_offices_only(regional_client: RoleClient) -> None:
    save_office("koeln")
    foreign = save_office("muenchen", region="bayern")

    response = regional_client.get(DESK)

    assert [office.key for office in response.context["cl"].result_list] == ["koeln"]
    assert regional_client.get(f"{DESK}{foreign.pk}/change/").status_code == 302


def test_regional_staff_cannot_save_an_office_of_another_ikk(regional_client: RoleClient) -> None:
    response = regional_client.post(f"{DESK}add/", fields(Region.objects.get(slug="bayern")))

    assert list(errors_of(response)) == ["region"]


def test_every_look_and_change_leaves_a_trail(staff_client: RoleClient, rheinland: Region) -> None:
    office = save_office("koeln", hours=())

    staff_client.get(DESK)
    send(staff_client, office, fields(rheinland))

    trail = StaffAccess.objects.filter(kind="regions.ServiceOffice").order_by("at").values_list("action", "record")
    key = str(office.pk)
    assert list(trail) == [("list", ""), ("view", key), ("view", key), ("change", key)]


def test_office_is_found_as_soon_as_it_is_saved_and_no_longer_once_it_is_gone(
    staff_client: RoleClient, rheinland: Region
) -> None:
    def found() -> list[tuple[str, str]]:
        return list(SearchEntry.objects.filter(key__startswith="servicestelle:").values_list("path", "title"))

    SearchEntry.objects.all().delete()
    staff_client.post(f"{DESK}add/", fields(rheinland))
    office = ServiceOffice.objects.get(key="koeln")
    assert found() == [("/servicestellen/koeln/", "Servicestelle Köln")]

    send(staff_client, office, fields(rheinland, key="koeln-dom", name="Servicestelle am Dom"))
    assert found() == [("/servicestellen/koeln-dom/", "Servicestelle am Dom")]

    staff_client.post(f"{DESK}{office.pk}/delete/", {"post": "yes"})
    assert found() == []
