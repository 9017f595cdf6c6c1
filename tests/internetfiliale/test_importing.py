"""Taking in the core system's answers: each once, whatever is wrong with the others."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import User
from ikk_portal.platform.figures import Count
from internetfiliale.core_system.status_lines import UnusableLine, read_line
from internetfiliale.figures import counts
from internetfiliale.models import Case, CasePayload, Notice
from tests.internetfiliale.cases import anna, as_role, case_in, ran
from tests.internetfiliale.core_system import Exchange, exchange

pytestmark = pytest.mark.django_db
__all__ = ["anna", "exchange"]

COMMAND = "import_case_status"


def today() -> date:
    """Return the day, also in a run that goes on past midnight."""
    return timezone.localdate()


def days_ago(number: int) -> date:
    return today() - timedelta(days=number)


def told(changed: int = 0, files: int = 1, unknown: int = 0) -> str:
    return (
        f"imported: {changed} cases of {files} files have come further, "
        f"{unknown} answers to cases that are no longer here\n"
    )


def notices() -> list[tuple[Any, ...]]:
    return list(Notice.objects.order_by("kind").values_list("kind", "case__number", "posted_on", "read_on"))


@pytest.mark.parametrize("state", ["done", "sent_back"])
def test_answer_moves_the_case_and_posts_a_notice_once(anna: User, exchange: Exchange, state: str) -> None:
    case = case_in("handed_over", anna, day=days_ago(7))
    exchange.answer(f"{case.number};received;{days_ago(1)}", f"{case.number};{state};{days_ago(1)}")

    assert ran(COMMAND) == told(changed=1)
    assert list(exchange.answers.iterdir()) == []
    exchange.answer(f"{case.number};{state};{today()}", name="again.csv")
    assert ran(COMMAND) == told()

    case.refresh_from_db()
    assert (case.state, case.state_on) == (state, days_ago(1))
    assert notices() == [(state, case.number, today(), None)]


def test_receipt_by_the_core_system_posts_nothing(anna: User, exchange: Exchange) -> None:
    case = case_in("handed_over", anna, day=days_ago(7))
    exchange.answer(f"{case.number};received;{days_ago(1)}")

    assert ran(COMMAND) == told()

    case.refresh_from_db()
    assert (case.state, case.state_on, notices()) == ("handed_over", days_ago(7), [])


def test_day_of_a_case_never_runs_backwards(anna: User, exchange: Exchange) -> None:
    case = case_in("handed_over", anna, day=days_ago(7))
    Case.objects.update(state_on=today())  # handed over late, and done before the core system's clock had noticed
    exchange.answer(f"{case.number};done;{days_ago(1)}")

    assert ran(COMMAND) == told(changed=1)

    case.refresh_from_db()
    assert (case.state, case.state_on) == ("done", today())


@pytest.mark.parametrize(("answer", "state"), [("received", "handed_over"), ("done", "done")])
def test_answer_that_overtakes_the_hand_over_counts_and_the_payload_stays_until_it_is_there(
    anna: User, exchange: Exchange, answer: str, state: str
) -> None:
    case = case_in("received", anna, day=days_ago(1))
    exchange.answer(f"{case.number};{answer};{today()}")

    assert ran(COMMAND) == told(changed=1)
    assert (Case.objects.get().state, CasePayload.objects.count()) == (state, 1)

    assert ran("hand_over_cases") == "handed over: 1\n"
    assert (Case.objects.get().state, exchange.received()) == (state, [case.number])


def test_lines_that_cannot_be_used_are_set_aside_and_the_others_count(anna: User, exchange: Exchange) -> None:
    good, early, settled = (case_in("handed_over", anna, day=days_ago(1)) for _ in range(3))
    bad = [
        f"{good.number};done",
        f"V-123;done;{today()}",
        f"{good.number};lost;{today()}",
        f"{good.number};done;26.11.2026",
        f"{good.number};done;{today() + timedelta(days=1)}",
        f"{early.number};done;{days_ago(7)}",
        f"{settled.number};sent_back;{today()}",
        "\x00\ufffd",
    ]
    file = exchange.answer(f"{settled.number};done;{today()}", *bad, "", f" {good.number} ; done ; {today()} ")

    output = ran(COMMAND)

    aside = Path(f"{file}.damaged")
    reasons = (
        "1 × a day before the case, 1 × a day to come, 1 × no day, 1 × no known state, 1 × no number of a case, "
        "2 × not three values, 1 × the opposite of an earlier answer"
    )
    assert output == f"ALARM: 8 lines were set aside in {aside}: {reasons}.\n{told(changed=2)}"
    assert sorted(aside.read_text().splitlines()) == sorted(bad)
    assert list(exchange.answers.iterdir()) == [aside]
    assert [case.state for case in Case.objects.filter(pk__in=[good.pk, early.pk]).order_by("state")] == [
        "done",
        "handed_over",
    ]


def test_file_with_another_header_is_set_aside_as_a_whole(anna: User, exchange: Exchange) -> None:
    case = case_in("handed_over", anna)
    file = exchange.answer(f"done;{case.number};{today()}", header="state;case;day")

    assert ran(COMMAND).startswith(f"ALARM: 2 lines were set aside in {file}.damaged: 2 × no header.")

    assert Path(f"{file}.damaged").read_text() == f"state;case;day\ndone;{case.number};{today()}\n"
    assert Case.objects.get().state == "handed_over"


def test_answer_to_a_case_that_is_no_longer_here_is_counted_only(exchange: Exchange) -> None:
    exchange.answer(f"V-7KQ2-M9XD;done;{today()}")

    assert ran(COMMAND) == told(unknown=1)


def test_byte_order_mark_and_windows_line_ends_are_no_damage(anna: User, exchange: Exchange) -> None:
    case = case_in("handed_over", anna)
    text = f"\ufeffcase;state;day\r\n{case.number};done;{today()}\r\n"
    (exchange.answers / "1.csv").write_bytes(text.encode())

    assert ran(COMMAND) == told(changed=1)


def test_what_was_set_aside_goes_after_thirty_days(exchange: Exchange) -> None:
    now = timezone.now().timestamp()
    for days in (29, 31):
        path = exchange.answers / f"{days}.csv.damaged"
        path.write_text("x\n")
        os.utime(path, (now, now - days * 86_400))

    assert ran(COMMAND) == told(files=0)

    assert [path.name for path in exchange.answers.iterdir()] == ["29.csv.damaged"]


def test_files_come_in_the_order_of_their_names_and_unfinished_ones_not_at_all(anna: User, exchange: Exchange) -> None:
    case = case_in("handed_over", anna)
    exchange.answer(f"{case.number};sent_back;{today()}", name="20261126-2.csv")
    exchange.answer(f"{case.number};done;{today()}", name="20261126-1.csv")
    exchange.answer(f"{case.number};done;{today()}", name="20261126-3.csv.part")

    assert "1 × the opposite of an earlier answer" in ran(COMMAND)

    assert Case.objects.get().state == "done"
    left = sorted(path.name for path in exchange.answers.iterdir())
    assert left == ["20261126-2.csv.damaged", "20261126-3.csv.part"]


@pytest.mark.parametrize("missing", ["setting", "directory"])
def test_directory_that_is_away_is_told(exchange: Exchange, settings: Any, missing: str) -> None:
    exchange.answers.rmdir()
    said = "ALARM: The answers cannot be read or removed: No such file or directory."
    if missing == "setting":
        settings.CORE_SYSTEM_ANSWERS = ""
        said = "CORE_SYSTEM_ANSWERS is not set."

    with pytest.raises(CommandError, match=said):
        ran(COMMAND)


def test_day_is_written_in_one_way_only() -> None:
    for text in ("20261126", "2026-W48-4", "2026-13-01", ""):
        with pytest.raises(UnusableLine, match="no day"):
            read_line(f"V-7KQ2-M9XD;done;{text}", today=date(2026, 11, 26))


def test_statistics_know_days_and_iks_of_cases(anna: User) -> None:
    case_in("handed_over", anna, day=days_ago(7))
    case_in("done", anna, day=days_ago(7))
    case_in("sent_back", anna, day=days_ago(1))

    with as_role("ikk_jobs"):
        found = sorted(counts(), key=lambda count: (count.figure, count.day))

    assert found == [
        Count("cases-done", days_ago(7), "rheinland", 1),
        Count("cases-sent-back", days_ago(1), "rheinland", 1),
        Count("cases-submitted", days_ago(7), "rheinland", 2),
        Count("cases-submitted", days_ago(1), "rheinland", 1),
    ]
