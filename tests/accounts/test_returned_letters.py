"""Letters that came back: one scan after the other, what each result says, and what the address is marked for."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import NotReturnable, return_letter
from accounts.admin.returned import RESULTS
from accounts.letter_ids import InvalidLetterId, read_letter_id, written_letter_id
from accounts.models import PinCredential, PinLetter, User
from accounts.models.transitions import LETTER_TRANSITIONS
from bestand.models import InsuredPerson
from privacy.models import StaffAccess
from regions.models import Region
from tests.accounts.matching import insured, matched, registered
from tests.accounts.printing import desk_user, letter_in, unknown, without_triggers
from tests.accounts.test_letter_states import PENDING, hashes
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
DESK = "/verwaltung/accounts/returnedletter/"


@pytest.fixture
def winter() -> User:
    """Herr Winter of PIN-Versand opens what the post brings back to the Muster-IKK Rheinland."""
    return desk_user("winter", "rheinland", "PIN-Versand")


@pytest.fixture
def desk(winter: User) -> RoleClient:
    return signed_in(winter)


def scan(desk: RoleClient, code: str, before: Any = None) -> Any:
    """Send one scan, with what the page before has carried along."""
    carried = [f"{letter} {result}" for letter, result, _ in before.context["rows"]] if before else []
    return desk.post(DESK, {"code": code, "scanned": carried})


def rows(response: Any) -> list[tuple[str, str]]:
    """Return letter id and words of each line of the list."""
    assert response.status_code == 200
    return [(letter, words) for letter, _, words in response.context["rows"]]


def trail() -> list[tuple[str, str, str, str]]:
    entries = StaffAccess.objects.exclude(by="timer").order_by("at")
    return list(entries.values_list("by", "action", "record", "detail"))


def test_scanned_letter_is_returned_its_secrets_are_dead_and_the_field_is_ready_for_the_next(desk: RoleClient) -> None:
    letter = letter_in("posted")
    hashes(**{**PENDING, "pending_letter": letter.pk})

    response = scan(desk, written_letter_id(letter.pk))

    letter.refresh_from_db()
    assert (letter.state, PinCredential.objects.exists()) == ("returned", False)
    assert rows(response) == [(written_letter_id(letter.pk), "Als zurückgekommen erfasst. Die PIN gilt nicht mehr.")]
    assert response.context["form"]["code"].value() is None
    assert response.text.count("autofocus") == 1
    assert response.text.count('aria-describedby="scan-result id_code_helptext"') == 1
    assert trail() == [("winter", "change", str(letter.pk), "Zurückgekommen")]


@pytest.mark.parametrize("state", sorted(LETTER_TRANSITIONS))
def test_result_says_where_the_letter_stands_and_only_a_posted_one_changes(desk: RoleClient, state: str) -> None:
    letter = letter_in(state)

    response = scan(desk, str(letter.pk))

    letter.refresh_from_db()
    assert letter.state == ("returned" if state == "posted" else state)
    assert rows(response) == [(written_letter_id(letter.pk), RESULTS[state])]
    assert ("scan-result--refused" in response.text) == (state != "posted")
    detail = "Zurückgekommen" if state == "posted" else f"Zurückgekommen: {state}"
    assert trail() == [("winter", "change" if state == "posted" else "view", str(letter.pk), detail)]


@pytest.mark.parametrize("case", ["unknown", "other ikk", "protected"])
def test_letter_that_is_not_of_this_desk_reads_like_an_unknown_one(desk: RoleClient, case: str) -> None:
    letter = letter_in("posted", is_protected=case == "protected")
    if case == "other ikk":
        PinLetter.objects.update(region=Region.objects.get(slug="bayern"))
    code = unknown() if case == "unknown" else letter.pk

    response = scan(desk, str(code))

    assert rows(response)[0][1] == "Unbekannt, oder der Brief einer anderen IKK. Nichts geändert."
    assert PinLetter.objects.get().state == "posted"
    assert trail() == [("winter", "view", "", "Zurückgekommen: kein Brief der eigenen IKK")]


def test_list_of_a_sitting_travels_in_the_form_newest_first(desk: RoleClient) -> None:
    first, second = letter_in("posted"), letter_in("posted", "C000500021")
    once = scan(desk, str(first.pk))
    twice = scan(desk, str(second.pk), once)
    again = scan(desk, str(first.pk), twice)
    empty = scan(desk, "", again)

    assert [words for _, words in rows(empty)] == [
        "War schon als zurückgekommen erfasst.",
        "Als zurückgekommen erfasst. Die PIN gilt nicht mehr.",
        "Als zurückgekommen erfasst. Die PIN gilt nicht mehr.",
    ]
    assert [letter for letter, _ in rows(again)] == [written_letter_id(one.pk) for one in (first, second, first)]
    assert "Bitte scannen Sie den Code eines Briefs." in empty.text
    assert rows(desk.get(DESK)) == []


def test_list_made_by_hand_shows_nothing_that_no_scan_says(desk: RoleClient) -> None:
    response = desk.post(DESK, {"code": "", "scanned": ["x posted", f"{unknown()} <b>", f"{unknown()}", ""]})

    assert rows(response) == []


@pytest.mark.parametrize("change", [str.lower, lambda t: t.replace("-", " "), lambda t: f" {t.replace('-', '')}\r"])
def test_letter_id_is_read_however_it_is_typed(change: Any) -> None:
    letter = unknown()

    assert read_letter_id(change(written_letter_id(letter))) == letter


def test_letter_id_from_a_scanner_with_another_keyboard_and_with_letters_for_digits_is_read() -> None:
    letter = read_letter_id("0189abcd-0000-4000-8000-000000000001")

    assert read_letter_id("OI89ABCDßOOOOß4OOOß8OOOßOOOOOOOOOOOl") == letter


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0189ABCD", "Eine Briefnummer hat 32 Zeichen, hier sind es 8."),
        ("X189ABCD-0000-4000-8000-000000000001", "„X“ kommt darin nicht vor."),
    ],
)
def test_what_is_no_letter_id_says_how_to_mend_it_and_stays_in_the_field(
    desk: RoleClient, typed: str, said: str
) -> None:
    response = scan(desk, typed)

    assert said in response.text
    assert "<title>Fehler: Zurückgekommene Briefe erfassen | " in response.text
    assert response.context["form"]["code"].value() == typed
    with pytest.raises(InvalidLetterId):
        read_letter_id(typed)


@pytest.mark.parametrize("order", ["{refused}{code}", "{code}{refused}"])
def test_code_scanned_beside_a_refused_one_counts_and_one_that_is_completed_too(desk: RoleClient, order: str) -> None:
    letter = letter_in("posted")
    code = written_letter_id(letter.pk)
    assert 'name="refused" value="4006381333931"' in scan(desk, "4006381333931").text

    beside = desk.post(DESK, {"code": order.format(refused="4006381333931", code=code), "refused": "4006381333931"})
    completed = desk.post(DESK, {"code": code, "refused": code[:-2]})
    both = desk.post(DESK, {"code": f"{code}{code}"})

    assert rows(beside) == [(code, "Als zurückgekommen erfasst. Die PIN gilt nicht mehr.")]
    assert rows(completed) == [(code, "War schon als zurückgekommen erfasst.")]
    assert "hier sind es 64." in both.text


@pytest.mark.parametrize("line", ["PIN: 1 2 3 4 5 6 7 8", "Entsperrcode: K 7 Q F"])
def test_code_that_is_read_aloud_is_never_shown_again(desk: RoleClient, line: str) -> None:
    page = scan(desk, line).text

    assert "Das war der Code zum Vorlesen." in page
    assert line.partition(":")[2].strip() not in page
    assert trail() == []


def test_action_says_why_it_does_nothing(winter: User) -> None:
    letter = letter_in("expired")

    with pytest.raises(NotReturnable) as refused:
        return_letter(by=winter, letter=letter.pk)
    assert refused.value.state == "expired"
    with pytest.raises(NotReturnable) as refused:
        return_letter(by=winter, letter=unknown())
    assert refused.value.state is None


@pytest.mark.parametrize("group", ["PIN-Freigabe", "Kundenservice-Telefon", "Geschützte Akten", "Redaktion"])
def test_other_roles_do_not_enter(group: str) -> None:
    letter = letter_in("posted")
    client = signed_in(desk_user("anders", "rheinland", group))

    assert client.get(DESK).status_code == 403
    assert scan(client, str(letter.pk)).status_code == 403
    assert PinLetter.objects.get().state == "posted"


def test_scan_takes_as_many_queries_with_three_letters_in_the_list_as_with_one(desk: RoleClient) -> None:
    letters = [letter_in("expired") for _ in range(3)]
    page, counts = scan(desk, str(letters[0].pk)), []
    for letter in (letters[1], letters[2], letters[0]):
        with CaptureQueriesContext(connection) as queries:
            page = scan(desk, str(letter.pk), page)
        counts.append(len(queries))

    assert len(rows(page)) == 4
    assert len(set(counts)) == 1


# The address


def test_next_letter_to_an_address_from_which_one_came_back_is_looked_at(winter: User) -> None:
    insured("A000500015")
    insured("C000500021")
    registered(number="A000500015")
    matched()
    _post()
    return_letter(by=winter, letter=PinLetter.objects.get().pk)

    registered(number="C000500021")

    assert matched() == "review: 1\n"
    assert PinLetter.objects.get(state="review").review_reasons == ["returned"]


def test_address_that_has_changed_since_is_not_marked_any_more(winter: User) -> None:
    insured("A000500015")
    registered(number="A000500015")
    matched()
    _post()
    return_letter(by=winter, letter=PinLetter.objects.get().pk)
    InsuredPerson.objects.update(street="Neue Straße 1", address_since=timezone.localdate() - timedelta(days=60))

    registered(number="A000500015")

    assert matched() == "requested: 1\n"


def test_letter_that_is_on_its_way_marks_no_address() -> None:
    insured("A000500015")
    insured("C000500021")
    registered(number="A000500015")
    matched()
    _post()

    registered(number="C000500021")

    assert matched() == "requested: 1\n"


def _post() -> None:
    now = timezone.now()
    values = {"printed_at": now, "posted_at": now, "valid_until": timezone.localdate() + timedelta(days=45)}
    without_triggers(lambda: PinLetter.objects.update(state="posted", **values))
