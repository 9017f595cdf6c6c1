"""The demo's offices: in real towns, recognisably invented, and loaded again without harm."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from django.conf import settings

from regions import demo_offices
from regions.models import ClosingDays, OpeningHours, Postcode, Region, ServiceOffice
from regions.offices import responsible_office
from tests.regions.test_demo_data import RESERVED_FOR_MEDIA

pytestmark = pytest.mark.django_db


def test_at_least_sixty_offices_in_all_ikks() -> None:
    by_region = Counter(ServiceOffice.objects.values_list("region__slug", flat=True))

    assert by_region.total() >= 60
    assert len(by_region) == 12
    assert min(by_region.values()) >= 3


def test_each_ikk_has_a_responsible_office() -> None:
    assert [region.slug for region in Region.objects.all() if responsible_office(region) is None] == []


def test_offices_stand_in_real_towns() -> None:
    places = set(Postcode.objects.values_list("code", "town"))

    assert [office.key for office in ServiceOffice.objects.all() if (office.postcode, office.town) not in places] == []


def test_offices_are_invented() -> None:
    for office in ServiceOffice.objects.all():
        assert RESERVED_FOR_MEDIA.fullmatch(office.phone)
        assert re.search(r"Muster|Beispiel|Probe|Test", office.street), office.street


def test_each_office_has_a_number_of_its_own() -> None:
    """Only the responsible one may answer the service phone of its IKK."""
    phones = list(ServiceOffice.objects.values_list("phone", flat=True))
    others = set(ServiceOffice.objects.filter(is_responsible=False).values_list("phone", flat=True))

    assert len(set(phones)) == len(phones)
    assert others & {settings.NATIONAL_PHONE, *Region.objects.values_list("phone", flat=True)} == set()


def test_hours_of_one_day_lie_apart() -> None:
    spans = list(OpeningHours.objects.order_by("office", "day", "opens"))

    for one, other in pairwise(spans):
        assert (one.office_id, one.day) != (other.office_id, other.day) or one.closes < other.opens


def test_the_set_shows_every_kind_of_office() -> None:
    assert {office.step_free for office in ServiceOffice.objects.all()} == {"yes", "partly", "no"}
    assert ServiceOffice.objects.filter(hours=None).exists()
    assert OpeningHours.objects.filter(day=6).exists()


def test_load_twice_changes_nothing() -> None:
    def counts() -> list[int]:
        return [model.objects.count() for model in (ServiceOffice, OpeningHours, ClosingDays)]

    before = counts()
    demo_offices.load()

    assert counts() == before


def test_load_keeps_what_staff_have_changed(rheinland: Region) -> None:
    office = responsible_office(rheinland)
    assert office
    office.phone = "+49 221 4710 999"
    office.save()

    demo_offices.load()

    office.refresh_from_db()
    assert office.phone == "+49 221 4710 999"


def test_load_keeps_the_office_that_staff_made_responsible(rheinland: Region) -> None:
    """The file's responsible office comes back as an ordinary one."""
    by_file = responsible_office(rheinland)
    assert by_file
    by_file.delete()
    other = ServiceOffice.objects.filter(region=rheinland)[0]
    ServiceOffice.objects.filter(pk=other.pk).update(is_responsible=True)

    demo_offices.load()

    assert responsible_office(rheinland) == other
    assert ServiceOffice.objects.filter(key=by_file.key, is_responsible=False).exists()


def test_load_fills_an_empty_table() -> None:
    ServiceOffice.objects.all().delete()

    demo_offices.load()

    assert ServiceOffice.objects.count() >= 60
    assert ClosingDays.objects.exists()
