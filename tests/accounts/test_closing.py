"""Accounts end with the membership, and with nothing less: under the roles of the timer."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections
from django.utils import timezone

from accounts.actions import close_ended_accounts
from accounts.models import PinCredential, PinLetter, PrintPart, Session, User
from ikk_portal.platform.timers import late
from privacy.models import StaffAccess
from tests.accounts.closing import closed
from tests.accounts.members import member, reader_of
from tests.accounts.printing import NUMBERS, letter_in, on_file
from tests.accounts.signed_in import new_session
from tests.accounts.signing_in import ANNA, BRANDT
from tests.bestand import rows

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
BERND = "B123456782"


def ago(days: int) -> Any:
    return timezone.localdate() - timedelta(days=days)


def members() -> list[str]:
    return list(User.objects.exclude(kind="staff").order_by("number").values_list("number", flat=True))


@pytest.mark.parametrize(
    ("ended", "entry", "stays"),
    [
        (None, {}, True),
        (None, {"is_protected": True}, True),
        (-1, {}, True),
        (90, {}, True),
        (91, {}, False),
        (91, {"is_protected": True}, False),
        (None, {"is_deceased": True}, False),
    ],
)
def test_account_of_an_insured_person_ends_90_days_after_the_insurance_or_with_a_death(
    ended: int | None, entry: dict[str, Any], stays: bool
) -> None:
    member(ANNA)
    member(BERND)
    on_file(ANNA, insured_until=None if ended is None else ago(ended), **entry)
    on_file(BERND)

    assert closed() == f"closed: {int(not stays)}"

    assert members() == ([ANNA, BERND] if stays else [BERND])
    assert PinCredential.objects.count() == PinLetter.objects.count() == len(members())


@pytest.mark.parametrize(("days", "stays"), [(29, True), (30, False)])
def test_account_ends_when_its_number_has_been_gone_for_30_days(days: int, stays: bool) -> None:
    User.objects.create(kind="insured", number=ANNA, missed_since=ago(days))

    closed()

    assert members() == ([ANNA] if stays else [])


def test_first_day_on_which_a_number_is_missed_is_kept_until_it_is_back() -> None:
    anna = User.objects.create(kind="insured", number=ANNA)

    for day in range(2):
        close_ended_accounts(timezone.now() + timedelta(days=day))
    anna.refresh_from_db()
    assert anna.missed_since == ago(0)

    on_file(ANNA)
    close_ended_accounts(timezone.now() + timedelta(days=40))
    anna.refresh_from_db()
    assert anna.missed_since is None
    told = ["Im Bestand neu vermisst: 1, wieder da: 0", "Im Bestand neu vermisst: 0, wieder da: 1"]
    assert list(StaffAccess.objects.order_by("at").values_list("detail", flat=True)) == told


@pytest.mark.parametrize(("until", "stays"), [([None], True), ([91, None], True), ([91, 90], True), ([91, 92], False)])
def test_account_of_an_employer_ends_90_days_after_the_last_account_with_an_ikk(
    until: list[int | None], stays: bool
) -> None:
    member(BRANDT, "employer")
    rows.brandt().save(force_insert=True)
    for ikk, days in zip((rows.NORD, rows.RHEINLAND), until, strict=False):
        ends = ago(days) if days else None
        rows.account(institutionskennzeichen=ikk, until=ends).save(force_insert=True)

    closed()

    assert members() == ([BRANDT] if stays else [])


def test_employer_without_any_account_counts_as_gone() -> None:
    rows.brandt().save(force_insert=True)
    User.objects.create(kind="employer", number=BRANDT)

    closed()
    assert User.objects.get(number=BRANDT).missed_since == ago(0)
    User.objects.filter(number=BRANDT).update(missed_since=ago(30))
    closed()

    assert members() == []


def test_closing_erases_letters_hashes_and_sessions_and_the_trail_names_no_number() -> None:
    on_file(ANNA, is_deceased=True)
    on_file(BERND)
    for number in (ANNA, BERND):
        new_session(member(number))
        reader_of(number)

    closed()

    for model in (PinCredential, PinLetter):
        assert set(model.objects.values_list("number", flat=True)) == {BERND}
    assert Session.objects.get().user.number == BERND  # type: ignore[union-attr]
    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action, entry.kind, entry.record) == ("timer", "delete", "accounts.User", "")
    assert entry.detail == "Mitgliedschaft beendet, Zugänge: 1"


@pytest.mark.parametrize("state", ["printing", "printed"])
def test_letter_whose_sheet_is_still_in_the_house_stays_and_counts_as_spoiled(state: str) -> None:
    on_file(ANNA, is_deceased=True)
    User.objects.create(kind="insured", number=ANNA)
    letter_in(state)

    closed()

    letter = PinLetter.objects.get()
    assert (letter.state, PrintPart.objects.get().spoiled, members()) == ("discarded", 1, [])


def many(kind: str = "insured", known: int = 0) -> None:
    """Save six members who have been missed for long; the register knows some of them."""
    numbers = NUMBERS if kind == "insured" else [f"1234567{digit}" for digit in range(6)]
    for place, number in enumerate(numbers):
        User.objects.create(kind=kind, number=number, missed_since=ago(60))
        if place < known and kind == "insured":
            on_file(number)
        elif place < known:
            rows.account(main_number=number).save(force_insert=True)


@pytest.mark.parametrize("kind", ["insured", "employer"])
def test_register_that_knows_less_than_half_of_a_kind_closes_nothing_of_either(kind: str) -> None:
    many(kind, known=2)
    many("employer" if kind == "insured" else "insured", known=6)

    with pytest.raises(CommandError, match=rf"ALARM: The register knows 2 of 6 accounts \({kind}\)"):
        closed()

    assert len(members()) == 12
    assert User.objects.filter(missed_since=ago(60)).count() == 12
    assert "close_accounts" in late({"close_accounts": timedelta(hours=1)}, timezone.now())


def test_register_that_knows_half_of_a_kind_is_believed() -> None:
    many(known=3)

    assert closed() == "closed: 3"


def test_register_that_is_away_closes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.create(kind="insured", number=ANNA, missed_since=ago(60))
    monkeypatch.setitem(connections["bestand"].settings_dict, "NAME", "no_such_database")
    connections["bestand"].close()

    with pytest.raises(CommandError, match=r"does not answer\. Nothing was closed"):
        call_command("close_accounts")

    connections["bestand"].close()
    assert members() == [ANNA]


_STUMBLE = f"""
CREATE FUNCTION pg_temp.stumble() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''killed''; END';
CREATE TRIGGER stumble BEFORE DELETE ON accounts_user FOR EACH ROW WHEN (OLD.number = '{BERND}')
    EXECUTE FUNCTION pg_temp.stumble();
"""


def test_run_that_dies_at_the_second_account_has_closed_the_first_and_left_the_second_whole() -> None:
    for number in (ANNA, BERND):
        on_file(number, is_deceased=True)
        new_session(member(number))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_STUMBLE)

    with pytest.raises(ProgrammingError, match="killed"):
        close_ended_accounts(timezone.now())

    assert members() == [BERND]
    assert (PinLetter.objects.get().state, PinCredential.objects.get().number) == ("activated", BERND)
    assert (Session.objects.count(), StaffAccess.objects.count()) == (1, 1)
