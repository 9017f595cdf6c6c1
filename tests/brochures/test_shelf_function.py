"""What the public surface may do at the shelf: take what is there by a function, and read nobody's order."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from accounts.models import User
from tests.brochures.brochures import brochure, left, shelf
from tests.brochures.sending import counts, ordered
from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.live import database_url

DAY = date(2026, 11, 26)
TAKE = "SELECT take_copies(%s, %s, %s, %s)"


def as_role(role: str, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return what ``statement`` answers under ``role``."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement, values)
        rows = cursor.fetchall() if cursor.description else []
        cursor.execute("RESET ROLE")
    return rows


@pytest.mark.django_db
@pytest.mark.parametrize(("copies", "given"), [(1, True), (3, True), (4, False), (0, False), (-1, False)])
def test_function_gives_no_more_than_is_there(pauli: User, copies: int, given: bool) -> None:
    stock = shelf(brochure(), 3)

    assert as_role("ikk_public", TAKE, (stock.region_id, stock.brochure_id, copies, DAY)) == [(given,)]

    assert left(brochure()) == (3 - copies if given else 3)
    assert counts() == ([("probe", copies, 0)] if given else [])


@pytest.mark.django_db
def test_function_gives_nothing_of_what_is_not_offered_or_has_no_stock(pauli: User) -> None:
    stock = shelf(brochure(), 3, is_offered=False)

    for region, of in ((stock.region_id, stock.brochure_id), (stock.region_id, brochure("b").pk)):
        assert as_role("ikk_public", TAKE, (region, of, 1, DAY)) == [(False,)]
    assert (left(brochure()), counts()) == (3, [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "statement"),
    [
        *(("ikk_public", f"SELECT * FROM brochures_{name}") for name in ("order", "orderline", "orderaddress")),
        ("ikk_public", "SELECT * FROM brochures_copycount"),
        ("ikk_public", "SELECT * FROM brochures_stockmovement"),
        ("ikk_public", "UPDATE brochures_stock SET copies = 9"),
        ("ikk_public", "DELETE FROM brochures_order"),
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


def test_two_connections_at_once_take_each_copy_once(shelf_of_ten: tuple[str, int, list[int]]) -> None:
    database, region, (of, _) = shelf_of_ten

    def take(_: int) -> int:
        with psycopg.connect(database_url("ikk_public", database), autocommit=True) as visitor:
            return sum(bool(visitor.execute(TAKE, (region, of, 1, DAY)).fetchone()[0]) for _ in range(8))

    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(take, range(2)))

    with psycopg.connect(database_url("ikk_owner", database)) as owner:
        copies = owner.execute("SELECT copies FROM brochures_stock WHERE brochure_id = %s", (of,)).fetchone()
        count = owner.execute("SELECT ordered FROM brochures_copycount WHERE brochure_id = %s", (of,)).fetchone()
    assert (sum(taken), copies, count) == (10, (0,), (10,))


def test_orders_of_few_copies_do_not_wait_for_each_other_in_a_circle(shelf_of_ten: tuple[str, int, list[int]]) -> None:
    """Both move the number of the page cache. If that happened at once, the first would wait for the second brochure,
    and whoever has that for the number.
    """
    database, region, (first, second) = shelf_of_ten
    url = database_url("ikk_public", database)

    def take_second() -> None:
        with psycopg.connect(url) as other:
            other.execute(TAKE, (region, second, 1, DAY))

    with psycopg.connect(url) as one, ThreadPoolExecutor(1) as pool:
        one.execute(TAKE, (region, first, 1, DAY))
        other = pool.submit(take_second)
        wait([other], timeout=1)  # done long since, or waiting for ``one``
        one.execute(TAKE, (region, second, 1, DAY))
        one.commit()
        other.result()

    with psycopg.connect(database_url("ikk_owner", database)) as owner:
        rows = owner.execute("SELECT copies FROM brochures_stock WHERE brochure_id = ANY(%s)", ([first, second],))
        assert sorted(rows) == [(8,), (9,)]
