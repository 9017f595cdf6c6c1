"""Charging budgets: one PostgreSQL statement in a transaction of its own, by the database's clock.

The generic cell rate algorithm: a row holds one moment, ``tat``, at which its budget will be full again. A
try is possible if that lies no further ahead than ``burst - 1`` intervals, and moves it on by one. Rows whose
moment has passed say nothing and are erased by housekeeping.

Charge *before* the thing that is limited. The transaction is the limiter's own and is durable: what the caller
rolls back stays charged, and charging inside another transaction is a ``RuntimeError``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

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
    RETURNING key
)
SELECT wanted.key,
       CASE WHEN charged.key IS NULL
            THEN greatest(coalesce(row.tat - reach + step, statement_timestamp() + step), statement_timestamp())
       END
FROM wanted LEFT JOIN charged USING (key) LEFT JOIN ikk_portal_spentbudget AS row USING (key)
"""

_REFUND = """
WITH locked AS MATERIALIZED (
    SELECT key FROM ikk_portal_spentbudget WHERE key = ANY(%(keys)s::bytea[]) ORDER BY key FOR UPDATE
)
UPDATE ikk_portal_spentbudget AS row SET tat = row.tat - paid.step
FROM locked JOIN unnest(%(keys)s::bytea[], %(steps)s::interval[]) AS paid(key, step) USING (key)
WHERE row.key = locked.key
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
    """

    passed: tuple[Bucket, ...]
    refused: dict[Bucket, datetime]

    @property
    def until(self) -> datetime | None:
        """When all refused budgets have a try again; None if none was refused."""
        return max(self.refused.values(), default=None)

    def refund(self) -> None:
        """Give back what was spent, because the try was a good one; in a transaction of its own, too.

        Call it once at most.
        """
        if not self.passed:
            return
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(_REFUND, {"keys": _keys(self.passed), "steps": _steps(self.passed)})


def charge(*buckets: Bucket) -> Charged:
    """Spend one try of each bucket that has one left.

    Raises:
        RuntimeError: inside another transaction.
        ValueError: if two buckets are the same.
    """
    with transaction.atomic(durable=True):
        return _charged(buckets)


def require(*buckets: Bucket) -> Charged:
    """Spend one try of every bucket, or none at all.

    Raises:
        TooManyTries: if one of them has none left.
        RuntimeError: inside another transaction.
        ValueError: if two buckets are the same.
    """
    with transaction.atomic(durable=True):
        charged = _charged(buckets)
        if charged.until:
            raise TooManyTries(charged.until)  # rolls back what the others have spent
        return charged


def _charged(buckets: Sequence[Bucket]) -> Charged:
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
        until = {by_key[bytes(key)]: moment for key, moment in cursor.fetchall()}
    return Charged(
        passed=tuple(bucket for bucket in buckets if until[bucket] is None),
        refused={bucket: until[bucket] for bucket in buckets if until[bucket] is not None},
    )


def _keys(buckets: Sequence[Bucket]) -> list[bytes]:
    return [bucket.key for bucket in buckets]


def _steps(buckets: Sequence[Bucket]) -> list[timedelta]:
    return [bucket.budget.interval for bucket in buckets]
