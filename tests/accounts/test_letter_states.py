"""What the database refuses of letters, batches, parts and hashes, whatever the code does (raw SQL)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import PinCredential, PinLetter, PrintBatch, PrintPart, WrongTries
from accounts.models.transitions import BATCH_TRANSITIONS, LETTER_TRANSITIONS, steps
from tests.accounts.printing import NEEDS, batch_in, letter_in, requested, values_for, without_triggers

pytestmark = pytest.mark.django_db
LETTER_STATES = sorted(LETTER_TRANSITIONS)
BATCH_STATES = sorted(BATCH_TRANSITIONS)


def test_tables_name_every_state() -> None:
    assert sorted(PinLetter.State.values) == LETTER_STATES == sorted(NEEDS)
    assert sorted(PrintBatch.State.values) == BATCH_STATES
    assert set(PinLetter.ENDED) == {state for state, followers in LETTER_TRANSITIONS.items() if not followers}


@pytest.mark.parametrize(
    ("function", "table"),
    [("accounts_pinletter_transition", LETTER_TRANSITIONS), ("accounts_printbatch_transition", BATCH_TRANSITIONS)],
)
def test_triggers_hold_the_tables(function: str, table: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [function])
        (source,) = cursor.fetchone()

    assert "".join(steps(table).split()) in "".join(source.split())


@pytest.mark.parametrize("after", LETTER_STATES)
@pytest.mark.parametrize("before", LETTER_STATES)
def test_letter_goes_from_state_to_state_as_the_table_says(before: str, after: str) -> None:
    if before == after:
        return
    letter = letter_in(before)
    values = values_for(after)
    if values["batch"] is not None and letter.batch_id:  # it stays in its batch
        values["batch"] = letter.batch
        _bring(letter.batch, "released" if after == "released" else "printing")
    elif values["batch"] is not None:
        values["batch"] = batch_in("open")
    if values["batch"] is None and letter.batch_id:
        _bring(letter.batch, "printing")
    if after == "review":
        PinLetter.objects.filter(pk=letter.pk).update(review_reasons=["household"])

    if after in LETTER_TRANSITIONS[before]:
        PinLetter.objects.filter(pk=letter.pk).update(state=after, **values)
        assert PinLetter.objects.get(pk=letter.pk).state == after
    else:
        with pytest.raises(IntegrityError, match=f"a letter that is {before} cannot become {after}"):
            PinLetter.objects.filter(pk=letter.pk).update(state=after, **values)


def _bring(batch: PrintBatch | None, state: str) -> None:
    """Bring a batch into a state past the ways that lead there."""
    now = timezone.now()
    values = {"content_hash": "x", "submitted_at": now, "released_by": "fischer", "released_at": now}
    without_triggers(lambda: PrintBatch.objects.filter(pk=batch and batch.pk).update(state=state, **values))


@pytest.mark.parametrize("state", [state for state in LETTER_STATES if state not in ("requested", "review")])
def test_letter_begins_as_requested_or_in_review(state: str) -> None:
    values = values_for(state)

    with pytest.raises(IntegrityError, match=f"a letter cannot begin as {state}"):
        requested(state=state, **values)


@pytest.mark.parametrize("after", BATCH_STATES)
@pytest.mark.parametrize("before", BATCH_STATES)
def test_batch_goes_from_state_to_state_as_the_table_says(before: str, after: str) -> None:
    if before == after:
        return
    batch, wanted = batch_in(before), batch_in(after)
    columns = [field.attname for field in PrintBatch._meta.local_concrete_fields if field.name not in ("id", "made_at")]
    values = {name: getattr(wanted, name) for name in columns}

    if after in BATCH_TRANSITIONS[before]:
        PrintBatch.objects.filter(pk=batch.pk).update(**values)
        assert PrintBatch.objects.get(pk=batch.pk).state == after
    else:
        with pytest.raises(IntegrityError, match=f"a batch that is {before} cannot become {after}"):
            PrintBatch.objects.filter(pk=batch.pk).update(**values)


@pytest.mark.parametrize("state", ["submitted", "released", "printing", "printed", "posted", "refused"])
def test_letter_comes_into_an_open_batch_only(state: str) -> None:
    letter = requested()

    with pytest.raises(IntegrityError, match="the batch must be open"):
        PinLetter.objects.filter(pk=letter.pk).update(state="batched", batch=batch_in(state))


@pytest.mark.parametrize("state", ["submitted", "released"])
def test_letter_leaves_no_batch_whose_content_stands_fast(state: str) -> None:
    letter = letter_in("batched", batch=batch_in(state))

    with pytest.raises(IntegrityError, match="the batch must be open"):
        PinLetter.objects.filter(pk=letter.pk).update(state="requested", batch=None)


@pytest.mark.parametrize(("after", "batch"), [("released", "submitted"), ("released", "open")])
def test_letter_is_released_with_its_batch_only(after: str, batch: str) -> None:
    letter = letter_in("batched", batch=batch_in(batch))

    with pytest.raises(IntegrityError, match=f"the batch is {batch}"):
        PinLetter.objects.filter(pk=letter.pk).update(state=after)


def test_letter_is_printed_in_a_batch_in_print_only() -> None:
    letter = letter_in("released")
    values = {**values_for("printing"), "batch": letter.batch}

    with pytest.raises(IntegrityError, match="the batch is released"):
        PinLetter.objects.filter(pk=letter.pk).update(state="printing", **values)


def test_letter_stays_with_its_number() -> None:
    requested()

    with pytest.raises(IntegrityError, match="a letter stays with its number"):
        PinLetter.objects.update(number="C000500021")


def test_maker_cannot_release_even_by_sql_printbatch_released_by_another() -> None:
    batch = batch_in("submitted")

    with (
        pytest.raises(IntegrityError, match="printbatch_released_by_another"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE accounts_printbatch SET state = 'released', released_by = made_by, released_at = now() "
            "WHERE id = %s",
            [batch.pk],
        )
    with pytest.raises(IntegrityError, match="who made a batch, and for whom, stays"):
        PrintBatch.objects.filter(pk=batch.pk).update(made_by="somebody")


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"released_by": "sander"}, "who released a batch stays"), ({"content_hash": "y"}, "what was submitted stays")],
)
def test_release_stands_for_what_was_submitted(changes: dict[str, Any], message: str) -> None:
    batch = batch_in("released")

    with pytest.raises(IntegrityError, match=message):
        PrintBatch.objects.filter(pk=batch.pk).update(**changes)


LETTER_REFUSED = [
    ("batched", {"batch": None}, "pinletter_batch_of_state"),
    ("requested", {"sheet": 1}, "pinletter_batch_of_state"),
    ("printing", {"sheet": None}, "pinletter_batch_of_state"),
    ("printing", {"printed_at": None}, "pinletter_printed_of_state"),
    ("posted", {"valid_until": None}, "pinletter_printed_of_state"),
    ("requested", {"printed_at": timezone.now()}, "pinletter_printed_of_state"),
    ("posted", {"posted_at": None}, "pinletter_posted_of_state"),
    ("printed", {"posted_at": timezone.now()}, "pinletter_posted_of_state"),
    ("activated", {"activated_at": None}, "pinletter_activated_of_state"),
    ("posted", {"activated_at": timezone.now()}, "pinletter_activated_of_state"),
    ("expired", {"ended_at": None}, "pinletter_ended_of_state"),
    ("posted", {"ended_at": timezone.now()}, "pinletter_ended_of_state"),
]


@pytest.mark.parametrize(("state", "changes", "constraint"), LETTER_REFUSED)
def test_letter_without_what_its_state_needs_is_refused(state: str, changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        letter_in(state, **changes)


@pytest.mark.parametrize(
    ("state", "constraint"), [("posted", "pinletter_one_posted"), ("activated", "pinletter_one_activated")]
)
def test_one_letter_of_a_number_is_on_its_way_and_one_in_use(state: str, constraint: str) -> None:
    letter_in(state)
    letter_in("posted" if state == "activated" else "activated")

    with pytest.raises(IntegrityError, match=constraint):
        letter_in(state)


def test_one_letter_is_on_a_sheet_pinletter_one_on_a_sheet() -> None:
    first = letter_in("printing")

    with pytest.raises(IntegrityError, match="pinletter_one_on_a_sheet"):
        letter_in("printing", "C000500021", part=first.part, batch=first.batch)


BATCH_REFUSED = [
    ("open", {"made_by": ""}, "printbatch_made_by_somebody"),
    ("submitted", {"content_hash": ""}, "printbatch_submitted_of_state"),
    ("submitted", {"submitted_at": None}, "printbatch_submitted_of_state"),
    ("released", {"released_by": ""}, "printbatch_released_of_state"),
    ("printing", {"released_at": None}, "printbatch_released_of_state"),
    ("open", {"released_by": "fischer"}, "printbatch_released_of_state"),
    ("refused", {"refused_note": ""}, "printbatch_refused_of_state"),
    ("posted", {"enveloped": 3}, "printbatch_sheets_add_up"),
    ("posted", {"spoiled": None}, "printbatch_sheets_add_up"),
    ("posted", {"ended_at": None}, "printbatch_ended_of_state"),
]


@pytest.mark.parametrize(("state", "changes", "constraint"), BATCH_REFUSED)
def test_batch_that_cannot_be_is_refused(state: str, changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        batch_in(state, **changes)


@pytest.mark.parametrize(
    ("table", "constraint"),
    [("accounts_pinletter", "pinletter_state_known"), ("accounts_printbatch", "printbatch_state_known")],
)
def test_state_nobody_knows_is_refused_by_a_rule_of_its_own(table: str, constraint: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conname LIKE %s", ["%_of_state"])
        for (other,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {other}")
    row: PinLetter | PrintBatch = requested() if table == "accounts_pinletter" else batch_in()

    with pytest.raises(IntegrityError, match=constraint):
        without_triggers(lambda: type(row).objects.filter(pk=row.pk).update(state="lost"))


NOW = timezone.now()
PART_REFUSED = [
    ({"sheets": 1}, "printpart_sheets_of_step"),
    ({"committed_at": NOW}, "printpart_sheets_of_step"),
    ({"committed_at": NOW, "sheets": 2, "spoiled": 3}, "printpart_spoiled_at_most_all"),
    ({"handed_over_at": NOW}, "printpart_steps_in_order"),
    ({"committed_at": NOW, "sheets": 2, "confirmed_at": NOW}, "printpart_steps_in_order"),
    (
        {"committed_at": NOW, "sheets": 2, "handed_over_at": NOW, "confirmed_at": NOW, "abandoned_at": NOW},
        "printpart_steps_in_order",
    ),
]


@pytest.mark.parametrize(("values", "constraint"), PART_REFUSED)
def test_part_that_cannot_be_is_refused(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        PrintPart.objects.create(batch=batch_in("printing"), number=1, **values)


def test_part_of_a_number_is_there_once_printpart_number_once() -> None:
    batch = batch_in("printing")
    PrintPart.objects.create(batch=batch, number=1)

    with pytest.raises(IntegrityError, match="printpart_number_once"):
        PrintPart.objects.create(batch=batch, number=1)


ACTIVE = {"active_pin": "a", "active_unlock_code": "b", "active_letter": uuid4()}
PENDING = {
    "pending_pin": "a",
    "pending_unlock_code": "b",
    "pending_letter": uuid4(),
    "pending_valid_until": date(2026, 12, 1),
}


def hashes(**values: Any) -> PinCredential:
    return PinCredential.objects.create(
        **{"kind": "insured", "number": "A123456780", "changed_at": timezone.now(), **values}
    )


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({}, "pincredential_not_empty"),
        ({**ACTIVE, "active_pin": ""}, "pincredential_active_complete"),
        ({**PENDING, "active_letter": uuid4()}, "pincredential_active_complete"),
        ({**PENDING, "pending_valid_until": None}, "pincredential_pending_complete"),
        ({**PENDING, "number": "09912342"}, "pincredential_number_form"),
    ],
)
def test_hashes_that_cannot_be_are_refused(values: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        hashes(**values)


def test_a_number_has_one_row_pincredential_one_for_each_number() -> None:
    hashes(**ACTIVE, **PENDING)

    with pytest.raises(IntegrityError, match="pincredential_one_for_each_number"):
        hashes(**ACTIVE)


@pytest.mark.parametrize("state", ["returned", "discarded", "replaced"])
def test_secrets_die_with_the_letter_and_nothing_else_does(state: str) -> None:
    letter = letter_in("posted")
    kept = hashes(**{**PENDING, "pending_letter": letter.pk}, **ACTIVE)

    PinLetter.objects.filter(pk=letter.pk).update(state=state, ended_at=timezone.now())

    kept.refresh_from_db()
    assert (kept.pending_pin, kept.pending_unlock_code, kept.pending_letter) == ("", "", None)
    assert (kept.active_pin, kept.active_letter) == ("a", ACTIVE["active_letter"])


def test_count_of_wrong_tries_bears_no_number_wrongtries_key_is_hmac() -> None:
    values = {"in_all": 1, "since_success": 1, "last_at": timezone.now()}
    WrongTries.objects.create(number_key="0a" * 32, **values)

    with pytest.raises(IntegrityError, match="wrongtries_key_is_hmac"):
        WrongTries.objects.create(number_key="A123456780", **values)


def test_secrets_of_an_expired_letter_die_with_its_row_at_the_latest() -> None:
    letter = letter_in("posted")
    kept = hashes(**{**PENDING, "pending_letter": letter.pk}, **ACTIVE)

    PinLetter.objects.filter(pk=letter.pk).update(state="expired", ended_at=timezone.now())
    kept.refresh_from_db()
    assert kept.pending_letter == letter.pk

    letter.delete()
    kept.refresh_from_db()
    assert (kept.pending_pin, kept.pending_letter, kept.active_pin) == ("", None, "a")


@pytest.mark.parametrize("state", ["activated", "replaced"])
def test_row_of_another_letter_takes_no_secrets_with_it(state: str) -> None:
    letter = letter_in(state)
    hashes(**{**ACTIVE, "active_letter": letter.pk})

    letter.delete()

    assert PinCredential.objects.get().active_pin == "a"


def test_row_goes_with_its_last_secrets() -> None:
    letter = letter_in("activated")
    hashes(**{**ACTIVE, "active_letter": letter.pk})

    PinLetter.objects.filter(pk=letter.pk).update(state="discarded", ended_at=timezone.now())

    assert not PinCredential.objects.exists()


def test_use_of_a_letter_leaves_its_secrets() -> None:
    letter = letter_in("posted")
    hashes(**{**PENDING, "pending_letter": letter.pk})

    PinLetter.objects.filter(pk=letter.pk).update(state="activated", activated_at=timezone.now())

    assert PinCredential.objects.get().pending_letter == letter.pk
