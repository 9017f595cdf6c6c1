"""Letters under random actions of desks, printers and timers: what must hold after each of them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.actions import (
    LettersNotReady,
    NotPossibleNow,
    PrintInterrupted,
    confirm_part,
    discard_letter,
    expire_letters,
    make_batch,
    make_reprint_batch,
    mark_misprint,
    mark_part_unclear,
    post_batch,
    print_next_part,
    refuse_batch,
    release_batch,
    return_letter,
    submit_batch,
    take_out,
)
from accounts.models import PinCredential, PinLetter, PrintBatch, PrintPart, User
from accounts.models.transitions import LETTER_TRANSITIONS
from tests.accounts.printing import NUMBERS, OPERATOR, Printer, desk_user, on_file, plain_paper, requested

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
WITH_SECRETS = ("printing", "printed", "posted")
pick = st.integers(0, 1_000)
some = st.integers(1, 4)


class Letters(RuleBasedStateMachine):
    """Two people at the desk, a printer that sometimes jams, and four people who ask for letters again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.vogt, self.fischer = (User.objects.get(username=name) for name in ("vogt", "fischer"))

    @initialize()
    def remember_the_beginning(self) -> None:
        self.undo = [transaction.atomic(using=alias) for alias in ("default", "bestand")]
        for block in self.undo:
            block.__enter__()

    def teardown(self) -> None:
        for alias, block in zip(("default", "bestand"), self.undo, strict=True):
            transaction.set_rollback(True, using=alias)
            block.__exit__(None, None, None)

    def one(self, rows: Any, place: int) -> Any:
        found = list(rows.order_by("pk"))
        return found[place % len(found)] if found else None

    def letter(self, place: int, *states: str) -> PinLetter | None:
        letter: PinLetter | None = self.one(PinLetter.objects.filter(state__in=states or PinLetter.State.values), place)
        return letter

    def batch(self, place: int, *states: str) -> PrintBatch | None:
        batch: PrintBatch | None = self.one(PrintBatch.objects.filter(state__in=states), place)
        return batch

    @rule(place=pick)
    def request(self, place: int) -> None:
        number = NUMBERS[place % 4]
        unposted = PinLetter.objects.of("insured", number).filter(state__in=PinLetter.UNPOSTED)
        if unposted.exists():
            with pytest.raises(IntegrityError, match="pinletter_one_unposted"), transaction.atomic():
                requested(number)
        else:
            requested(number)

    @rule(count=some, vogt=st.booleans())
    def make(self, count: int, vogt: bool) -> None:
        waiting = PinLetter.objects.filter(state="requested", is_reprint=False).order_by("pk")[:count]
        if waiting:
            by = self.vogt if vogt else self.fischer
            make_batch(by=by, region=waiting[0].region, letters=[letter.pk for letter in waiting])

    @rule()
    def reprint(self) -> None:
        try:
            make_reprint_batch(by=self.vogt, region=self.vogt.region)
        except LettersNotReady:
            assert not PinLetter.objects.filter(state="unclear").exists()

    @rule(place=pick)
    def submit_and_release(self, place: int) -> None:
        batch = self.batch(place, "open")
        if batch is None or not batch.letters.filter(state="batched").exists():
            return
        submit_batch(by=self.vogt, batch=batch.pk)
        batch.refresh_from_db()
        other = self.fischer if batch.made_by == "vogt" else self.vogt
        release_batch(by=other, batch=batch.pk, content=batch.content_hash)

    @rule(place=pick)
    def take_one_out(self, place: int) -> None:
        letter = self.letter(place, "batched", "released")
        if letter and letter.batch and letter.batch.state in ("open", "submitted", "released"):
            take_out(by=self.fischer, batch=letter.batch.pk, letters=[letter.pk])

    @rule(place=pick)
    def refuse(self, place: int) -> None:
        batch = self.batch(place, "open", "submitted")
        if batch:
            refuse_batch(by=self.fischer, batch=batch.pk, note="Nein")

    @rule(place=pick, jam=st.booleans(), sheets=st.integers(1, 3))
    def print_part(self, place: int, jam: bool, sheets: int) -> None:
        def broken(pdf: bytes) -> None:
            raise OSError

        batch = self.batch(place, "released", "printing")
        if batch:
            sink: Any = broken if jam else Printer()
            try:
                print_next_part(by=OPERATOR, reason="x", batch=batch.pk, make_pdf=plain_paper, sink=sink, sheets=sheets)
            except PrintInterrupted:
                assert jam

    @rule(place=pick, what=st.sampled_from(["confirm", "confirm", "unclear"]))
    def look_at_part(self, place: int, what: str) -> None:
        part = self.one(PrintPart.objects.filter(handed_over_at__isnull=False), place)
        if part:
            action = confirm_part if what == "confirm" else mark_part_unclear
            try:
                action(by=self.vogt, part=part.pk)
            except NotPossibleNow:
                assert part.confirmed_at or part.abandoned_at or part.batch.state == "posted"

    @rule(place=pick)
    def spoil(self, place: int) -> None:
        letter = self.letter(place, "printing", "printed")
        if letter and letter.part and letter.part.handed_over_at:
            assert mark_misprint(by=self.vogt, part=letter.part.pk, from_sheet=letter.sheet, to_sheet=letter.sheet) == 1

    @rule(place=pick)
    def post(self, place: int) -> None:
        batch = self.batch(place, "printed")
        if batch:
            self.hand_to_the_post(batch)

    @rule(place=pick)
    def print_and_post(self, place: int) -> None:
        """The way without a fault, so that most letters get far."""
        batch = self.batch(place, "released", "printing")
        if batch is None:
            return
        while print_next_part(by=OPERATOR, reason="x", batch=batch.pk, make_pdf=plain_paper, sink=Printer()):
            pass
        for part in batch.parts.filter(confirmed_at=None, abandoned_at=None):
            confirm_part(by=self.vogt, part=part.pk)
        self.hand_to_the_post(batch)

    def hand_to_the_post(self, batch: PrintBatch) -> None:
        letters = batch.letters.filter(state="printed").count()
        spoiled = sum(part.spoiled for part in batch.parts.all())
        post_batch(by=self.vogt, batch=batch.pk, enveloped=letters, spoiled=spoiled)

    @rule(place=pick)
    def discard(self, place: int) -> None:
        letter = self.letter(place, *WITH_SECRETS, "requested", "batched", "released", "unclear")
        if letter:
            discard_letter(by=self.vogt, letter=letter.pk, note="x")

    @rule(place=pick)
    def bring_back(self, place: int) -> None:
        letter = self.letter(place, "posted")
        if letter:
            return_letter(by=self.vogt, letter=letter.pk)

    @rule(days=st.sampled_from([1, 50]))
    def let_time_pass(self, days: int) -> None:
        posted = PinLetter.objects.filter(state="posted").count()
        assert expire_letters(timezone.now() + timedelta(days=days)) == (posted if days == 50 else 0)

    @rule(place=pick, after=st.sampled_from(sorted(LETTER_TRANSITIONS)))
    def go_where_no_way_leads(self, place: int, after: str) -> None:
        letter = self.letter(place)
        if letter is None or after == letter.state or after in LETTER_TRANSITIONS[letter.state]:
            return
        with pytest.raises(IntegrityError, match="cannot become"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_pinletter SET state = %s WHERE id = %s", [after, letter.pk])

    @invariant()
    def one_letter_of_a_number_is_in_the_house(self) -> None:
        unposted = PinLetter.objects.filter(state__in=PinLetter.UNPOSTED).values_list("number", flat=True)
        assert len(unposted) == len(set(unposted))

    @invariant()
    def each_letter_that_may_be_used_has_its_hashes_and_no_other_has(self) -> None:
        kept = list(PinCredential.objects.values_list("pending_letter", flat=True))
        may_have = Q(state__in=WITH_SECRETS) | Q(state="expired", pk__in=kept)
        assert sorted(PinLetter.objects.filter(may_have).values_list("pk", flat=True)) == sorted(kept)

    @invariant()
    def sheets_add_up(self) -> None:
        good = Count("letters", Q(letters__state__in=["printing", "printed"]) | Q(letters__posted_at__isnull=False))
        for part in PrintPart.objects.exclude(committed_at=None).annotate(good=good):
            assert part.sheets == part.spoiled + part.good

    @invariant()
    def two_people_stand_behind_each_printed_letter(self) -> None:
        for batch in PrintBatch.objects.filter(letters__printed_at__isnull=False):
            assert batch.released_by not in ("", batch.made_by)


def begin() -> None:
    """Two letters are on their way, and two released, before the first action; made once for all ways of going on."""
    desk_user("vogt")
    for number in NUMBERS[:4]:
        on_file(number)
        requested(number)
    letters = Letters()
    for _ in range(2):
        letters.make(2, True)
        letters.submit_and_release(0)
        if not PinLetter.objects.filter(state="posted").exists():
            letters.print_and_post(0)


def test_letters_keep_their_rules_whatever_is_done_with_them() -> None:
    begin()
    quick = settings(
        max_examples=40, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(Letters, settings=quick)
