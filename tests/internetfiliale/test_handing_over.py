"""Handing sealed cases over: out of the database, into the inbox; nothing else leaves, and nothing is lost."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import User
from ikk_portal.alarms import current_alarms
from ikk_portal.platform.timers import late
from ikk_portal.timers import declared_timers
from internetfiliale.models import Case, CasePayload, Notice
from privacy.models import StaffAccess
from regions.models import Region
from tests.accounts.closing import closed
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.internetfiliale.cases import KEY, anna, as_role, case_in, ran, submitted
from tests.internetfiliale.core_system import Exchange, exchange, opened, opens

pytestmark = pytest.mark.django_db
__all__ = ["anna", "exchange", "opens"]

COMMAND = "hand_over_cases"


def test_case_leaves_as_a_file_and_is_erased_here(
    anna: User, rheinland: Region, exchange: Exchange, opens: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = submitted(anna, rheinland).number
    now = timezone.now()
    tomorrow = now + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)

    assert ran(COMMAND) == "handed over: 1\n"

    file = exchange.inbox / f"{number}.age"
    assert sorted(path.name for path in exchange.inbox.iterdir()) == ["INBOX", file.name]
    assert opened(file.read_bytes())["answers"]["street"] == "Neue Straße 5"
    assert oct(file.stat().st_mode & 0o777) == "0o640"
    assert CasePayload.objects.count() == 0
    case = Case.objects.get()
    assert (case.state, case.state_on) == ("handed_over", timezone.localdate())
    assert list(Notice.objects.values_list("kind", flat=True)) == ["received"]
    assert list(StaffAccess.objects.values_list("by", "kind", "detail")) == [
        ("timer", "internetfiliale.CasePayload", "An die zuständige Stelle übergeben: 1")
    ]
    assert COMMAND not in late(declared_timers(), now)


def test_second_run_hands_nothing_over(anna: User, exchange: Exchange) -> None:
    case_in("received", anna)
    ran(COMMAND)

    assert ran(COMMAND) == "handed over: 0\n"
    assert len(exchange.received()) == 1


@pytest.mark.parametrize("found", ["whole", "unfinished"])
def test_what_a_killed_run_has_left_is_taken_over(anna: User, exchange: Exchange, found: str) -> None:
    case = case_in("received", anna)
    sealed = bytes(CasePayload.objects.get().sealed)
    left = {"whole": (f"{case.number}.age", sealed), "unfinished": (f".{case.number}.age.part", sealed[:40])}
    name, content = left[found]
    (exchange.inbox / name).write_bytes(content)

    assert ran(COMMAND) == "handed over: 1\n"

    assert sorted(path.name for path in exchange.inbox.iterdir()) == ["INBOX", f"{case.number}.age"]
    assert (exchange.inbox / f"{case.number}.age").read_bytes() == sealed


def test_symbolic_link_in_the_inbox_is_not_followed(anna: User, exchange: Exchange, tmp_path: Path) -> None:
    case = case_in("received", anna)
    (exchange.inbox / f".{case.number}.age.part").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(CommandError, match=r"ALARM: The inbox cannot be written: .* Nothing is lost"):
        ran(COMMAND)

    assert not (tmp_path / "elsewhere").exists()
    assert CasePayload.objects.count() == 1


def test_something_else_under_the_number_stays_and_the_case_does_so_too(anna: User, exchange: Exchange) -> None:
    blocked, free = case_in("received", anna), case_in("received", anna)
    (exchange.inbox / f"{blocked.number}.age").write_text("of somebody else")

    with pytest.raises(CommandError, match=f"ALARM: handed over: 1; something else .* under {blocked.number}"):
        ran(COMMAND)

    assert (exchange.inbox / f"{blocked.number}.age").read_text() == "of somebody else"
    assert list(CasePayload.objects.values_list("pk", flat=True)) == [blocked.pk]
    assert dict(Case.objects.values_list("pk", "state")) == {blocked.pk: "received", free.pk: "handed_over"}


@pytest.mark.parametrize("missing", ["setting", "directory", "mark"])
def test_inbox_that_is_away_keeps_everything_here(anna: User, exchange: Exchange, settings: Any, missing: str) -> None:
    case_in("received", anna)
    (exchange.inbox / "INBOX").unlink()
    if missing == "directory":
        exchange.inbox.rmdir()
    if missing == "setting":
        settings.CORE_SYSTEM_INBOX = ""
    said = "CORE_SYSTEM_INBOX is not set" if missing == "setting" else "ALARM: .* is not the core system's inbox"

    with pytest.raises(CommandError, match=said):
        ran(COMMAND)

    assert (Case.objects.get().state, CasePayload.objects.count()) == ("received", 1)


@pytest.mark.django_db(databases=["default", "bestand"])
def test_closed_account_leaves_nothing_but_the_sealed_envelope_which_goes_out_still(
    anna: User, rheinland: Region, exchange: Exchange, opens: Any
) -> None:
    number = submitted(anna, rheinland).number
    on_file("A123456780", is_deceased=True)

    assert closed() == "closed: 1"
    assert (Case.objects.count(), Notice.objects.count()) == (0, 0)
    assert list(CasePayload.objects.values_list("pk", flat=True)) == [KEY]

    assert ran(COMMAND) == "handed over: 1\n"
    assert exchange.received() == [number]
    assert CasePayload.objects.count() == 0


def test_alarms_tell_of_cases_that_stay_where_they_are() -> None:
    now = timezone.now()
    user = member()
    today = timezone.localdate(now)
    for days in (0, 1):
        case_in("received", user, day=today - timedelta(days=days))
    case_in("handed_over", user, day=today - timedelta(days=14))
    assert of_cases() == []

    case_in("received", user, day=today - timedelta(days=2))
    CasePayload.objects.filter(case=case_in("received", user)).delete()
    case_in("handed_over", user, day=today - timedelta(days=15))

    assert of_cases() == [
        "cases that have waited for more than a day to be handed over to the core system: 1",
        "cases erased before they were handed over, and not yet given back: 1",
        "cases handed over more than 14 days ago that have no answer: 1",
    ]


def test_case_that_was_erased_unsent_is_given_back_once(anna: User, exchange: Exchange) -> None:
    lost, kept = case_in("received", anna), case_in("received", anna)
    CasePayload.objects.filter(pk=lost.pk).delete()

    assert [ran(COMMAND) for _ in range(2)] == ["handed over: 1\n", "handed over: 0\n"]

    assert dict(Case.objects.values_list("pk", "state")) == {lost.pk: "sent_back", kept.pk: "handed_over"}
    assert list(Notice.objects.values_list("kind", "case")) == [("sent_back", lost.pk)]
    assert of_cases() == []


def of_cases() -> list[str]:
    """Return the alarms about cases, as the role of the public health page gets them."""
    with as_role("ikk_public"):
        return [line for line in current_alarms(timezone.now()) if line.startswith("cases ")]


def test_many_cases_go_in_several_transactions(anna: User, exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("internetfiliale.actions.handing_over._AT_ONCE", 2)
    cases = [case_in("received", anna) for _ in range(5)]

    assert ran(COMMAND) == "handed over: 5\n"

    assert exchange.received() == sorted(case.number for case in cases)
    assert StaffAccess.objects.count() == 3


def test_directory_of_the_answers_is_no_inbox(exchange: Exchange, settings: Any, tmp_path: Path) -> None:
    settings.CORE_SYSTEM_INBOX = settings.CORE_SYSTEM_ANSWERS

    with pytest.raises(CommandError, match=f"{tmp_path}/answers is not the core system's inbox"):
        ran(COMMAND)
