"""What the public surface may do at the shelf: take for an order of its own by a function, and read nobody's order."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from accounts.models import User
from brochures.models import CopyCount, Order, OrderLine
from brochures.order_numbers import order_number
from regions.models import Region
from tests.brochures.brochures import brochure, left, shelf
from tests.brochures.sending import counts, ordered
from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.live import database_url

DAY = date(2026, 11, 20)
TAKE = "SELECT take_copies(%s, %s, %s)"


def as_role(role: str, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return what ``statement`` answers under ``role``."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
        cursor.execute("RESET ROLE")
    return rows


def new_order(**fields: object) -> UUID:
    """Write an order without a line, as the public surface does; return its key."""
    key = uuid4()
    region = Region.objects.get(slug="rheinland")
    Order.objects.create(**{"id": key, "number": order_number(key), "region": region, "ordered_on": DAY, **fields})
    return key


@pytest.mark.django_db
def test_function_writes_the_lines_takes_their_copies_and_counts_them_on_the_day_of_the_order(pauli: User) -> None:
    first, second = shelf(brochure(), 3), shelf(brochure("b"), 9)
    key = new_order()

    as_role("ikk_public", TAKE, (key, [second.brochure_id, first.brochure_id], [2, 3]))

    assert set(OrderLine.objects.values_list("order", "brochure__key", "copies")) == {(key, "probe", 3), (key, "b", 2)}
    assert (left(brochure()), left(brochure("b"))) == (0, 7)
    assert (counts(), set(CopyCount.objects.values_list("day", flat=True))) == ([("b", 2, 0), ("probe", 3, 0)], {DAY})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "refusal", "named"),
    [
        ({"probe": 4}, IntegrityError, "fewer copies than ordered"),
        ({"b": 1, "probe": 4}, IntegrityError, "fewer copies than ordered"),
        ({"b": 1, "not-offered": 1}, IntegrityError, "fewer copies than ordered"),
        ({"b": 1, "without-shelf": 1}, IntegrityError, "fewer copies than ordered"),
        ({"b": 21}, IntegrityError, "orderline_copies_in_bounds"),
        ({"b": 0}, IntegrityError, "orderline_copies_in_bounds"),
        ({"b": -1}, IntegrityError, "orderline_copies_check"),
        ({"b": 40_000}, DataError, "smallint"),
        ({"b": None}, IntegrityError, "not-null"),
    ],
)
def test_function_gives_all_or_nothing(
    pauli: User, wanted: dict[str, int], refusal: type[Exception], named: str
) -> None:
    shelf(brochure(), 3)
    shelf(brochure("b"), 90)
    shelf(brochure("not-offered"), 9, is_offered=False)
    keys = [brochure(key).pk for key in wanted]

    with pytest.raises(refusal, match=named), transaction.atomic():
        as_role("ikk_public", TAKE, (new_order(), keys, list(wanted.values())))

    assert (left(brochure()), left(brochure("b")), left(brochure("not-offered"))) == (3, 90, 9)
    assert (counts(), OrderLine.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_function_takes_each_line_once(pauli: User) -> None:
    stock = shelf(brochure(), 9)
    taken = (new_order(), [stock.brochure_id], [2])
    as_role("ikk_public", TAKE, taken)

    with pytest.raises(IntegrityError, match="brochures_orderline_pkey"), transaction.atomic():
        as_role("ikk_public", TAKE, taken)

    assert (left(brochure()), counts()) == (7, [("probe", 2, 0)])


@pytest.mark.django_db
@pytest.mark.parametrize("state", [None, "dispatched", "returned"])
def test_function_takes_nothing_without_an_open_order(pauli: User, state: str | None) -> None:
    stock = shelf(brochure(), 9)
    key = new_order(state=state, dispatched_on=DAY + timedelta(days=1)) if state else uuid4()

    with pytest.raises(ProgrammingError, match="returned no rows"), transaction.atomic():
        as_role("ikk_public", TAKE, (key, [stock.brochure_id], [1]))

    assert (left(brochure()), counts(), OrderLine.objects.count()) == (9, [], 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "statement"),
    [
        *(("ikk_public", f"SELECT * FROM brochures_{name}") for name in ("order", "orderline", "orderaddress")),
        ("ikk_public", "SELECT * FROM brochures_copycount"),
        ("ikk_public", "SELECT * FROM brochures_stockmovement"),
        ("ikk_public", "UPDATE brochures_stock SET copies = 9"),
        ("ikk_public", "DELETE FROM brochures_order"),
        ("ikk_public", "INSERT INTO brochures_orderline SELECT * FROM brochures_orderline"),
        (
            "ikk_public",
            "INSERT INTO brochures_orderline (order_id, brochure_id, copies) VALUES (gen_random_uuid(), 1, 1)",
        ),
        ("ikk_staff", "UPDATE brochures_orderaddress SET street = 'x'"),
        ("ikk_staff", "INSERT INTO brochures_orderaddress SELECT * FROM brochures_orderaddress"),
        ("ikk_staff", "UPDATE brochures_orderline SET copies = 1"),
        ("ikk_staff", "UPDATE brochures_order SET number = number"),
        ("ikk_staff", "DELETE FROM brochures_copycount"),
        ("ikk_staff", "UPDATE brochures_stockmovement SET copies = 1"),
        ("ikk_jobs", "UPDATE brochures_stock SET copies = 9"),
    ],
)
def test_role_may_not(pauli: User, role: str, statement: str) -> None:
    ordered()

    with pytest.raises(ProgrammingError, match="permission denied"):
        as_role(role, statement)


@pytest.fixture
def shelf_of_ten(django_db_setup: None) -> tuple[str, int, list[int]]:
    """A database of its own with ten copies each of two brochures; its name, the region and the brochures."""
    database = f"{TEMPLATE}_shelf_{WORKER}"
    make_database(database)
    with psycopg.connect(database_url("ikk_owner", database), autocommit=True) as owner:
        rows = owner.execute(
            """
            WITH new AS (
                INSERT INTO brochures_brochure (key, title, subtitle, summary, body, topic, language, is_large_print,
                    edition_on, most_per_order, is_published, changed_at)
                SELECT key, 'x', '', 'x', 'x', 'pflege', 'de', false, now(), 3, true, now()
                FROM unnest(ARRAY['parallel', 'zugleich']) AS key RETURNING id)
            INSERT INTO brochures_stock (region_id, brochure_id, copies, warn_below, is_offered)
            SELECT r.id, new.id, 10, 50, true FROM regions_region r, new WHERE slug = 'rheinland'
            RETURNING region_id, brochure_id
            """
        ).fetchall()
    return database, rows[0][0], sorted(of for _, of in rows)


def order_for(visitor: psycopg.Connection, region: int, key: UUID) -> UUID:
    """Write an order as the public surface does."""
    visitor.execute(
        "INSERT INTO brochures_order (id, number, region_id, state, ordered_on) VALUES (%s, %s, %s, 'open', now())",
        (key, order_number(key), region),
    )
    return key


def test_two_connections_at_once_take_each_copy_once(shelf_of_ten: tuple[str, int, list[int]]) -> None:
    database, region, (of, _) = shelf_of_ten

    def take(_: int) -> int:
        taken = 0
        with psycopg.connect(database_url("ikk_public", database), autocommit=True) as visitor:
            for _ in range(8):
                with suppress(psycopg.errors.CheckViolation), visitor.transaction():
                    visitor.execute(TAKE, (order_for(visitor, region, uuid4()), [of], [1]))
                    taken += 1
        return taken

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(take, range(2)))

    with psycopg.connect(database_url("ikk_owner", database)) as owner:
        copies = owner.execute("SELECT copies FROM brochures_stock WHERE brochure_id = %s", (of,)).fetchone()
        count = owner.execute("SELECT ordered FROM brochures_copycount WHERE brochure_id = %s", (of,)).fetchone()
        lines = owner.execute("SELECT count(*) FROM brochures_orderline WHERE brochure_id = %s", (of,)).fetchone()
    assert (sum(taken), copies, count, lines) == (10, (0,), (10,), (10,))


def test_one_order_on_two_connections_takes_its_line_once(shelf_of_ten: tuple[str, int, list[int]]) -> None:
    database, region, (of, _) = shelf_of_ten
    url = database_url("ikk_public", database)
    with psycopg.connect(url) as visitor:
        key = order_for(visitor, region, uuid4())

    def take(_: int) -> bool:
        with suppress(psycopg.errors.UniqueViolation), psycopg.connect(url) as other:
            other.execute(TAKE, (key, [of], [2]))
            return True
        return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, range(2))) == [False, True]
    with psycopg.connect(database_url("ikk_owner", database)) as owner:
        assert owner.execute("SELECT copies FROM brochures_stock WHERE brochure_id = %s", (of,)).fetchone() == (8,)


def test_orders_of_few_copies_do_not_wait_for_each_other_in_a_circle(shelf_of_ten: tuple[str, int, list[int]]) -> None:
    """Both move the number of the page cache. If that happened at once, the first would wait for the second brochure,
    and whoever has that for the number.
    """
    database, region, (first, second) = shelf_of_ten
    url = database_url("ikk_public", database)

    def take_second() -> None:
        with psycopg.connect(url) as other:
            other.execute(TAKE, (order_for(other, region, uuid4()), [second], [1]))

    with psycopg.connect(url) as one, ThreadPoolExecutor(1) as pool:
        one.execute(TAKE, (order_for(one, region, uuid4()), [first], [1]))
        other = pool.submit(take_second)
        wait([other], timeout=1)  # done long since, or waiting for ``one``
        one.execute(TAKE, (order_for(one, region, uuid4()), [second], [1]))
        one.commit()
        other.result()

    with psycopg.connect(database_url("ikk_owner", database)) as owner:
        rows = owner.execute("SELECT copies FROM brochures_stock WHERE brochure_id = ANY(%s)", ([first, second],))
        assert sorted(rows) == [(8,), (9,)]
