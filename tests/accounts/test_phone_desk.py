"""The phone desk: states of letters and nothing else, letters that are discarded, and the trail of each call."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.budgets import LOOK_UPS, charge_look_up
from accounts.models import PinCredential, PinLetter, User
from accounts.phone_words import NOTHING, told
from regions.models import Region
from tests.accounts.matching import insured
from tests.accounts.members import member
from tests.accounts.phoning import DESK, NUMBER, ask, call, seen, trail, words_of
from tests.accounts.printing import desk_user, letter_in, requested
from tests.accounts.test_letter_states import ACTIVE, PENDING, hashes
from tests.bestand.rows import NORD, brandt
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


@pytest.fixture
def telgen() -> User:
    """Frau Telgen answers the phone of the Muster-IKK Rheinland."""
    return User.objects.get(username="telgen")


@pytest.fixture
def desk(telgen: User) -> RoleClient:
    return signed_in(telgen)


def test_page_says_how_to_identify_callers_and_asks_for_the_number_by_post_only(desk: RoleClient) -> None:
    requested()

    page = words_of(desk.get(DESK, {"number": NUMBER, "q": NUMBER}))

    assert "Zuerst: Wer ruft an?" in page
    assert "Sagen Sie nie" in page
    assert NUMBER not in page
    assert trail() == []


STATES = [
    ("requested", "Brief in Arbeit, noch nicht zur Post gegeben"),
    ("review", "Brief in Arbeit, noch nicht zur Post gegeben"),
    ("batched", "Brief in Arbeit, noch nicht zur Post gegeben"),
    ("printed", "Brief in Arbeit, noch nicht zur Post gegeben"),
    ("posted", "Brief unterwegs, noch nicht benutzt"),
    ("activated", "Brief benutzt"),
    ("expired", "Brief abgelaufen, nie benutzt"),
    ("returned", "Brief zurückgekommen"),
    ("discarded", "Brief verworfen"),
    ("replaced", "Durch einen jüngeren Brief ersetzt"),
]


@pytest.mark.parametrize(("state", "title"), STATES)
def test_each_state_has_its_words_and_sentences_to_say(desk: RoleClient, state: str, title: str) -> None:
    letter = letter_in(state)
    today = timezone.localdate()

    page = call(desk)

    said = told(letter, today)
    assert said.title == title
    assert bool(said.say) == (state != "activated")  # the access says the rest
    for part in (title, *(f"„{sentence}“" for sentence in said.say), *(value for _, value in said.facts)):
        assert part in page
    assert trail() == [seen(letter)]


def test_letter_in_review_reads_like_any_other_that_is_in_the_house() -> None:
    today = timezone.localdate()
    one, other = letter_in("review"), letter_in("requested", "C000500021")
    other.requested_at = one.requested_at

    assert told(one, today) == told(other, today)


def test_posted_letter_that_should_be_there_offers_a_new_one_and_a_late_one_reads_as_expired() -> None:
    letter = letter_in("posted")
    today = timezone.localdate()
    letter.posted_at = timezone.now() - timedelta(days=20)
    assert "Er müsste inzwischen da sein." in told(letter, today).say[1]

    letter.valid_until = today - timedelta(days=1)

    assert told(letter, today).title == "Brief abgelaufen, nie benutzt"


def test_answer_holds_no_secret_and_nothing_of_the_register(desk: RoleClient) -> None:
    person = insured(NUMBER)
    letter = letter_in("posted", problem="nicht druckbar", decision_note="", household_key="h" * 64)
    secret = {"pending_pin": "argon2-pending", "pending_unlock_code": "hmac-pending", "active_pin": "argon2-active"}
    hashes(**{**PENDING, **ACTIVE, **secret, "pending_letter": letter.pk})

    pages = [ask(desk).text, ask(desk, step="discard", letter=letter.pk).text]

    for page in pages:
        for value in (*secret.values(), "h" * 64, person.family_name, person.street, person.postcode, person.town):
            assert value not in page
    assert PinCredential.objects.get().pending_pin == "argon2-pending"


def not_the_desks_business(case: str) -> None:
    if case == "letter of another ikk":
        letter_in("activated", region=Region.objects.get(slug="bayern"))
    elif case == "protected letter":
        letter_in("activated", is_protected=True)
    elif case == "file protected since its letter":
        member(NUMBER)
        insured(NUMBER, is_protected=True)
    else:  # an access whose letters are no longer on record: the register tells
        changes = {"institutionskennzeichen": NORD} if case == "access of another ikk" else {"is_protected": True}
        insured(NUMBER, **changes)
        member(NUMBER)
        PinLetter.objects.all().delete()


@pytest.mark.parametrize(
    "case",
    [
        "letter of another ikk",
        "protected letter",
        "file protected since its letter",
        "access of another ikk",
        "protected access",
    ],
)
def test_number_that_is_not_the_desks_business_is_answered_like_an_unknown_one(desk: RoleClient, case: str) -> None:
    block = {"step": "block", "reason": "Auf Wunsch, ohne Grund", "sure": "Ja"}
    unknown = [without_token(ask(desk)), without_token(ask(desk, **block))]
    not_the_desks_business(case)

    answers = [without_token(ask(desk)), without_token(ask(desk, **block))]

    assert answers == unknown
    assert NOTHING in answers[0]
    assert trail() == [seen(letters=0)] * 4
    assert not User.objects.exclude(blocked_at=None).exists()


def without_token(response: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def test_protected_letter_is_told_to_holders_of_that_role(telgen: User) -> None:
    letter_in("activated", is_protected=True)
    telgen.groups.add(Group.objects.get(name="Geschützte Akten"))

    assert "Brief benutzt" in call(signed_in(telgen))


def test_number_of_an_establishment_leads_to_its_company(desk: RoleClient) -> None:
    brandt(number="15027365").save(force_insert=True)
    letter_in_company = requested("09912342", kind="employer")

    assert "Brief in Arbeit" in call(desk, "1502 7365")
    assert trail() == [seen(letter_in_company)]


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Bitte geben Sie die Versichertennummer"), ("A12345678", "10 Stellen")]
)
def test_number_that_cannot_be_says_how_to_mend_it_and_stays_in_the_field(
    desk: RoleClient, typed: str, said: str
) -> None:
    response = ask(desk, typed)

    assert words_of(response).startswith("Fehler: Auskunft am Telefon | ")
    assert said in words_of(response)
    assert response.context["form"]["number"].value() == typed
    assert trail() == []


def test_budget_of_look_ups_is_used_up_by_numbers_not_by_the_steps_of_one_call(desk: RoleClient) -> None:
    for busy in range(LOOK_UPS - 1):
        charge_look_up(username="telgen", number=str(busy))
    for _ in range(3):
        call(desk)

    response = ask(desk, "K220645122")

    assert re.search(r"Die nächste Auskunft ist ab \d\d:\d\d Uhr möglich", response.text)
    assert response.context["form"]["number"].value() == "K220645122"
    assert trail() == [seen(letters=0)] * 3


# Endings


def test_letter_is_discarded_after_one_more_question(desk: RoleClient) -> None:
    letter = letter_in("posted")
    fields = {"step": "discard", "letter": str(letter.pk)}
    asked, refused = call(desk, **fields), call(desk, **fields, sure="Ja")
    assert asked.startswith("Brief verwerfen? | ")
    assert "Das lässt sich nicht zurücknehmen." in asked
    assert refused.startswith("Fehler: Brief verwerfen? | ")
    assert "Grund: Bitte wählen Sie einen Grund aus." in refused
    assert "Brief unterwegs" in call(desk, **fields, reason="Nicht selbst angefordert", sure="Ja", back="Nein")
    assert PinLetter.objects.get().state == "posted"

    assert "Der Brief ist verworfen." in call(desk, **fields, reason="Nicht selbst angefordert", sure="Ja")

    assert PinLetter.objects.get().state == "discarded"
    assert "Der Stand hat sich gerade geändert" in call(desk, **fields, reason="Nicht selbst angefordert", sure="Ja")
    changed = (
        "telgen",
        "change",
        "accounts.PinLetter",
        str(letter.pk),
        "Am Telefon verworfen: Nicht selbst angefordert",
    )
    assert trail() == [*[seen(letter)] * 4, changed, *[seen(letter)] * 2]


def test_discarded_sheet_that_lies_in_the_house_is_to_be_destroyed(desk: RoleClient) -> None:
    letter = letter_in("printed")

    page = call(desk, step="discard", letter=str(letter.pk), reason="Nicht selbst angefordert", sure="Ja")

    assert f"dass das Blatt vernichtet werden muss: Brief {str(letter.pk).upper()}." in page


@pytest.mark.parametrize("state", ["activated", "expired", "discarded"])
def test_only_a_letter_that_nobody_has_used_can_be_discarded_here(desk: RoleClient, state: str) -> None:
    letter = letter_in(state)

    call(desk, step="discard", letter=str(letter.pk), reason="Auf Wunsch, ohne Grund", sure="Ja")

    assert PinLetter.objects.get().state == state


def test_letter_of_another_number_cannot_be_discarded_by_its_id(desk: RoleClient) -> None:
    other = letter_in("posted", "C000500021")

    call(desk, step="discard", letter=str(other.pk), reason="Auf Wunsch, ohne Grund", sure="Ja")

    assert PinLetter.objects.get().state == "posted"


@pytest.mark.parametrize("group", ["PIN-Freigabe", "PIN-Versand", "Geschützte Akten", "Redaktion", "Stammdaten"])
def test_other_roles_do_not_enter(group: str) -> None:
    client = signed_in(desk_user("anders", "rheinland", group))

    assert client.get(DESK).status_code == 403
    assert ask(client).status_code == 403
    assert trail() == []


def test_desk_reaches_no_other_desk_of_letters(desk: RoleClient) -> None:
    assert desk.get("/verwaltung/accounts/letterinreview/").status_code == 403
    assert desk.get("/verwaltung/accounts/returnedletter/").status_code == 403


def test_answer_takes_as_many_queries_for_three_letters_as_for_one(desk: RoleClient) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            letter_in("expired")
        call(desk)  # the budget of the first step of a call
        with CaptureQueriesContext(connection) as queries:
            call(desk)
        counts.append(len(queries))

    assert PinLetter.objects.count() == 3
    assert counts[0] == counts[1]
