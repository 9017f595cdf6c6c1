"""What the room does: record the access of staff, erase what is no longer needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from privacy.declarations import Declaration, DroppedByDay, Retention, declarations
from privacy.models import StaffAccess


@dataclass(frozen=True)
class Operator:
    """A technical operator who works with commands, known by name, without an account of the portal."""

    name: str
    region: None = None

    def get_username(self) -> str:
        return self.name


#: Whom the trail names where no person has started the work.
TIMER = Operator("timer")


def record_access(
    *, by: Any, action: StaffAccess.Action, kind: type[Model], record: Model | None = None, detail: str = ""
) -> None:
    """Write one entry to the trail, in the caller's transaction: no entry, no access.

    Args:
        by: the staff user, or the operator; only the user name and the region's name are kept, as text.
        action: what was done.
        kind: the model concerned.
        record: the row concerned; None for a list.
        detail: the filter of a list, or the names of changed fields, or an operator's reason. Never values.
    """
    region = getattr(by, "region", None)
    StaffAccess(
        at=timezone.now(),
        by=by.get_username(),
        region=str(region) if region else "",
        action=action,
        kind=kind._meta.label,
        record=str(record.pk) if record is not None else "",
        detail=detail,
    ).save(force_insert=True)


@dataclass(frozen=True)
class Erased:
    """What housekeeping found due (dry run) or erased of one model: rows, or days where it drops whole days."""

    label: str
    rows: int


def erase_due(*, now: datetime, batch_size: int, dry_run: bool = False) -> Iterator[Erased]:
    """Erase every row whose retention has ended, model by model; each batch and its entry in the trail are one.

    Runs under the jobs role. A kill between two batches loses nothing: the next run goes on.

    Yields:
        One ``Erased`` for each model that holds personal data with an end.
    """
    for declaration in declarations():
        if declaration.personal and isinstance(declaration.retention, Retention):
            due = declaration.retention.due(declaration.model._default_manager.all(), now)
            rows = due.count() if dry_run else _erase(declaration, due, batch_size)
            yield Erased(declaration.model._meta.label, rows)
        elif isinstance(declaration.retention, DroppedByDay):
            yield Erased(declaration.model._meta.label, declaration.retention.erase(now=now, dry_run=dry_run))


def _erase(declaration: Declaration, due: "QuerySet[Any]", batch_size: int) -> int:
    erased = 0
    while True:
        with transaction.atomic():
            keys = list(due.order_by("pk").values_list("pk", flat=True)[:batch_size])
            if not keys:
                return erased
            _, gone = due.filter(pk__in=keys).delete()  # asked again: a row may be needed again by now
            rows = gone.get(declaration.model._meta.label, 0)
            detail = f"Frist abgelaufen, Zeilen: {rows}"
            record_access(by=TIMER, action=StaffAccess.Action.DELETE, kind=declaration.model, detail=detail)
        erased += rows
