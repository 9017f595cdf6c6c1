"""The work list of PIN-Versand: who sees which letters, what stands beside them, and the buttons that make a batch."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import PinLetter, PrintBatch, User
from privacy.models import StaffAccess
from tests.accounts.printing import NUMBERS, batch_in, letter_in, requested
from tests.accounts.test_review_admin import words_of
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db
DESK = "/verwaltung/accounts/lettertoprint/"


@pytest.fixture
def desk(vogel: User) -> RoleClient:
    """A client signed in as Sachbearbeiter Vogel."""
    return signed_in(vogel)


def letters_of(batch: PrintBatch) -> list[str]:
    return sorted(batch.letters.values_list("number", flat=True))


def test_list_shows_waiting_letters_of_the_own_ikk_with_age_form_and_reason(desk: RoleClient) -> None:
    requested(NUMBERS[0], letter_form="large", requested_at=timezone.now() - timedelta(days=8))
    requested(NUMBERS[1], problem="Die Nummer steht nicht mehr im Bestand.")
    requested(NUMBERS[2], slug="bayern")
    requested(NUMBERS[3], is_protected=True)
    letter_in("unclear", NUMBERS[4], is_reprint=True)
    letter_in("posted", NUMBERS[5])

    page = words_of(desk.get(DESK))

    assert [number for number in NUMBERS if number in page] == [NUMBERS[0], NUMBERS[1], NUMBERS[4]]
    assert "Große Schrift" in page
    assert "Bitte zuerst drucken: 1." in page
    assert "Wartet zu lange: bitte zuerst drucken" in page
    assert "Nicht druckbar: Die Nummer steht nicht mehr im Bestand." in page
    assert "Nachdruck: Druck ungeklärt" in page


@pytest.mark.parametrize(("hint", "shown"), [("late", NUMBERS[0]), ("problem", NUMBERS[1]), ("reprint", NUMBERS[2])])
def test_list_shows_on_request_what_needs_attention(desk: RoleClient, hint: str, shown: str) -> None:
    requested(NUMBERS[0], requested_at=timezone.now() - timedelta(days=8))
    requested(NUMBERS[1], problem="Zu lang")
    requested(NUMBERS[2], is_reprint=True)

    page = words_of(desk.get(DESK, {"hinweis": hint}))

    assert [number for number in NUMBERS if number in page] == [shown]


def test_letter_released_by_the_sichtung_waits_since_that_decision(desk: RoleClient) -> None:
    month_ago = timezone.now() - timedelta(days=30)
    decided = {"decided_at": timezone.now(), "decided_by": "fischer", "decision_note": "x"}
    requested(requested_at=month_ago, review_reasons=["household"], **decided)

    page = words_of(desk.get(DESK))

    assert "zuerst drucken" not in page
    assert "heute" in page


def test_letter_is_found_by_its_number_and_the_trail_does_not_keep_it(desk: RoleClient) -> None:
    requested(NUMBERS[0])
    requested(NUMBERS[1])

    page = words_of(desk.get(DESK, {"q": "a 000 500 015"}))

    assert [number for number in NUMBERS if number in page] == [NUMBERS[0]]
    assert StaffAccess.objects.get().detail == "q=Nummer"


def test_one_button_collects_all_letters_however_many_pages_the_list_has(desk: RoleClient, rheinland: Any) -> None:
    people = [f"A{n:09}" for n in range(501)]
    PinLetter.objects.bulk_create(
        PinLetter(kind="insured", number=number, region=rheinland, letter_form="normal", household_key="x")
        for number in people
    )
    requested(NUMBERS[1], problem="Zu lang")
    requested(NUMBERS[2], is_reprint=True)
    requested(NUMBERS[3], slug="bayern")
    requested(NUMBERS[4], is_protected=True)
    assert 'value="Stapel aus allen wartenden Briefen: 501"' in desk.get(DESK).text

    made = desk.post(f"{DESK}collect/ready/", follow=True)

    batch = PrintBatch.objects.get()
    assert (letters_of(batch), batch.made_by, batch.state) == (people, "vogel", "open")
    assert "Stapel 501" not in words_of(made)
    assert "501 Briefe" in words_of(made)


def test_second_click_on_the_button_makes_no_second_batch(desk: RoleClient) -> None:
    requested()
    desk.post(f"{DESK}collect/ready/")

    page = words_of(desk.post(f"{DESK}collect/ready/", follow=True))

    assert PrintBatch.objects.count() == 1
    assert "Jemand anderes war schneller" in page


def test_protected_letters_come_into_a_batch_of_their_own(vogel: User) -> None:
    vogel.groups.add(Group.objects.get(name="Geschützte Akten"))
    desk = signed_in(vogel)
    requested(NUMBERS[0])
    requested(NUMBERS[1], is_protected=True)

    desk.post(f"{DESK}collect/protected/")
    desk.post(f"{DESK}collect/ready/")

    batches = {batch.is_protected: letters_of(batch) for batch in PrintBatch.objects.all()}
    assert batches == {True: [NUMBERS[1]], False: [NUMBERS[0]]}


def test_reprints_are_collected_together_unclear_ones_included(desk: RoleClient) -> None:
    requested(NUMBERS[0], is_reprint=True)
    letter_in("unclear", NUMBERS[1], is_reprint=True)
    requested(NUMBERS[2])

    desk.post(f"{DESK}collect/reprint/")

    batch = PrintBatch.objects.get(is_reprint=True)
    assert letters_of(batch) == sorted([NUMBERS[0], NUMBERS[1]])


def choose(client: RoleClient, *letters: PinLetter) -> Any:
    fields = {"action": "make_batch_of_chosen", "_selected_action": [str(letter.pk) for letter in letters]}
    return client.post(DESK, fields, follow=True)


def test_chosen_letters_come_into_a_batch_those_with_a_problem_too(desk: RoleClient) -> None:
    chosen = [requested(NUMBERS[0]), requested(NUMBERS[1], problem="Zu lang")]
    requested(NUMBERS[2])

    choose(desk, *chosen)

    assert letters_of(PrintBatch.objects.get()) == sorted(NUMBERS[:2])


def test_nothing_chosen_says_what_to_do_and_the_one_action_is_chosen_already(desk: RoleClient) -> None:
    requested(NUMBERS[0])

    answer = choose(desk)

    assert "Bitte wählen Sie in der Liste mindestens einen Brief aus." in words_of(answer)
    assert [name for name, _ in answer.context["action_form"].fields["action"].choices] == ["make_batch_of_chosen"]
    assert not PrintBatch.objects.exists()


def test_empty_list_says_that_nothing_waits(desk: RoleClient) -> None:
    letter_in("posted")

    page = words_of(desk.get(DESK))

    assert "Zurzeit wartet kein Brief." in page
    assert "wählen Sie sie in der Liste aus" not in page


def test_chosen_reprints_are_refused_with_the_way_to_do_it(desk: RoleClient) -> None:
    page = words_of(choose(desk, requested(NUMBERS[0]), requested(NUMBERS[1], is_reprint=True)))

    assert "Nachdrucke kommen in einen eigenen Stapel." in page
    assert not PrintBatch.objects.exists()


def test_letters_of_another_ikk_cannot_be_chosen(desk: RoleClient) -> None:
    choose(desk, requested(NUMBERS[0], slug="bayern"))

    assert not PrintBatch.objects.exists()


def test_list_needs_the_same_queries_for_three_letters_as_for_one(
    desk: RoleClient, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    requested(NUMBERS[0])
    with django_assert_max_num_queries(16) as first:
        desk.get(DESK)
    for number in NUMBERS[1:3]:
        requested(number)
    batch_in()

    with django_assert_num_queries(len(first)):
        desk.get(DESK)


def test_other_roles_do_not_enter(fischer: User, sander: User) -> None:
    letter = requested()
    for client in map(signed_in, (fischer, sander)):
        assert client.get(DESK).status_code == 403
        client.post(f"{DESK}collect/ready/")
        choose(client, letter)

    assert not PrintBatch.objects.exists()


def test_batch_is_made_by_post_only(desk: RoleClient) -> None:
    requested()

    assert desk.get(f"{DESK}collect/ready/").status_code == 405
    assert not PrintBatch.objects.exists()
