"""Spending, refunding, healing and forgetting of tries, on the real table under the roles that use it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ikk_portal.models import SpentBudget
from ikk_portal.platform.throttle import (
    Budget,
    TooManyTries,
    charge,
    open_ledger,
    require,
    require_once,
    seconds_until,
    spent,
)
from ikk_portal.platform.throttle.budgets import LONGEST

ACCOUNT = Budget("test/account", burst=5, refill=10, per=timedelta(days=1))
SOURCE = Budget("test/source", burst=2, per=timedelta(hours=1))


@pytest.fixture(autouse=True, params=["ikk_public", "ikk_staff"])
def role(request: pytest.FixtureRequest, db: None) -> Iterator[str]:
    """Both web roles charge."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {request.param}")
        yield request.param
        cursor.execute("RESET ROLE")


def as_owner(role: str, statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute(statement, values)
        cursor.execute(f"SET ROLE {role}")


def clock_moves(role: str, by: timedelta) -> None:
    """Make the table what it is after the clock of the database has been moved."""
    as_owner(role, "UPDATE ikk_portal_spentbudget SET tat = tat - %s, counted_since = counted_since - %s", by, by)


def housekeeping() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
    call_command("housekeeping", stdout=StringIO())


def passes(budget: Budget, whose: str = "A000500015", tries: int = 20) -> int:
    """Return how many of ``tries`` pass."""
    return sum(not charge(budget.of(whose)).refused for _ in range(tries))


def near(moment: datetime | None, ahead: timedelta) -> bool:
    return moment is not None and abs(moment - timezone.now() - ahead) < timedelta(seconds=60)


def test_burst_passes_and_not_one_more() -> None:
    assert passes(ACCOUNT) == 5
    assert passes(ACCOUNT) == 0
    assert passes(ACCOUNT, "somebody else") == 5
    assert passes(SOURCE) == 2  # the same text under another budget


def test_refused_try_says_when_the_next_one_comes() -> None:
    assert passes(ACCOUNT) == 5

    charged = charge(ACCOUNT.of("A000500015"))

    assert (charged.passed, list(charged.refused)) == ((), [ACCOUNT.of("A000500015")])
    assert near(charged.until, timedelta(hours=2.4))


def test_tries_come_back_one_by_one(role: str) -> None:
    passes(ACCOUNT)

    clock_moves(role, timedelta(hours=2.4))
    assert passes(ACCOUNT) == 1
    clock_moves(role, timedelta(hours=5))
    assert passes(ACCOUNT) == 2
    clock_moves(role, timedelta(days=30))
    assert passes(ACCOUNT) == 5


def test_budgets_charged_together_are_judged_each_for_itself() -> None:
    account, source = ACCOUNT.of("A000500015"), SOURCE.of("192.0.2.1")
    assert charge(source).passed == (source,)

    outcomes = [charge(account, source) for _ in range(7)]

    assert [len(outcome.passed) for outcome in outcomes] == [2, 1, 1, 1, 1, 0, 0]
    assert set(outcomes[6].refused) == {account, source}
    assert near(outcomes[6].until, timedelta(hours=2.4))
    assert near(outcomes[6].refused[source], timedelta(minutes=30))


def test_require_spends_all_or_nothing() -> None:
    account, source = ACCOUNT.of("A000500015"), SOURCE.of("192.0.2.1")
    for _ in range(2):
        assert require(account, source).until is None

    with pytest.raises(TooManyTries) as refused:
        require(account, source)

    assert near(refused.value.until, timedelta(minutes=30))
    assert passes(ACCOUNT) == 3


def test_same_thing_sent_again_is_no_new_try() -> None:
    again, budget = Budget("again", burst=1, per=timedelta(minutes=10)), Budget("once", burst=2, per=timedelta(days=1))

    for key in ("first", "first", "second", "first"):
        require_once(again.of(key), budget.of("anna"))
    for _ in range(2):
        with pytest.raises(TooManyTries):
            require_once(again.of("third"), budget.of("anna"))

    assert spent(budget.of("anna")) == 2
    assert spent(again.of("third")) == 0


def test_refund_of_what_was_sent_once_gives_back_all_and_of_what_was_sent_again_nothing() -> None:
    again, budget = Budget("again", burst=1, per=timedelta(minutes=10)), Budget("once", burst=2, per=timedelta(days=1))
    first, second = (require_once(again.of("first"), budget.of("anna")) for _ in range(2))

    second.refund()
    assert (spent(again.of("first")), spent(budget.of("anna"))) == (1, 1)
    first.refund()
    assert (spent(again.of("first")), spent(budget.of("anna"))) == (0, 0)


def test_seconds_to_wait_are_whole_and_at_least_one() -> None:
    assert 89 <= seconds_until(timezone.now() + timedelta(seconds=89.5)) <= 90
    assert seconds_until(timezone.now() - timedelta(minutes=1)) == 1


def test_refund_gives_back_what_was_spent_and_no_more() -> None:
    account, source = ACCOUNT.of("A000500015"), SOURCE.of("192.0.2.1")
    assert passes(SOURCE, "192.0.2.1") == 2

    charge(account, source).refund()

    assert (passes(ACCOUNT), passes(SOURCE, "192.0.2.1")) == (5, 0)
    charge(account, source).refund()  # nothing passed, nothing to give back
    assert passes(ACCOUNT) == 0


def test_good_tries_without_end_cost_nothing() -> None:
    for _ in range(20):
        charged = charge(ACCOUNT.of("A000500015"))
        assert charged.passed
        charged.refund()

    assert passes(ACCOUNT) == 5


def test_clock_that_ran_ahead_locks_nobody_out_and_frees_one_try_only(role: str) -> None:
    passes(ACCOUNT)
    clock_moves(role, -timedelta(days=300))

    assert passes(ACCOUNT) == 1
    assert passes(ACCOUNT) == 0
    assert near(charge(ACCOUNT.of("A000500015")).until, timedelta(hours=2.4))
    assert near(SpentBudget.objects.get().counted_since, timedelta(0))


def test_statement_that_began_before_another_one_gets_nothing_for_it(role: str) -> None:
    passes(ACCOUNT)
    clock_moves(role, -timedelta(minutes=5))  # as if this one had waited so long for the row

    assert passes(ACCOUNT) == 0


def test_clock_that_jumps_ahead_gives_the_burst_once(role: str) -> None:
    passes(ACCOUNT)
    clock_moves(role, timedelta(days=300))

    assert passes(ACCOUNT) == 5


def test_charging_is_one_statement() -> None:
    for _ in range(2):  # a new row, and one that is there
        with CaptureQueriesContext(connection) as queries:
            charge(ACCOUNT.of("A000500015"), SOURCE.of("192.0.2.1"))

        assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) == 1


def test_charging_inside_another_transaction_fails_loudly() -> None:
    for spend in (charge, require):
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            spend(ACCOUNT.of("A000500015"))
    charged = charge(ACCOUNT.of("A000500015"))
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        charged.refund()


def test_limit_holds_when_what_was_tried_is_rolled_back() -> None:
    passed = 0
    for _ in range(20):
        passed += len(charge(ACCOUNT.of("A000500015")).passed)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError

    assert passed == 5


def test_same_budget_twice_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="twice at once"):
        charge(ACCOUNT.of("A000500015"), ACCOUNT.of("A000500015"))


def test_table_holds_no_number_and_no_address() -> None:
    charge(ACCOUNT.of("A000500015"), SOURCE.of("192.0.2.1"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT row::text FROM ikk_portal_spentbudget AS row")
        kept = "".join(text for (text,) in cursor.fetchall())
    assert "test/account" in kept
    for secret in ("A000500015", "192.0.2.1"):
        assert secret not in kept
        assert secret.encode().hex() not in kept


def test_housekeeping_erases_what_is_full_again_and_nothing_else(role: str) -> None:
    charge(ACCOUNT.of("long ago"))
    clock_moves(role, timedelta(hours=3))
    charge(ACCOUNT.of("now"))

    housekeeping()

    assert [bytes(row.key) for row in SpentBudget.objects.all()] == [ACCOUNT.of("now").key]


def test_budget_in_constant_use_starts_anew_after_its_latest_end(role: str) -> None:
    passes(ACCOUNT)
    as_owner(role, "UPDATE ikk_portal_spentbudget SET counted_since = now() - interval '101 days'")

    housekeeping()

    assert not SpentBudget.objects.exists()


def test_row_with_anything_but_an_hmac_is_refused() -> None:
    with pytest.raises(IntegrityError, match="spentbudget_key_is_hmac"), transaction.atomic():
        SpentBudget.objects.create(key=b"A000500015", budget="x", tat=timezone.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"burst": 0, "per": timedelta(days=1)},
        {"burst": 5, "per": timedelta(0)},
        {"burst": 5, "per": timedelta(days=1), "refill": -1},
        {"burst": 101, "per": LONGEST, "refill": 100},
        {"name": "", "burst": 5, "per": timedelta(days=1)},
        {"name": "n" * 61, "burst": 5, "per": timedelta(days=1)},
    ],
)
def test_budget_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="The budget"):
        Budget(**{"name": "test", **wrong})


def test_charge_says_what_is_left_and_when_the_next_try_comes(role: str) -> None:
    bucket = ACCOUNT.of("A000500015")
    charges = [charge(bucket) for _ in range(6)]

    assert [charged.left[bucket] for charged in charges] == [4, 3, 2, 1, 0, 0]
    assert near(charges[0].next_at[bucket], timedelta(0))
    assert all(near(charged.next_at[bucket], timedelta(hours=2.4)) for charged in charges[4:])
    assert charges[5].refused == {bucket: charges[5].next_at[bucket]}


def test_spent_tries_are_counted_and_forgotten_with_time(role: str) -> None:
    bucket = ACCOUNT.of("A000500015")
    assert spent(bucket) == 0

    passes(ACCOUNT, tries=4)
    assert spent(bucket) == 4

    clock_moves(role, timedelta(hours=5))
    assert spent(bucket) == 2


def test_ledger_that_fails_has_charged_nothing() -> None:
    def charge_in_vain() -> None:
        with open_ledger() as ledger:
            assert ledger.charge(ACCOUNT.of("A000500015")).passed
            assert ledger.charge(SOURCE.of("203.0.113.7")).passed
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        charge_in_vain()

    assert not SpentBudget.objects.exists()


def test_ledger_gives_one_budget_back_completely_and_another_try_by_try() -> None:
    account, source = ACCOUNT.of("A000500015"), SOURCE.of("203.0.113.7")
    passes(ACCOUNT)
    charge(source)
    with open_ledger() as ledger:
        charged = ledger.charge(account, source)
        ledger.refund(charged, completely=[account])

    assert (spent(account), spent(source)) == (0, 1)
