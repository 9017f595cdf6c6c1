"""The search of the site: what is written into it, and what is found."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from brochures import search_entries as of_brochures
from contact import search_entries as of_contact
from internetfiliale import search_entries as of_branch
from regions import site_search
from regions.models import NewsItem, Page, Region, SearchEntry, ServiceOffice
from regions.site_search import excerpt, has_a_word, matches, other_spellings, plain_text
from tests.brochures.brochures import clear_room
from tests.regions.contents import add_news, add_page

pytestmark = pytest.mark.django_db

NOW = timezone.now()
DAY = timedelta(days=1)
Put = Callable[..., None]


@pytest.fixture
def put(db: None) -> Put:
    """Write an entry into the empty index."""
    SearchEntry.objects.all().delete()

    def put_one(
        title: str,
        text: str = "",
        key: str = "",
        region: Region | None = None,
        begins: datetime = NOW - DAY,
        **more: Any,
    ) -> None:
        values = {"kind": "Seite", "path": "/themen/", **more}
        site_search.put_entry(key=key or title, region=region, title=title, text=text, public_from=begins, **values)

    return put_one


def found(query: str, region: Region | None = None) -> list[str]:
    return [entry.title for entry in matches(query, region, NOW)]


@pytest.mark.parametrize(
    "query", ["Zahnersatz", "zahnersatzes", "ZAHNERSATZ", "zahners", "Zuschüsse", "Zuschuss", "zuschusse", "Zahn*"]
)
def test_stems_accents_and_beginnings_are_found(put: Put, query: str) -> None:
    put("Zahnersatz", "Wie hoch ist der Zuschuss?")
    put("Krankengeld", "Wie lange wir zahlen.")

    assert found(query) == ["Zahnersatz"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("reha kur", ["Beides"]),
        ("reha OR kur", ["Beides", "Kur", "Reha"]),
        ("reha -kur", ["Reha"]),
        ('"reha kur"', ["Beides"]),
        ('"kur reha"', []),
    ],
)
def test_operators_mean_what_they_mean_elsewhere(put: Put, query: str, titles: list[str]) -> None:
    put("Reha", "reha")
    put("Kur", "kur")
    put("Beides", "reha kur")

    assert sorted(found(query)) == titles


def test_word_in_the_title_goes_before_the_text(put: Put) -> None:
    put("Anderes", "Auch hier geht es um Krankengeld.")
    put("Krankengeld", "Was wir zahlen.")

    assert found("krankengeld") == ["Krankengeld", "Anderes"]


def test_own_region_goes_before_the_national_ones(put: Put, rheinland: Region) -> None:
    put("Reha im Bund", "reha", key="a")
    put("Reha am Rhein", "reha", key="b", region=rheinland)

    assert found("reha", rheinland) == ["Reha am Rhein", "Reha im Bund"]
    assert found("reha") == ["Reha im Bund"]


def test_own_version_hides_the_national_one_while_it_is_public(put: Put, rheinland: Region) -> None:
    put("Kur im Bund", "kur", key="kur")
    put("Kur am Rhein", "kur", key="kur", region=rheinland)
    put("Bad im Bund", "bad", key="bad")
    put("Bad am Rhein", "bad", key="bad", region=rheinland, begins=NOW + DAY)

    assert (found("kur", rheinland), found("kur")) == (["Kur am Rhein"], ["Kur im Bund"])
    assert (found("bad", rheinland), found("bad")) == (["Bad im Bund"], ["Bad im Bund"])


def test_other_regions_are_found_with_their_offices_only(put: Put, rheinland: Region) -> None:
    bayern = Region.objects.get(slug="bayern")
    put("Kur in Bayern", "kur", region=bayern)
    put("Kur in München", "kur", region=bayern, kind=site_search.OFFICE)

    assert found("kur", rheinland) == found("kur") == ["Kur in München"]


def test_only_what_is_public_now_is_found(put: Put) -> None:
    put("Kur morgen", begins=NOW + timedelta(seconds=1))
    put("Kur gestern", public_until=NOW)
    put("Kur heute", begins=NOW, public_until=NOW + timedelta(seconds=1))

    assert found("kur") == ["Kur heute"]


def test_excerpt_marks_what_was_found_and_escapes_the_rest(put: Put) -> None:
    put("Titel", 'Kur < Bad & "Sauna" \ue000<iglu\ue001')
    (entry,) = matches("kur", None, NOW)
    text = excerpt(entry.excerpt_source)

    assert text == "<mark>Kur</mark> &lt; Bad &amp; &quot;Sauna&quot; &lt;iglu"


def test_excerpt_says_where_something_is_left_out(put: Put) -> None:
    long = " ".join(f"wort{number}" for number in range(60))
    put("Anfang", f"Kur am Anfang. {long}")
    put("Ende", f"{long} am Ende die Kur.")
    put("Ganz", "Eine Kur ist alles.")
    texts = {entry.title: excerpt(entry.excerpt_source, entry.opening, entry.ending) for entry in matches("kur", None)}

    assert texts["Anfang"].startswith("<mark>Kur</mark> am Anfang.")
    assert texts["Anfang"].endswith("\u00a0…")
    assert texts["Ende"].startswith("… wort")
    assert not texts["Ende"].endswith("…")
    assert texts["Ganz"] == "Eine <mark>Kur</mark> ist alles"


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("a<>&\"'/\ue000\ue001\0 "), max_size=40))
def test_excerpt_holds_only_balanced_marks(source: str) -> None:
    text = excerpt(source)

    assert text.count("<mark>") == text.count("</mark>")
    assert "<" not in text.replace("<mark>", "").replace("</mark>", "")
    assert not {"\ue000", "\ue001"} & set(text)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
def test_whatever_is_typed_is_answered(put: Put, query: str) -> None:
    if has_a_word(query):
        list(matches(query, None, NOW)[:3])
        other_spellings(query, None, NOW)


@pytest.mark.parametrize(
    "query", ["zahn:*", "a & b | !c", "'zahn'", '"zahn', "(zahn", "zahn)", "--zahn zahn", "\\zahn", "zahn\\"]
)
def test_signs_of_the_database_are_no_errors(put: Put, query: str) -> None:
    put("Zahn")

    list(matches(query, None, NOW))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Zahnersaz", ["Zahnersatz"]),
        ("krankngeld", ["Krankengeld"]),
        ("Rheha", []),
        ("Zahnersaz krankngeld", ["Zahnersatz", "Krankengeld"]),
        ("Zahnersatz", []),
        ("xy", []),
    ],
)
def test_other_spellings_are_proposed(put: Put, typed: str, meant: list[str]) -> None:
    put("Zahnersatz: Was wir zahlen")
    put("Krankengeld bei Krankheit")
    put("Zahnersaz in Bayern", region=Region.objects.get(slug="bayern"))

    assert other_spellings(typed, None, NOW) == meant


def test_entry_is_renewed_and_removed(put: Put, rheinland: Region) -> None:
    put("Alt", key="a")
    put("Neu", key="a")
    put("Am Rhein", key="a", region=rheinland)
    assert sorted(SearchEntry.objects.values_list("title", flat=True)) == ["Am Rhein", "Neu"]

    site_search.remove_entry("a", None)
    site_search.remove_entry("a", None)

    assert list(SearchEntry.objects.values_list("title", flat=True)) == ["Am Rhein"]


def test_rebuilding_finds_pages_news_and_offices_and_forgets_the_rest(put: Put, rheinland: Region) -> None:
    Page.objects.all().delete()
    NewsItem.objects.all().delete()
    clear_room()
    put("Vergessen")
    add_page("zahn", "Zahn", "Mehr *dazu*.", region=rheinland)
    add_page("entwurf", is_published=False)
    add_news("neu", "Neues", public_until=NOW + DAY)
    out = StringIO()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
    call_command("rebuild_search", stdout=out)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")

    offices = ServiceOffice.objects.count()
    ways = sum(len(list(room.entries())) for room in (of_brochures, of_contact, of_branch))
    assert out.getvalue() == f"Search: {offices + ways + 2} entries.\n"
    assert SearchEntry.objects.filter(kind="Servicestelle").count() == offices
    entry = SearchEntry.objects.get(kind="Seite")
    assert (entry.key, entry.region, entry.path, entry.title, entry.text) == (
        "seite:leistungen/zahn",
        rheinland,
        "/themen/leistungen/zahn/",
        "Zahn",
        "Das Wichtigste zuerst. Mehr dazu.",
    )
    entry = SearchEntry.objects.get(kind="Meldung")
    assert (entry.key, entry.path, entry.public_until) == ("meldung:neu", "/aktuelles/neu/", NOW + DAY)


def test_plain_text_keeps_words_apart_and_signs_together() -> None:
    link = '<a href="/x">drei<span class="visually-hidden"> (externe Seite)</span></a>'
    html = f"<h2>Eins</h2><p>Zwei\n{link}.</p><ul><li>A &amp; B</li>\n<li>C</li></ul>"

    assert plain_text(html) == "Eins · Zwei drei. A & B · C"


@pytest.mark.parametrize(
    ("query", "has"),
    [
        ("", False),
        ("a", False),
        ("ab", True),
        ("7b", True),
        ("-ab", False),
        ("a b", False),
        ('"', False),
        ("& |", False),
        ("a -b cd", True),
    ],
)
def test_query_needs_a_word_of_two_letters(query: str, has: bool) -> None:
    assert has_a_word(query) == has


@pytest.mark.parametrize(
    ("constraint", "values"),
    [("searchentry_key_once", {"key": "da"}), ("searchentry_own_path", {"path": "https://example.org/"})],
)
def test_database_refuses_what_must_not_be(put: Put, constraint: str, values: dict[str, str]) -> None:
    put("Da", key="da")
    entry = {"kind": "Seite", "key": "neu", "path": "/", "title": "", "text": "", "public_from": NOW, **values}

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SearchEntry.objects.create(**entry)
