"""Take in what the core system answers: cases come further, and their members find a notice in the mailbox."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from internetfiliale.actions.notices import post_notice
from internetfiliale.core_system import exchange
from internetfiliale.core_system.status_lines import HEADER, Answer, UnusableLine, read_line
from internetfiliale.models import Case, Notice

#: How long lines that were set aside may wait for somebody to look at them; they carry numbers of cases.
SET_ASIDE_DAYS = 30

_AT_ONCE = 1_000  # answers in one transaction
_NOTICES = {Case.State.DONE: Notice.Kind.DONE, Case.State.SENT_BACK: Notice.Kind.SENT_BACK}
_FINAL = tuple(_NOTICES)


@dataclass
class Imported:
    """What a run did.

    Attributes:
        files: how many are gone from the directory now.
        changed: cases that have come further.
        unknown: answers to cases that are no longer here, which is usual: they end with their account.
        set_aside: where unusable lines lie -> reason -> how many.
    """

    files: int = 0
    changed: int = 0
    unknown: int = 0
    set_aside: dict[Path, Counter[str]] = field(default_factory=dict)


def import_case_status(*, directory: Path) -> Imported:
    """Take in every file with answers, in the order of their names.

    Runs under ``ikk_jobs``, one run at a time. An answer that has been taken in changes nothing and posts nothing the
    second time, so a kill at any moment loses none and doubles none: a file goes when its answers are stored. Lines
    that cannot be used are set aside beside it, for 30 days.

    Raises:
        OSError: the directory cannot be read or changed; the next run goes on.
    """
    imported = Imported()
    earliest = timezone.now().timestamp() - SET_ASIDE_DAYS * 24 * 60 * 60
    for path in list(exchange.set_aside_before(directory, earliest)):
        path.unlink()
    for path in exchange.answers(directory):
        unusable = _import_file(path, imported)
        if unusable:
            imported.set_aside[exchange.set_aside(path, [line for line, _ in unusable])] = Counter(
                reason for _, reason in unusable
            )
        exchange.drop(path)
        imported.files += 1
    return imported


def _import_file(path: Path, imported: Imported) -> list[tuple[str, str]]:
    """Store the answers of one file; return the lines that cannot be used, each with the reason."""
    unusable: list[tuple[str, str]] = []
    today = timezone.localdate()
    with path.open(encoding="utf-8-sig", errors="replace", newline=None) as source:
        lines = (line.rstrip("\n") for line in source)
        if (first := next(lines, "")).strip() != HEADER:
            return [(first, "no header"), *((line, "no header") for line in lines)]
        answers = _answers(lines, today, unusable)
        while some := list(islice(answers, _AT_ONCE)):
            unusable += _store(some, imported)
    return unusable


def _answers(lines: Iterator[str], today: date, unusable: list[tuple[str, str]]) -> Iterator[Answer]:
    for line in lines:
        if not line.strip():
            continue
        try:
            yield read_line(line, today=today)
        except UnusableLine as reason:
            unusable.append((line, str(reason)))


@transaction.atomic
def _store(answers: list[Answer], imported: Imported) -> list[tuple[str, str]]:
    """Store some answers with their notices; return those that do not fit their case."""
    numbers = {answer.number for answer in answers}
    locked = Case.objects.select_for_update().filter(number__in=numbers).order_by("pk")
    cases = {case.number: case for case in locked}
    changed: dict[str, Case] = {}
    unusable = []
    for answer in answers:
        case = cases.get(answer.number)
        if case is None:
            imported.unknown += 1
        elif reason := _misfit(case, answer):
            unusable.append((answer.line, reason))
        elif _apply(case, answer):
            changed[case.number] = case
    Case.objects.bulk_update(changed.values(), ["state", "state_on"])
    for state, kind in _NOTICES.items():
        post_notice(kind=kind, cases=[case for case in changed.values() if case.state == state])
    imported.changed += len(changed)
    return unusable


def _misfit(case: Case, answer: Answer) -> str:
    """Return why an answer cannot be right; empty if it can."""
    if answer.day < case.submitted_on:
        return "a day before the case"
    if case.state in _FINAL and answer.state in _FINAL and answer.state != case.state:
        return "the opposite of an earlier answer"
    return ""


def _apply(case: Case, answer: Answer) -> bool:
    """Let a case come further by an answer; return whether it does."""
    if case.state == answer.state or case.state in _FINAL:
        return False
    case.state = answer.state
    case.state_on = max(answer.day, case.state_on)
    return True
