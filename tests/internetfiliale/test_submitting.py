"""Taking in a case, under the role of the public surface."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from accounts.models import User
from internetfiliale.actions import SomebodyElsesCase, SubmittedCase
from internetfiliale.case_numbers import case_number, key_of_another_number
from internetfiliale.models import Case, CasePayload, Notice
from internetfiliale.own_cases import own_case, own_cases
from internetfiliale.own_notices import note_read, own_notices, unread
from regions.models import Region
from tests.accounts.members import member
from tests.internetfiliale.cases import KEY, anna, as_role, bernd, submitted
from tests.internetfiliale.core_system import opens
from tests.internetfiliale.mailboxes import case_of

pytestmark = pytest.mark.django_db
__all__ = ["anna", "bernd", "opens"]


def test_case_is_taken_in_and_only_the_core_system_reads_what_was_typed(
    anna: User, rheinland: Region, opens: Callable[[UUID], dict[str, Any]]
) -> None:
    today = timezone.localdate()

    taken = submitted(anna, rheinland)

    case = Case.objects.get()
    assert (case.pk, case.account, case.service, case.region) == (KEY, anna, "anschrift", rheinland)
    assert (case.state, case.submitted_on, case.state_on) == ("received", today, today)
    assert taken == SubmittedCase(KEY, case.number, today)
    assert opens(KEY) == {
        "format": 1,
        "case": case.number,
        "service": "anschrift",
        "submitted_on": today.isoformat(),
        "kind": "insured",
        "number": "A123456780",
        "ikk": rheinland.institutionskennzeichen,
        "letter_before_change": True,
        "answers": {"street": "Neue Straße 5", "iban": "DE02120300000000202051"},
        "answers_in_words": {"Straße und Hausnummer": "Neue Straße 5"},
    }
    assert list(Notice.objects.values_list("account", "kind", "case", "posted_on", "read_on")) == [
        (anna.pk, "received", KEY, today, None)
    ]


def test_same_key_again_changes_nothing_and_returns_the_same(
    anna: User, rheinland: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = submitted(anna, rheinland)
    sealed = bytes(CasePayload.objects.get().sealed)
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)

    second = submitted(anna, rheinland, answers={"street": "Ganz woanders 1"})

    assert second == first
    assert (Case.objects.count(), Notice.objects.count()) == (1, 1)
    assert bytes(CasePayload.objects.get().sealed) == sealed


def test_same_key_is_known_after_a_restore_too(rheinland: Region, anna: User) -> None:
    """A restore builds the indexes in the order of their names, and the first one refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE internetfiliale_case DROP CONSTRAINT internetfiliale_case_pkey CASCADE")
        cursor.execute("ALTER TABLE internetfiliale_case ADD CONSTRAINT internetfiliale_case_pkey PRIMARY KEY (id)")

    assert submitted(anna, rheinland) == submitted(anna, rheinland)


def test_number_that_another_case_has_by_chance_is_replaced_and_sent_twice_is_still_one_case(
    anna: User, bernd: User, rheinland: Region, opens: Callable[[UUID], dict[str, Any]]
) -> None:
    case_of(bernd, number=case_number(KEY))

    first = submitted(anna, rheinland)
    second = submitted(anna, rheinland)

    case = Case.objects.get(account=anna)
    assert first == second == SubmittedCase(case.pk, case.number, timezone.localdate())
    assert (case.pk, case.number) == (key_of_another_number(KEY), case_number(case.pk)) != (KEY, case_number(KEY))
    assert opens(case.pk)["case"] == case.number
    assert Notice.objects.filter(account=anna).count() == 1


def test_somebody_elses_key_takes_nothing_in(anna: User, bernd: User, rheinland: Region) -> None:
    submitted(anna, rheinland)

    with pytest.raises(SomebodyElsesCase):
        submitted(bernd, rheinland)

    assert Case.objects.get().account == anna


def test_member_reads_the_own_cases_and_no_others(anna: User, bernd: User, rheinland: Region) -> None:
    older, newer, of_bernd = (uuid.uuid4() for _ in range(3))
    for user, key in ((anna, older), (anna, newer), (bernd, of_bernd)):
        submitted(user, rheinland, key)
    day = timezone.localdate() - timedelta(days=3)
    Case.objects.filter(pk=older).update(submitted_on=day, state="done")

    with as_role("ikk_public"):
        found = own_cases(anna)
        foreign = own_case(anna, of_bernd)
        own = own_case(anna, older)

    assert [case.key for case in found] == [newer, older]
    assert [case.state_words for case in found] == ["eingegangen", "erledigt"]
    assert [case.is_running for case in found] == [True, False]
    assert (foreign, own) == (None, found[1])


def test_member_reads_and_opens_the_own_notices_and_no_others(anna: User, bernd: User, rheinland: Region) -> None:
    submitted(anna, rheinland)
    submitted(bernd, rheinland, uuid.uuid4())
    notice = Notice.objects.get(account=anna)

    with as_role("ikk_public"):
        assert (unread(anna), note_read(bernd, notice.pk), unread(anna)) == (1, False, 1)
        assert (note_read(anna, notice.pk), unread(anna)) == (True, 0)
        (found,) = own_notices(anna)

    assert (found.key, found.kind, found.service) == (notice.pk, Notice.Kind.RECEIVED, "anschrift")
    assert (found.case, found.number) == (KEY, Case.objects.get(pk=KEY).number)
    assert (found.is_read, found.read_on) == (True, timezone.localdate())


def test_notice_tells_nothing_of_somebody_elses_case(anna: User, bernd: User, rheinland: Region) -> None:
    """A hand-made statement of the web's role could post one."""
    submitted(bernd, rheinland)
    Notice.objects.all().delete()
    notice = Notice(account=anna, kind="received", case_id=KEY, posted_on=timezone.localdate())

    with as_role("ikk_public"):
        notice.save(force_insert=True)
        (found,) = own_notices(anna)

    assert (found.number, found.service) == ("", "")


def test_day_of_reading_is_that_of_the_first_time(anna: User, rheinland: Region) -> None:
    submitted(anna, rheinland)
    day = timezone.localdate() - timedelta(days=2)
    Notice.objects.update(posted_on=day, read_on=day)
    notice = Notice.objects.get()

    with as_role("ikk_public"):
        note_read(anna, notice.pk)

    assert Notice.objects.get().read_on == day


@pytest.mark.parametrize("ended", ["signed out", "expired"])
def test_database_gives_nothing_of_somebody_who_is_not_signed_in(
    anna: User, bernd: User, rheinland: Region, ended: str
) -> None:
    submitted(anna, rheinland)
    notice = Notice.objects.get()
    if ended == "expired":
        anna.sessions.update(expire_date=timezone.now() - timedelta(minutes=6))
    else:
        anna.sessions.all().delete()

    with as_role("ikk_public"):
        assert (own_cases(anna), own_notices(anna), note_read(anna, notice.pk)) == ([], [], False)


def test_web_writes_for_nobody_who_is_not_signed_in(rheinland: Region) -> None:
    with pytest.raises(ProgrammingError) as refused, transaction.atomic():
        submitted(member("A123456780"), rheinland)

    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize(
    ("model", "changes"), [(Case, {"state": "done"}), (Notice, {"kind": "done"}), (Notice, {"read_on": "2026-11-26"})]
)
def test_web_writes_nothing_but_what_has_just_come(
    anna: User, rheinland: Region, model: type[Case] | type[Notice], changes: dict[str, str]
) -> None:
    submitted(anna, rheinland)
    today = timezone.localdate()
    row = Case(number="V-7KQ2-M9XD", account=anna, service="anschrift", region=rheinland, submitted_on=today)
    row.state_on = today
    if model is Notice:
        row = Notice(account=anna, kind="received", posted_on=today)
    for name, value in changes.items():
        setattr(row, name, value)

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), as_role("ikk_public"):
        row.save(force_insert=True)
