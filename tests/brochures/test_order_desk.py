"""The desk "zu versenden": the list, the page for many orders, paper, and one order."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from brochures.desk_figures import figures
from brochures.models import Order, OrderAddress
from privacy.models import StaffAccess
from tests.accounts.test_review_admin import words_of
from tests.brochures.brochures import brochure, left, shelf
from tests.brochures.sending import ANNA, ordered
from tests.conftest import RoleClient, signed_in
from tests.letters.printed import Printed

pytestmark = pytest.mark.django_db
DESK = "/verwaltung/brochures/order/"
PLACING = {"format": "L7163", "start": "14", "offset_x": "0,5", "offset_y": "-1"}


@pytest.fixture
def desk(pauli: User) -> RoleClient:
    """A client signed in as Petra Pauli."""
    return signed_in(pauli)


def numbers_in(response: Any) -> list[str]:
    """Return the numbers of the orders in the list, from top to bottom."""
    return re.findall(r'field-number"><a[^>]*>(B-[^<]+)<', response.text)


def keys(*orders: Order) -> dict[str, str]:
    return {"orders": ",".join(str(order.pk) for order in orders)}


def last_entry() -> tuple[str, str, str]:
    entry = StaffAccess.objects.order_by("-at")[0]
    return entry.action, entry.kind, entry.detail


def test_list_shows_open_orders_of_the_own_ikk_the_oldest_first(desk: RoleClient) -> None:
    ordered("B-0000-0003", days_ago=0)
    ordered("B-0000-0001", days_ago=9)
    ordered("B-0000-0002", days_ago=9, slug="nord")
    ordered("B-0000-0004", days_ago=1, state="dispatched", dispatched_on=timezone.localdate())

    page = desk.get(DESK)

    assert numbers_in(page) == ["B-0000-0001", "B-0000-0003"]
    words = words_of(page)
    assert "Bitte zuerst versenden: 1." in words
    assert "Arbeitstagen – bitte zuerst" in words
    assert "Anna Ahrens, Köln" in words
    assert "Heute versandt: 1." in words
    assert 'value="Alle 2 gemeinsam bearbeiten"' in page.text
    assert last_entry() == ("list", "brochures.Order", "")


@pytest.mark.parametrize(("days_ago", "is_said"), [(75, False), (76, True), (90, True)])
def test_desk_and_dashboard_say_which_order_will_soon_be_erased_unsent(
    desk: RoleClient, pauli: User, days_ago: int, is_said: bool
) -> None:
    ordered("B-0000-0001", days_ago=days_ago)
    ordered("B-0000-0002", days_ago=80, state="dispatched", dispatched_on=timezone.localdate())
    ordered("B-0000-0003", days_ago=80, slug="nord")
    last = timezone.localdate() + timedelta(days=90 - days_ago)

    words = words_of(desk.get(DESK))
    waiting = next(figures(pauli, timezone.now()))

    assert ("Bald unversandt gelöscht: 1." in words) == is_said
    assert (f"– wird nach dem {date_format(last, 'j. F')} gelöscht" in words) == is_said
    assert waiting.note.endswith("; bald unversandt gelöscht: 1") == is_said
    due = Order.Privacy.retention.due(Order.objects.filter(number="B-0000-0001"), timezone.now() + timedelta(days=14))
    assert due.exists() == (days_ago > 76)  # the last day itself is kept


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"stand": "ohne-etikett"}, ["B-0000-0001"]),
        ({"stand": "heute"}, ["B-0000-0003"]),
        ({"stand": "versandt"}, ["B-0000-0004", "B-0000-0003"]),
        ({"stand": "zurueck"}, ["B-0000-0005"]),
        ({"tag": (timezone.localdate() - timedelta(days=1)).isoformat()}, ["B-0000-0002"]),
        ({"q": "b0000oooi"}, ["B-0000-0001"]),
        ({"q": "0000-0003"}, ["B-0000-0003"]),
        ({"q": "lotte bei"}, ["B-0000-0003"]),
        ({"q": "Niemand"}, []),
    ],
)
def test_list_is_narrowed_by_state_and_day_and_searched_by_number_or_name(
    desk: RoleClient, query: dict[str, str], shown: list[str]
) -> None:
    today = timezone.localdate()
    lotte = {**ANNA, "given_name": "Lotte", "family_name": "Beispiel"}
    ordered("B-0000-0001")
    ordered("B-0000-0002", days_ago=1, labelled_on=today)
    ordered("B-0000-0003", state="dispatched", dispatched_on=today, address=lotte)
    ordered("B-0000-0004", days_ago=5, state="dispatched", dispatched_on=today - timedelta(days=1))
    ordered("B-0000-0005", days_ago=5, state="returned", dispatched_on=today - timedelta(days=2))

    assert numbers_in(desk.get(DESK, query)) == shown

    assert "q" not in query or last_entry()[2] == "q=Suche"


def test_filter_made_by_hand_is_refused_and_an_empty_choice_changes_nothing(desk: RoleClient) -> None:
    ordered()

    assert desk.get(DESK, {"tag": "gestern"}).status_code == 400
    chosen = desk.post(DESK, {"action": "work_on_chosen"}, follow=True)
    assert "Bitte wählen Sie in der Liste mindestens eine Bestellung aus." in words_of(chosen)


def test_number_of_queries_does_not_grow_with_the_list(desk: RoleClient) -> None:
    seen = []
    for count in range(4):
        ordered(f"B-0000-000{count}")
        with CaptureQueriesContext(connection) as queries:
            desk.get(DESK)
        seen.append(len(queries))

    assert len(set(seen)) == 1


def test_chosen_orders_are_worked_on_together(desk: RoleClient) -> None:
    teeth, care = brochure("probe-zahn", title="Gesunde Zähne"), brochure("probe-pflege", title="Pflege")
    shelf(teeth, 40)
    first = ordered("B-0000-0001", {teeth: 2, care: 1})
    second = ordered("B-0000-0002", {teeth: 3})
    ordered("B-0000-0003", {care: 3})

    page = desk.post(DESK, {"action": "work_on_chosen", "_selected_action": [first.pk, second.pk]})

    words = words_of(page)
    assert "2 Bestellungen, bestellt am" in words
    assert re.search(r"5 Gesunde Zähne Deutsch 40 1 Pflege Deutsch 0 Zusammen: 6 Exemplare", words)
    assert "Ahrens" not in words
    printed = words_of(desk.post(f"{DESK}pick-list/", keys(first, second)))
    assert "5 Gesunde Zähne" in printed


def test_labels_leave_as_a_pdf_that_nobody_keeps_and_the_trail_notes_it(desk: RoleClient) -> None:
    first, second = ordered("B-0000-0001", days_ago=1), ordered("B-0000-0002")
    foreign = ordered("B-0000-0003", slug="nord")

    answer = desk.post(f"{DESK}labels/", {**keys(second, first, foreign), **PLACING})

    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    pages = Printed(answer.content).pages
    assert [page.text for page in pages] == [
        f"{number} Anna Ahrens Hauptstraße 12 50667 Köln" for number in ("B-0000-0001", "B-0000-0002")
    ]
    assert pages[0].chars[0].x0 == pytest.approx(106.25 + 5 + 0.5, abs=0.05)
    assert last_entry() == ("view", "brochures.Order", "Etiketten gedruckt: 2")
    labelled = Order.objects.order_by("number").values_list("labelled_on", flat=True)
    assert list(labelled) == [timezone.localdate(), timezone.localdate(), None]
    again = desk.post(f"{DESK}run/", keys(first)).text
    assert 'value="0,5"' in again
    assert 'value="-1,0"' in again


def test_trial_of_the_outlines_names_nobody_and_marks_nothing(desk: RoleClient) -> None:
    order = ordered()

    answer = desk.post(f"{DESK}labels/", {**keys(order), **PLACING, "trial": "1"})

    (page,) = Printed(answer.content).pages
    assert len(page.drawn) == 14
    assert "Ahrens" not in page.text
    assert (StaffAccess.objects.count(), Order.objects.get().labelled_on) == (0, None)


def test_notes_leave_as_a_pdf_that_nobody_keeps_and_the_trail_notes_it(desk: RoleClient) -> None:
    order = ordered("B-0000-0001", {brochure("probe-zahn", title="Gesunde Zähne"): 2})

    answer = desk.post(f"{DESK}notes/", keys(order))

    assert "no-store" in answer.headers["Cache-Control"]
    (page,) = Printed(answer.content).pages
    assert "B-0000-0001" in page.text
    assert "2 Gesunde Zähne" in page.text
    assert "Muster-IKK Rheinland" in page.text
    assert last_entry() == ("view", "brochures.Order", "Lieferscheine gedruckt: 1")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"start": "15"}, "Dieser Bogen hat 14 Etiketten. Bitte geben Sie 1 bis 14 ein."),
        ({"start": ""}, "Bitte geben Sie die Nummer des ersten freien Etiketts ein, auf einem neuen Bogen 1."),
        ({"offset_x": "3,5"}, "Bitte geben Sie Millimeter von -3 bis 3 ein, zum Beispiel 0,5."),
        ({"offset_y": "oben"}, "Bitte geben Sie Millimeter von -3 bis 3 ein, zum Beispiel 0,5."),
    ],
)
def test_wrong_placing_is_said_at_the_field_and_nothing_is_lost(
    desk: RoleClient, changes: dict[str, str], message: str
) -> None:
    order = ordered()

    page = desk.post(f"{DESK}labels/", {**keys(order), **PLACING, **changes})

    assert page.text.count(message) == 2  # at the field, and above
    assert str(order.pk) in page.text
    order.refresh_from_db()
    assert order.labelled_on is None


def test_order_that_cannot_be_printed_is_named_and_none_is_marked(desk: RoleClient) -> None:
    first = ordered("B-0000-0001")
    second = ordered("B-0000-0002", address={**ANNA, "town": "山"})

    for name in ("labels", "notes"):
        page = words_of(desk.post(f"{DESK}{name}/", {**keys(first, second), **PLACING}, follow=True))
        assert "Nichts gedruckt, denn Bestellung B-0000-0002 lässt sich nicht drucken: Zeile 3" in page
    assert Order.objects.filter(labelled_on=None).count() == 2


def test_dispatch_of_many_is_said_and_taken_back_from_the_list_of_today(desk: RoleClient) -> None:
    first, second = ordered("B-0000-0001"), ordered("B-0000-0002")
    assert "Heute ist noch nichts versandt." in words_of(desk.get(DESK, {"stand": "heute"}))

    page = desk.post(f"{DESK}dispatch/", keys(first, second), follow=True)
    assert "Als versandt erfasst: 2 Bestellungen. Das lässt sich heute noch zurücknehmen." in words_of(page)
    assert "Zurzeit ist keine Bestellung zu versenden." in words_of(page)
    page = desk.post(f"{DESK}dispatch/", keys(first, second), follow=True)
    assert "Das ist schon geschehen." in words_of(page)

    assert 'value="Versand aller 2 zurücknehmen"' in desk.get(DESK, {"stand": "heute"}).text
    chosen = {"action": "undo_chosen", "_selected_action": [second.pk]}
    page = desk.post(f"{DESK}?stand=heute", chosen, follow=True)
    assert "Wieder zu versenden: 1 Bestellung." in words_of(page)
    page = desk.post(f"{DESK}undo/", keys(second), follow=True)
    assert "ist heute keine versandt worden" in words_of(page)
    assert numbers_in(desk.get(DESK)) == ["B-0000-0002"]


def test_order_shows_where_it_goes_and_until_when_that_is_kept(desk: RoleClient) -> None:
    order = ordered(state="dispatched", dispatched_on=timezone.localdate())

    page = desk.get(f"{DESK}{order.pk}/change/")

    words = words_of(page)
    assert "2 × Broschüre probe" in words
    assert "Anna Ahrens Hauptstraße 12 50667 Köln" in words
    assert "Versand zurücknehmen" in page.text
    assert f'<h1>Bestellung <span class="unbroken">{order.number}</span></h1>' in page.text
    entry = StaffAccess.objects.get()
    assert (entry.action, entry.record, entry.detail) == ("view", str(order.pk), "")


def test_order_is_erased_only_after_asking(desk: RoleClient) -> None:
    shelf(brochure(), 5)
    order = ordered()
    path = f"{DESK}{order.pk}/erase/"

    assert "Das lässt sich nicht zurücknehmen." in words_of(desk.get(path))
    assert Order.objects.count() == 1
    page = desk.post(path, follow=True)

    assert "Die Bestellung und ihre Anschrift sind gelöscht." in words_of(page)
    assert (Order.objects.count(), OrderAddress.objects.count(), left(brochure())) == (0, 0, 7)
    assert "Diesen Eintrag gibt es nicht" in words_of(desk.post(path, follow=True))


def test_order_of_another_ikk_does_not_exist(desk: RoleClient) -> None:
    foreign = ordered(slug="nord")

    for path in (f"{DESK}{foreign.pk}/change/", f"{DESK}{foreign.pk}/erase/"):
        assert desk.get(path).headers["Location"] == "/verwaltung/"
    for name in ("run", "labels", "notes", "dispatch", "undo", "pick-list"):
        assert desk.post(f"{DESK}{name}/", {**keys(foreign), **PLACING}).headers["Location"] == DESK
    foreign.refresh_from_db()
    assert (foreign.state, foreign.labelled_on) == ("open", None)


@pytest.mark.parametrize("typed", ["", "x", "1,2"])
def test_form_made_by_hand_is_refused(desk: RoleClient, typed: str) -> None:
    assert desk.post(f"{DESK}run/", {"orders": typed}).status_code == 400


def test_more_orders_than_fit_into_one_pdf_of_notes_get_a_button_for_each_part(desk: RoleClient) -> None:
    orders = [ordered(f"B-0000-{number:04}") for number in range(251)]

    page = desk.post(f"{DESK}run/", keys(*orders)).text

    for button in ("Etiketten drucken: 251", "Lieferscheine drucken: 1 bis 250", "Lieferscheine drucken: 251 bis 251"):
        assert f'value="{button}"' in page
