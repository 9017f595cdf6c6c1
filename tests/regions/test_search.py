"""The search: forgiving, and never a dead end."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.coverage import Coverage
from regions.models import Land, Postcode
from regions.search import LIMIT, Answer, Fault, Kind, fault_of, find

pytestmark = pytest.mark.django_db


def search(query: str) -> Answer:
    return find(query, Coverage.load())


def towns(answer: Answer) -> list[str]:
    return [place.town for place in answer.places]


def slugs(answer: Answer) -> list[str]:
    return [region.slug for region in answer.regions]


@pytest.mark.parametrize(
    "query", ["50667", " 50667 ", "50 667", "D-50667", "DE 50667", "50667 Köln", "Köln, 50667", "５０６６７"]
)
def test_known_postcode_is_found_however_it_is_typed(query: str) -> None:
    answer = search(query)

    assert answer.kind == Kind.POSTCODE
    assert [(place.town, place.offers[0].region.slug) for place in answer.places] == [("Köln", "rheinland")]


def test_postcode_in_two_laender_offers_both() -> None:
    answer = search("22113")

    assert answer.in_laender == [Land.HH, Land.SH]
    assert {offer.region.slug for place in answer.places for offer in place.offers} == {"nord"}
    assert search("65391").in_laender == [Land.HE, Land.RP]
    assert {o.region.slug for p in search("65391").places for o in p.offers} == {"hessen", "mosel-saar"}


def test_unknown_postcode_gets_the_ikks_nearby() -> None:
    answer = search("50420")

    assert answer.kind == Kind.POSTCODE_UNKNOWN
    assert slugs(answer) == ["rheinland"]


def test_unknown_postcode_without_neighbours_of_three_digits_uses_two() -> None:
    prefixes = {code[:3] for code in Postcode.objects.values_list("code", flat=True)}
    lonely = next(p for p in ("".join(map(str, (5, 0, d))) for d in range(10)) if p not in prefixes)

    assert slugs(search(lonely + "00")) == ["rheinland"]


def test_postcode_that_nothing_is_near_to_still_gets_an_answer() -> None:
    answer = search("00000")

    assert answer.kind == Kind.POSTCODE_UNKNOWN
    assert answer.regions == ()


def test_unknown_postcode_at_a_border_shows_all_that_is_possible() -> None:
    answer = search("32399")

    assert answer.kind == Kind.POSTCODE_UNKNOWN
    assert slugs(answer) == ["weser-ems", "westfalen-lippe"]
    assert [entry.land for entry in answer.laender] == [Land.NI, Land.NW]


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("323", Fault.POSTCODE_TOO_SHORT),
        ("D-5066", Fault.POSTCODE_TOO_SHORT),
        ("506670", Fault.POSTCODE_TOO_LONG),
        ("50 667 0", Fault.POSTCODE_TOO_LONG),
        ("50667", None),
        ("Ulm", None),
    ],
)
def test_number_of_wrong_length_is_a_fault(query: str, fault: Fault | None) -> None:
    assert fault_of(query) == fault


@pytest.mark.parametrize("query", ["Koln", "koeln", "KÖLN", " köln "])
def test_town_is_found_with_every_spelling_of_its_umlaut(query: str) -> None:
    answer = search(query)

    assert answer.kind == Kind.NAME
    assert towns(answer)[0] == "Köln"


def test_muenchen_is_found_first() -> None:
    assert towns(search("muenchen"))[0] == "München"


def test_beginning_of_a_name_finds_all_towns_large_ones_first() -> None:
    assert towns(search("Frankf")) == ["Frankfurt am Main", "Frankfurt (Oder)"]


@pytest.mark.parametrize(
    ("query", "town"),
    [
        ("Hambrug", "Hamburg"),
        ("Kln", "Köln"),
        ("Müncehn", "München"),
        ("Dormund", "Dortmund"),
        ("Zwischenahn", "Bad Zwischenahn"),
        ("Gelsenkirchn", "Gelsenkirchen"),
    ],
)
def test_typing_error_is_answered_with_the_name_meant(query: str, town: str) -> None:
    answer = search(query)

    assert towns(answer)[0] == town
    assert answer.kind in {Kind.SIMILAR, Kind.NAME}


def test_town_of_one_name_in_several_laender_is_listed_for_each() -> None:
    answer = search("Neustadt")

    assert len({place.land for place in answer.places}) > 3


@pytest.mark.parametrize(
    ("query", "land"),
    [
        ("NRW", Land.NW),
        ("nordrhein westfalen", Land.NW),
        ("Thueringen", Land.TH),
        ("Bayren", Land.BY),
        ("SH", Land.SH),
    ],
)
def test_land_is_found_by_name_short_name_and_with_typing_errors(query: str, land: Land) -> None:
    assert land in [entry.land for entry in search(query).laender]


def test_ikk_is_found_by_its_name() -> None:
    assert slugs(search("Muster-IKK Rheinland")) == ["rheinland"]
    assert slugs(search("mosel")) == ["mosel-saar"]


def test_town_that_two_ikks_serve_names_both_with_their_postcodes() -> None:
    Postcode.objects.create(code="44999", town="Köln", land=Land.NW, search_key="koln")

    offers = search("Köln").places[0].offers

    assert [offer.region.slug for offer in offers] == ["westfalen-lippe", "rheinland"]
    assert offers[0].postcodes == ("44999",)


def test_more_than_a_page_of_results_says_so() -> None:
    answer = search("ba")

    assert len(answer.places) == LIMIT
    assert answer.has_more is True


def test_few_results_do_not_claim_more() -> None:
    assert search("Köln").has_more is False


@pytest.mark.parametrize("query", ["x", "%", "_", "😀", "%_%", "—"])
def test_query_without_two_letters_is_too_short(query: str) -> None:
    assert fault_of(query) == Fault.NAME_TOO_SHORT
    assert search(query) == Answer(query, Kind.NOTHING)


def test_name_that_resembles_nothing_finds_nothing() -> None:
    answer = search("qqqqqqqq")

    assert answer.kind == Kind.NOTHING
    assert answer.count == 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60).filter(lambda text: "\x00" not in text))
def test_any_text_gets_an_answer(query: str) -> None:
    assert search(query).kind in Kind


@pytest.mark.parametrize(("query", "results"), [("Köln", 1), ("Bad Ems", 2), ("Neustadt", LIMIT), ("muster", 12)])
def test_search_by_name_takes_one_query_whatever_it_finds(query: str, results: int, django_assert_num_queries) -> None:
    coverage = Coverage.load()
    coverage.of_land(Land.BY)
    with django_assert_num_queries(1):
        answer = find(query, coverage)
    assert 1 <= answer.count <= results


def test_search_takes_at_most_three_queries(django_assert_max_num_queries) -> None:
    coverage = Coverage.load()
    for query in ("Hambrug", "50420", "00000", "326", "Köln"):
        with django_assert_max_num_queries(3):
            find(query, coverage)
