"""The desk for the shelf: what runs low, deliveries and counts with what will be, and the counts of days as a file."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from brochures.models import CopyCount
from privacy.models import StaffAccess
from regions.models import Region
from tests.accounts.test_review_admin import words_of
from tests.brochures.brochures import brochure, left, shelf
from tests.brochures.sending import movements, ordered
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db
DESK = "/verwaltung/brochures/stock/"


@pytest.fixture
def desk(pauli: User) -> RoleClient:
    """A client signed in as Petra Pauli."""
    return signed_in(pauli)


def test_list_shows_what_runs_low_first_and_what_has_no_stock_yet(desk: RoleClient) -> None:
    shelf(brochure("a", title="Genug davon"), 90)
    shelf(brochure("b", title="Knapp geworden"), 49)
    shelf(brochure("c", title="Nicht mehr im Angebot"), 1, is_offered=False)
    brochure("d", title="Noch nie geliefert")
    ordered(copies={brochure("b"): 3})

    words = words_of(desk.get(DESK))

    assert "Es wird knapp: 1." in words
    assert words.index("Knapp geworden") < words.index("Genug davon")
    for row in (
        "Knapp geworden 49 3 50 wird knapp",
        "Genug davon 90 0 50",
        "Nicht mehr im Angebot 1 0 50 nicht im Angebot",
        "Noch nie geliefert 0 0 50 noch kein Bestand erfasst",
    ):
        assert row in words
    only = words_of(desk.get(DESK, {"hinweis": "knapp"}))
    assert "Knapp geworden" in only
    assert "Genug davon" not in only


def test_delivery_shows_what_will_be_and_counts_once(desk: RoleClient) -> None:
    shelf(brochure(), 20)
    path, key = f"{DESK}{brochure().pk}/", str(uuid4())
    typed = {"step": "deliver", "copies": "500", "key": key}

    asked = words_of(desk.post(path, typed))
    assert "Bisher frei 20 Exemplare Geliefert 500 Danach frei 520 Exemplare (500 mehr)" in asked
    assert left(brochure()) == 20
    for _ in range(2):
        page = desk.post(path, {**typed, "sure": "Ja"}, follow=True)

    assert "Die Lieferung ist erfasst. Freie Exemplare im Regal: 520." in words_of(page)
    assert "+500 520 pauli" in words_of(page)
    assert movements() == [("delivery", 500, 520, "pauli")]
    assert StaffAccess.objects.filter(kind="brochures.Stock", action="view").exists()


def test_count_says_what_is_promised_and_what_is_missing(desk: RoleClient) -> None:
    shelf(brochure(), 20)
    ordered(copies={brochure(): 5})
    path = f"{DESK}{brochure().pk}/"
    typed = {"step": "count", "counted": "3", "seen": "25", "key": str(uuid4())}

    asked = words_of(desk.post(path, typed))
    assert "Es fehlen 2 Exemplare:" in asked
    assert "Gezählt 3, davon für offene Bestellungen 5 Danach frei 0 Exemplare (20 weniger)" in asked
    page = desk.post(path, {**typed, "seen": "24", "sure": "Ja"}, follow=True)
    assert "Der Bestand hat sich gerade geändert" in words_of(page)
    desk.post(path, {**typed, "sure": "Ja"})

    assert movements() == [("correction", -20, 0, "pauli")]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"step": "deliver", "copies": "0"}, "Bitte geben Sie eine Anzahl von 1 bis 100.000 ein."),
        ({"step": "deliver", "copies": "viele"}, "Bitte geben Sie eine Anzahl von 1 bis 100.000 ein."),
        ({"step": "count", "counted": "-1", "seen": "1"}, "Bitte geben Sie eine Anzahl von 0 bis 100.000 ein."),
        (
            {"step": "terms", "warn_below": "", "is_offered": "True"},
            "Bitte geben Sie eine Anzahl von 0 bis 100.000 ein.",
        ),
    ],
)
def test_wrong_number_is_said_at_the_field(desk: RoleClient, typed: dict[str, str], message: str) -> None:
    page = desk.post(f"{DESK}{brochure().pk}/", {"key": str(uuid4()), **typed})

    assert page.text.count(message) == 2
    assert movements() == []


def test_brochure_is_taken_from_the_list_of_the_own_ikk(desk: RoleClient, rheinland: Region) -> None:
    page = desk.post(
        f"{DESK}{brochure().pk}/", {"step": "terms", "warn_below": "5", "is_offered": "False"}, follow=True
    )

    assert "Gespeichert." in words_of(page)
    assert list(rheinland.stock_set.values_list("warn_below", "is_offered")) == [(5, False)]


def test_brochure_of_another_ikk_does_not_exist(desk: RoleClient) -> None:
    foreign = brochure()
    type(foreign).objects.filter(pk=foreign.pk).update(region=Region.objects.get(slug="nord"))

    assert desk.get(f"{DESK}{foreign.pk}/").headers["Location"] == "/verwaltung/"


@pytest.fixture
def three_days(pauli: User, rheinland: Region) -> None:
    """Counts on the first three days of a month, in two IKKs."""
    titles = brochure("a", title="Gesunde Zähne; kurz"), brochure("b", title="=HYPERLINK(1)")
    for place, of in enumerate(titles):
        CopyCount.objects.create(day=date(2026, 11, 1 + place), region=rheinland, brochure=of, ordered=3, dispatched=1)
    nord = Region.objects.get(slug="nord")
    CopyCount.objects.create(day=date(2026, 11, 1), region=nord, brochure=titles[0], ordered=99)
    CopyCount.objects.create(day=date(2026, 11, 3), region=rheinland, brochure=titles[0], ordered=4)


def test_counts_between_two_days_are_shown_and_loaded_for_german_excel(desk: RoleClient, three_days: None) -> None:
    period = {"first": "2026-11-01", "last": "2026-11-02"}

    assert "Zusammen 6 2" in words_of(desk.get(f"{DESK}counts/", period))
    answer: Any = desk.get(f"{DESK}counts/", {**period, "csv": "1"})

    assert answer.headers["Content-Disposition"] == ('attachment; filename="broschueren-2026-11-01-bis-2026-11-02.csv"')
    assert (
        answer.content
        == (
            "\ufeffTag;IKK;Broschüre;Kurzname;Bestellt;Versandt\r\n"
            '01.11.2026;Muster-IKK Rheinland;"Gesunde Zähne; kurz";a;3;1\r\n'
            "02.11.2026;Muster-IKK Rheinland;'=HYPERLINK(1);b;3;1\r\n"
        ).encode()
    )


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ({"first": "2026-11-02", "last": "2026-11-01"}, "Das Ende liegt vor dem Anfang."),
        ({"first": "gestern", "last": ""}, "Bitte geben Sie ein Datum ein, zum Beispiel 01.11.2026."),
    ],
)
def test_wrong_days_are_said_at_the_field(desk: RoleClient, period: dict[str, str], message: str) -> None:
    page = desk.get(f"{DESK}counts/", {**period, "csv": "1"})

    assert page.headers["Content-Type"].startswith("text/html")
    assert message in words_of(page)


def test_start_page_says_what_waits(desk: RoleClient) -> None:
    week_ago = timezone.localdate() - timedelta(days=9)
    ordered("B-0000-0001", days_ago=9)
    ordered("B-0000-0002")
    ordered("B-0000-0003", days_ago=9, state="returned", dispatched_on=week_ago + timedelta(days=5))
    shelf(brochure(), 3)

    words = words_of(desk.get("/verwaltung/"))

    assert "Bestellungen zu versenden: 2 Die älteste wartet" in words
    assert "Zurückgekommene Sendungen: 1 Versandt in den letzten 30 Tagen" in words
    assert "Broschüren, die knapp werden: 1 Bitte nachbestellen" in words
