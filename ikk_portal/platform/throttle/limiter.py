"""Charging budgets: one PostgreSQL statement in a transaction of its own, by the database's clock.

The generic cell rate algorithm: a row holds one moment, ``tat``, at which its budget will be full again. A
try is possible if that lies no further ahead than ``burst - 1`` intervals, and moves it on by one. Rows whose
moment has passed say nothing and are erased by housekeeping.

Charge *before* the thing that is limited. The transaction is the limiter's own and is durable: what the caller
rolls back stays charged, and charging inside another transaction is a ``RuntimeError``. What has to count together
with it, or not at all, is done within ``open_ledger``.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ikk_portal.platform.throttle.budgets import Bucket

# A moment further ahead than a budget can reach was written under a clock that ran ahead. It is taken for an
# empty budget to which one try has come back. The margin is for statements that waited for the row's lock and
# see a moment written by a later one; it is longer than any statement may run.
#
# Rows are taken in the order of their keys, so that two charges never wait for each other.
_CHARGE = """
WITH wanted AS MATERIALIZED (
    SELECT key, budget, step, step * burst AS reach
    FROM unnest(%(keys)s::bytea[], %(budgets)s::text[], %(steps)s::interval[], %(bursts)s::int[])
        AS one(key, budget, step, burst)
), charged AS (
    INSERT INTO ikk_portal_spentbudget AS row (key, budget, tat, counted_since)
    SELECT key, budget, statement_timestamp() + step, statement_timestamp() FROM wanted ORDER BY key
    ON CONFLICT (key) DO UPDATE SET
        tat = CASE
            WHEN row.tat > statement_timestamp() + (SELECT reach FROM wanted WHERE key = row.key) + interval '10 min'
            THEN statement_timestamp() + (SELECT reach FROM wanted WHERE key = row.key)
            ELSE greatest(row.tat, statement_timestamp()) + (SELECT step FROM wanted WHERE key = row.key)
        END,
        counted_since = CASE
            WHEN row.tat < statement_timestamp() OR row.counted_since > statement_timestamp()
            THEN statement_timestamp() ELSE row.counted_since
        END
    WHERE row.tat <= statement_timestamp() + (SELECT reach - step FROM wanted WHERE key = row.key)
       OR row.tat > statement_timestamp() + (SELECT reach FROM wanted WHERE key = row.key) + interval '10 min'
    RETURNING key, tat
)
SELECT wanted.key,
       CASE WHEN charged.key IS NULL THEN -1
            ELSE floor(extract(epoch FROM statement_timestamp() + reach - charged.tat) / extract(epoch FROM step))
       END,
       greatest(
           coalesce(coalesce(charged.tat, row.tat) - reach + step, statement_timestamp() + step), statement_timestamp()
       )
FROM wanted LEFT JOIN charged USING (key) LEFT JOIN ikk_portal_spentbudget AS row USING (key)
"""

_REFUND = """
WITH locked AS MATERIALIZED (
    SELECT key FROM ikk_portal_spentbudget WHERE key = ANY(%(keys)s::bytea[]) ORDER BY key FOR UPDATE
)
UPDATE ikk_portal_spentbudget AS row
SET tat = CASE WHEN paid.all_of_it THEN statement_timestamp() ELSE row.tat - paid.step END
FROM locked JOIN unnest(%(keys)s::bytea[], %(steps)s::interval[], %(all)s::bool[]) AS paid(key, step, all_of_it)
    USING (key)
WHERE row.key = locked.key
"""

_SPENT = """
SELECT ceil(extract(epoch FROM tat - statement_timestamp()) / extract(epoch FROM %s::interval))
FROM ikk_portal_spentbudget WHERE key = %s AND tat > statement_timestamp()
"""


class TooManyTries(Exception):
    """A budget is used up; the answer is the page that says until when.

    Attributes:
        until: when the next try is possible, aware.
    """

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True)
class Charged:
    """What came of charging several budgets, each for itself.

    Attributes:
        passed: buckets that had a try left; it is spent now.
        refused: buckets that had none -> when the next one comes; nothing of them is spent.
        left: each bucket -> how many tries remain.
        next_at: each bucket -> from when on the next try is possible.
    """

    passed: tuple[Bucket, ...]
    refused: dict[Bucket, datetime]
    left: dict[Bucket, int]
    next_at: dict[Bucket, datetime]

    @property
    def until(self) -> datetime | None:
        """When all refused budgets have a try again; None if none was refused."""
        return max(self.refused.values(), default=None)

    def refund(self) -> None:
        """Give back what was spent, because the try was a good one; in a transaction of its own, too.

        Call it once at most.
        """
        with open_ledger() as ledger:
            ledger.refund(self)


class Ledger:
    """Charges and refunds that belong to one transaction; see ``open_ledger``.

    Whoever charges in several steps takes the same steps in the same order to refund: rows are locked in the order of
    their keys within a step only.
    """

    def charge(self, *buckets: Bucket) -> Charged:
        """Spend one try of each bucket that has one left.

        Raises:
            ValueError: if two buckets are the same.
        """
        by_key = {bucket.key: bucket for bucket in buckets}
        if len(by_key) < len(buckets):
            raise ValueError("The same budget was charged twice at once.")
        with connection.cursor() as cursor:
            cursor.execute(
                _CHARGE,
                {
                    "keys": _keys(buckets),
                    "budgets": [bucket.budget.name for bucket in buckets],
                    "steps": _steps(buckets),
                    "bursts": [bucket.budget.burst for bucket in buckets],
                },
            )
            found = {by_key[bytes(key)]: (int(left), moment) for key, left, moment in cursor.fetchall()}
        passed = tuple(bucket for bucket in buckets if found[bucket][0] >= 0)
        return Charged(
            passed=passed,
            refused={bucket: found[bucket][1] for bucket in buckets if bucket not in passed},
            left={bucket: max(0, found[bucket][0]) for bucket in buckets},
            next_at={bucket: found[bucket][1] for bucket in buckets},
        )

    def refund(self, charged: Charged, *, completely: Collection[Bucket] = ()) -> None:
        """Give back what was spent, and of the buckets ``completely`` whatever was spent before as well."""
        buckets = tuple(dict.fromkeys((*charged.passed, *completely)))
        if not buckets:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                _REFUND,
                {
                    "keys": _keys(buckets),
                    "steps": _steps(buckets),
                    "all": [bucket in completely for bucket in buckets],
                },
            )


@contextmanager
def open_ledger() -> Iterator[Ledger]:
    """Charge in several steps that count together, durably, or, if the block raises, not at all.

    Raises:
        RuntimeError: inside another transaction.
    """
    with transaction.atomic(durable=True):
        yield Ledger()


def charge(*buckets: Bucket) -> Charged:
    """Spend one try of each bucket that has one left.

    Raises:
        RuntimeError: inside another transaction.
        ValueError: if two buckets are the same.
    """
    with open_ledger() as ledger:
        return ledger.charge(*buckets)


def require(*buckets: Bucket) -> Charged:
    """Spend one try of every bucket, or none at all.

    Raises:
        TooManyTries: if one of them has none left.
        RuntimeError: inside another transaction.
        ValueError: if two buckets are the same.
    """
    with open_ledger() as ledger:
        charged = ledger.charge(*buckets)
        if charged.until:
            raise TooManyTries(charged.until)  # rolls back what the others have spent
        return charged


def require_once(again: Bucket, *buckets: Bucket) -> Charged:
    """Spend one try of every bucket, or none at all; nothing if ``again`` says that the very same was sent just now.

    Returns:
        What was spent, ``again`` included; its refund gives back all of it, or nothing where nothing was spent.

    Raises:
        TooManyTries: if one of ``buckets`` has none left; the next sending is not taken for the same one then.
        RuntimeError: inside another transaction.
    """
    first_time = charge(again)
    if first_time.refused:
        return first_time
    try:
        charged = require(*buckets)
    except TooManyTries:
        first_time.refund()
        raise
    return replace(charged, passed=(*first_time.passed, *charged.passed))


def seconds_until(moment: datetime) -> int:
    """Return what ``Retry-After`` says of ``moment``: whole seconds, at least one."""
    return max(1, ceil((moment - timezone.now()).total_seconds()))


def spent(bucket: Bucket) -> int:
    """Return how many tries of a bucket are spent at this moment; charges nothing."""
    values: list[Any] = [bucket.budget.interval, bucket.key]
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, values)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _keys(buckets: Sequence[Bucket]) -> list[bytes]:
    return [bucket.key for bucket in buckets]


def _steps(buckets: Sequence[Bucket]) -> list[timedelta]:
    return [bucket.budget.interval for bucket in buckets]
