"""The desk of the Sichtung: what it shows to whom, and deciding in two steps."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.actions import discard_letter, refuse_letter, release_letter
from accounts.models import PinLetter, User
from privacy.models import StaffAccess
from regions.models import Region
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db
DESK = "/verwaltung/accounts/letterinreview/"


@pytest.fixture
def desk(fischer: User) -> RoleClient:
    """A client signed in as Sachbearbeiterin Fischer."""
    return signed_in(fischer)


def letter(slug: str = "rheinland", **changes: Any) -> PinLetter:
    """Save a letter that waits for a decision."""
    values: dict[str, Any] = {
        "kind": "insured",
        "number": "A123456780",
        "region": Region.objects.get(slug=slug),
        "letter_form": "normal",
        "state": "review",
        "review_reasons": ["address_changed", "mismatches"],
        "household_key": "x",
    }
    return PinLetter.objects.create(**{**values, **changes})


def words_of(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(strip_tags(response.content.decode()).split())


def test_list_shows_open_letters_of_the_own_ikk_with_reason_and_age(desk: RoleClient) -> None:
    letter(requested_at=timezone.now() - timedelta(days=8))
    letter(number="C000500021", slug="bayern")
    letter(number="B123456782", is_protected=True)

    page = words_of(desk.get(DESK))

    assert "A123456780" in page
    assert "Anschrift in den letzten 30 Tagen geändert; Mehrere Versuche mit falschen Angaben" in page
    assert "überfällig" in page
    assert "C000500021" not in page
    assert "B123456782" not in page


def test_list_shows_protected_letters_to_holders_of_that_role(fischer: User) -> None:
    letter(is_protected=True)
    fischer.groups.add(Group.objects.get(name="Geschützte Akten"))

    assert "A123456780" in words_of(signed_in(fischer).get(DESK))


@pytest.mark.parametrize("typed", ["A123456780", "a 123 456 780", "A12345678O"])
def test_letter_is_found_by_its_number_however_it_is_typed(desk: RoleClient, typed: str) -> None:
    letter()
    letter(number="C000500021")

    page = words_of(desk.get(DESK, {"q": typed}))

    assert "A123456780" in page
    assert "C000500021" not in page
    assert StaffAccess.objects.get().detail == "q=Nummer"


def test_part_of_a_number_finds_nothing_and_says_why(desk: RoleClient) -> None:
    letter()

    page = words_of(desk.get(DESK, {"q": "A12345678"}))

    assert "A123456780" not in page
    assert "10 Stellen" in page


def test_decided_letters_are_shown_on_request(desk: RoleClient, fischer: User) -> None:
    refuse_letter(by=fischer, letter=letter().pk, note="Nicht erreicht")

    assert "A123456780" not in words_of(desk.get(DESK))
    assert "verworfen von fischer" in words_of(desk.get(DESK, {"stand": "decided"}))


def test_letter_discarded_after_its_release_does_not_name_who_released_it_as_who_discarded_it(
    desk: RoleClient, fischer: User
) -> None:
    released = letter()
    release_letter(by=fischer, letter=released.pk, note="Umzug bestätigt")
    discard_letter(by=fischer, letter=released.pk, note="Anruf")

    assert "freigegeben von fischer" in words_of(desk.get(DESK, {"stand": "decided"}))


@pytest.mark.parametrize(
    ("decision", "state", "said", "title"),
    [
        ("release", "requested", "freigegeben", "Brief freigeben?"),
        ("refuse", "discarded", "verworfen", "Brief verwerfen?"),
    ],
)
def test_decision_asks_once_more_and_counts_then(
    desk: RoleClient, decision: str, state: str, said: str, title: str
) -> None:
    waiting = letter()
    path = f"{DESK}{waiting.pk}/change/"
    fields = {"decision": decision, "note": "Am Telefon geklärt"}

    asked = words_of(desk.post(path, fields))
    waiting.refresh_from_db()
    assert waiting.state == "review"
    assert asked.startswith(f"{title} | ")
    assert "Die Entscheidung lässt sich nicht zurücknehmen." in asked
    assert "„Am Telefon geklärt“" in asked

    answer = words_of(desk.post(path, {**fields, "sure": "1"}, follow=True))

    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_by, waiting.decision_note) == (state, "fischer", "Am Telefon geklärt")
    assert f"Der Brief ist {said}." in answer


def test_decision_without_choice_or_reason_says_what_is_missing_and_keeps_the_rest(desk: RoleClient) -> None:
    path = f"{DESK}{letter().pk}/change/"

    page = words_of(desk.post(path, {"decision": "refuse", "sure": "1"}))
    assert page.startswith("Fehler: PIN-Brief in Sichtung | ")
    assert "Bitte schreiben Sie in einem Satz, warum Sie so entscheiden." in page
    assert PinLetter.objects.get().state == "review"

    kept = desk.post(path, {"note": "Weil das so ist", "sure": "1"}).content.decode()
    assert "Bitte entscheiden Sie, ob der Brief gedruckt wird." in kept
    assert 'value="Weil das so ist"' in kept


def test_second_decision_says_that_somebody_was_faster(desk: RoleClient) -> None:
    decided = letter(decided_at=timezone.now(), decided_by="x", decision_note="y", state="requested")

    page = words_of(desk.post(f"{DESK}{decided.pk}/change/", {"decision": "refuse", "note": "Zu spät", "sure": "1"}))

    assert "freigegeben von x" in page
    assert PinLetter.objects.get().state == "requested"


def test_opening_a_letter_is_recorded(desk: RoleClient) -> None:
    opened = letter()

    desk.get(f"{DESK}{opened.pk}/change/")

    assert list(StaffAccess.objects.values_list("by", "action", "kind", "record")) == [
        ("fischer", "view", "accounts.LetterInReview", str(opened.pk))
    ]


@pytest.mark.parametrize("changes", [{"slug": "bayern"}, {"is_protected": True}])
def test_letter_that_is_not_for_this_desk_answers_as_if_it_were_not_there(desk: RoleClient, changes: Any) -> None:
    hidden = letter(**changes)

    response = desk.get(f"{DESK}{hidden.pk}/change/")

    assert (response.status_code, response.headers["Location"]) == (302, "/verwaltung/")


def test_other_roles_do_not_enter(regional_editor: RoleClient, staff_client: RoleClient) -> None:
    waiting = letter()
    for client in (regional_editor, staff_client):
        assert client.get(DESK).status_code == 403
        assert client.post(f"{DESK}{waiting.pk}/change/", {"decision": "release"}).status_code in (302, 403)

    assert PinLetter.objects.get().state == "review"


def test_nothing_can_be_added_or_deleted(desk: RoleClient) -> None:
    waiting = letter()

    assert desk.get(f"{DESK}add/").status_code == 403
    assert desk.get(f"{DESK}{waiting.pk}/delete/").status_code == 403
