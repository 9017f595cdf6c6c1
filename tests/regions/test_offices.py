"""Which office is responsible, and which are near: distances, missing coordinates, the chosen IKK."""

from typing import Any

import pytest
from django.db import IntegrityError, connection

from accounts.models import User
from regions.models import ClosingDays, Land, OpeningHours, Region, ServiceOffice
from regions.offices import OfficeAnswer, by_region, find_offices, land_of, responsible_office
from regions.search import Kind
from tests.offices import save_office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_other_offices() -> None:
    ServiceOffice.objects.all().delete()


def found(query: str, chosen: Region | None = None, limit: int | None = 10) -> OfficeAnswer:
    return find_offices(query, list(ServiceOffice.objects.select_related("region")), chosen, limit)


def keys(answer: OfficeAnswer) -> list[str]:
    return [hit.office.key for hit in answer.hits]


# The responsible one


def test_responsible_office_is_the_marked_one_of_the_ikk(rheinland: Region) -> None:
    save_office("koeln")
    marked = save_office("bonn", is_responsible=True)
    save_office("muenchen", region="bayern", is_responsible=True)

    assert responsible_office(rheinland) == marked


def test_ikk_without_a_marked_office_has_none(rheinland: Region) -> None:
    save_office("koeln")

    assert responsible_office(rheinland) is None


def test_nobody_is_responsible_without_an_ikk(django_assert_num_queries: Any) -> None:
    save_office("koeln", is_responsible=True)

    with django_assert_num_queries(0):
        assert responsible_office(None) is None


# Distances


def save_three() -> None:
    save_office("koeln")
    save_office("bonn", postcode="53111", town="Bonn")
    save_office("muenchen", region="bayern", postcode="80331", town="München")


@pytest.mark.parametrize(
    ("query", "place", "expected"),
    [
        ("50667", "50667 Köln", ["koeln", "bonn", "muenchen"]),
        ("53111", "53111 Bonn", ["bonn", "koeln", "muenchen"]),
        ("Augsburg", "Augsburg", ["muenchen", "bonn", "koeln"]),
        ("muenchen", "München", ["muenchen", "bonn", "koeln"]),
        ("50420", "50420", ["koeln", "bonn", "muenchen"]),  # of a postbox: the neighbours tell where
        ("81248", "81248 München", ["muenchen", "bonn", "koeln"]),  # without coordinates: those of the town
        ("99331", "99331 Geratal", ["bonn", "koeln", "muenchen"]),
    ],
)
def test_offices_of_all_ikks_are_sorted_by_distance(query: str, place: str, expected: list[str]) -> None:
    save_three()
    answer = found(query)

    assert (answer.place, keys(answer)) == (place, expected)
    kms = [hit.distance for hit in answer.hits]
    assert kms == sorted(km for km in kms if km is not None)


def test_distance_is_real() -> None:
    save_three()
    distances = {hit.office.key: hit.distance for hit in found("50667").hits}

    assert distances == {
        "koeln": 0,
        "bonn": pytest.approx(24.5, abs=2),
        "muenchen": pytest.approx(456, abs=5),
    }


def test_own_coordinates_go_before_those_of_the_postcode() -> None:
    save_office("dom", latitude=50.9413, longitude=6.9583)
    save_office("falsch", latitude=52.52, longitude=13.405)

    answer = found("50667")

    assert keys(answer) == ["dom", "falsch"]
    assert answer.hits[1].distance == pytest.approx(477, abs=3)


@pytest.mark.parametrize(
    ("postcode", "town"),
    [("60312", "Frankfurt am Main"), ("60999", "Frankfurt am Main"), ("60999", "Frankfurt Am Main")],
)
def test_office_whose_postcode_has_no_coordinates_takes_those_of_its_town(postcode: str, town: str) -> None:
    save_office("frankfurt", region="hessen", postcode=postcode, town=town)

    hit = found("Offenbach am Main").hits[0]

    assert hit.distance == pytest.approx(7, abs=4)
    assert hit.land == Land.HE


def test_office_nobody_can_place_comes_last_but_first_in_its_own_town() -> None:
    save_office("koeln")
    save_office("geratal", postcode="99331", town="Geratal")
    ServiceOffice.objects.filter(key="geratal").update(postcode="00001", town="Nirgendheim")

    answer = found("50667")

    assert keys(answer) == ["koeln", "geratal"]
    assert (answer.hits[1].distance, answer.hits[1].land) == (None, None)


def test_office_without_coordinates_in_the_town_asked_for_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    from regions.models import Postcode

    Postcode.objects.filter(town="Geratal").update(latitude=None, longitude=None)
    save_office("erfurt", postcode="99084", town="Erfurt")
    save_office("geratal", postcode="99331", town="Geratal")

    assert keys(found("Geratal")) == ["geratal", "erfurt"]


def test_postcode_in_two_laender_counts_to_that_of_the_town() -> None:
    lower = save_office("in-mv", postcode="19273", town="Amt Neuhaus")
    laender = {land_of(lower), land_of(save_office("koeln"))}

    assert laender == {Land.NI, Land.NW}


# The chosen IKK


def test_nearest_office_of_the_chosen_ikk_goes_first_and_is_marked(rheinland: Region) -> None:
    save_three()
    save_office("augsburg", region="bayern", postcode="86150", town="Augsburg")

    answer = found("80331", rheinland)

    assert keys(answer) == ["bonn", "muenchen", "augsburg", "koeln"]
    assert [hit.is_own for hit in answer.hits] == [True, False, False, True]


def test_list_by_ikk_has_the_chosen_one_first() -> None:
    save_three()
    offices = list(ServiceOffice.objects.select_related("region"))
    chosen = Region.objects.get(slug="rheinland")

    assert [group.region.slug for group in by_region(offices, None)] == ["bayern", "rheinland"]
    assert [group.region.slug for group in by_region(offices, chosen)] == ["rheinland", "bayern"]


# How many, and what is not clear


def test_limit_keeps_the_nearest_and_says_that_there_are_more() -> None:
    save_three()

    answer = found("50667", limit=2)

    assert (keys(answer), answer.total, answer.has_more) == (["koeln", "bonn"], 3, True)
    assert found("50667", limit=None).has_more is False


def test_query_without_a_place_finds_no_office() -> None:
    save_three()
    answer = found("qqqqqqq")

    assert (answer.kind, answer.place, answer.hits, answer.choices) == (Kind.NOTHING, "", (), ())


def test_ambiguous_name_offers_the_places_each_with_a_query_of_its_own() -> None:
    save_three()
    answer = found("Neustadt")

    assert answer.hits == ()
    assert len(answer.choices) > 5
    queries = [choice.query for choice in answer.choices]
    assert len(set(queries)) == len(queries)
    assert {found(query).place != "" for query in queries} == {True}


def test_name_of_a_land_offers_the_lists_of_its_ikks() -> None:
    save_three()

    assert [region.slug for region in found("NRW").regions] == ["rheinland", "westfalen-lippe"]


@pytest.mark.parametrize("query", ["50667", "Augsburg", "99331", "50420"])
@pytest.mark.parametrize("count", [1, 3])
def test_number_of_queries_does_not_grow_with_offices(
    query: str, count: int, django_assert_max_num_queries: Any
) -> None:
    save_three()
    offices = list(ServiceOffice.objects.select_related("region")[:count])

    with django_assert_max_num_queries(10 if query == "50420" else 9):
        find_offices(query, offices, None)


# Rules of the tables


def save_hours(**fields: Any) -> OpeningHours:
    office = fields.pop("office", None) or save_office("regel", hours=((1, "08:00", "12:00"),))
    values = {"office": office, "day": 2, "opens": "08:00", "closes": "12:00", **fields}
    hours = OpeningHours.objects.create(**values)
    connection.check_constraints()  # those that the end of the transaction would judge
    return hours


def save_closing(**fields: Any) -> ClosingDays:
    values = {"first_day": "2026-12-24", "last_day": "2026-12-24", "reason": "Betriebsruhe", **fields}
    return ClosingDays.objects.create(office=save_office("regel"), **values)


def save_second(**fields: Any) -> ServiceOffice:
    save_office("erste", is_responsible=True)
    return save_office(fields.pop("key", "zweite"), **fields)


@pytest.mark.parametrize(
    ("save", "fields"),
    [
        (save_second, {}),
        (save_second, {"region": "bayern", "is_responsible": True}),
        (save_second, {"latitude": 50.9, "longitude": 6.9}),
        (save_hours, {}),
        (save_hours, {"day": 1, "opens": "12:00", "closes": "16:00"}),
        (save_hours, {"day": 1, "opens": "06:30", "closes": "08:00"}),
        (save_closing, {}),
        (save_closing, {"last_day": "2027-01-01"}),
    ],
)
def test_row_within_all_rules_is_accepted(save: Any, fields: dict[str, Any]) -> None:
    assert save(**fields).pk


@pytest.mark.parametrize(
    ("save", "fields", "constraint"),
    [
        (save_second, {"is_responsible": True}, "serviceoffice_one_responsible"),
        (save_second, {"key": "Köln Mitte"}, "serviceoffice_key_form"),
        (save_second, {"key": "zwei--te"}, "serviceoffice_key_form"),
        (save_second, {"postcode": "5066"}, "serviceoffice_postcode_form"),
        (save_second, {"latitude": 50.9}, "serviceoffice_place_whole"),
        (save_second, {"latitude": 6.9, "longitude": 50.9}, "serviceoffice_place_whole"),
        (save_second, {"step_free": "maybe"}, "serviceoffice_step_free_known"),
        (save_hours, {"day": 0}, "openinghours_day_known"),
        (save_hours, {"day": 7}, "openinghours_day_known"),
        (save_hours, {"opens": "12:00"}, "openinghours_run_forward"),
        (save_hours, {"day": 1}, "openinghours_apart"),
        (save_hours, {"day": 1, "opens": "11:59", "closes": "16:00"}, "openinghours_apart"),
        (save_hours, {"day": 1, "opens": "09:00", "closes": "10:00"}, "openinghours_apart"),
        (save_closing, {"last_day": "2026-12-23"}, "closingdays_run_forward"),
    ],
)
def test_row_against_a_rule_is_refused_by_the_database(save: Any, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        save(**fields)


def test_rows_say_what_they_are() -> None:
    office = save_office("koeln", hours=((1, "08:00", "12:00"),))

    assert (str(office), office.phone_uri) == ("Servicestelle Koeln", "+492214710900")
    assert [str(hours) for hours in office.hours.all()] == ["Montag 08:00–12:00"]


def test_visible_to_shows_staff_the_offices_of_their_region(sander: User, rheinberg: User) -> None:
    save_three()

    assert ServiceOffice.objects.visible_to(sander).count() == 3
    assert [office.key for office in ServiceOffice.objects.visible_to(rheinberg)] == ["bonn", "koeln"]
