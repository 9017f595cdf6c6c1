"""Orders of brochures for the journeys, written past the form that leads there."""

import psycopg

from tests.live import Portal, database_url

_BROCHURE = """
INSERT INTO brochures_brochure (key, title, subtitle, summary, body, topic, language, is_large_print, edition_on,
    most_per_order, is_published, changed_at)
VALUES (%s, %s, '', 'x', 'x', 'vorsorge', 'de', false, '2026-01-01', 3, true, now())
ON CONFLICT (region_id, key) DO UPDATE SET title = excluded.title RETURNING id
"""
_STOCK = """
INSERT INTO brochures_stock (region_id, brochure_id, copies, warn_below, is_offered)
SELECT id, %s, %s, 50, true FROM regions_region WHERE slug = 'rheinland'
"""
_ORDERS = """
WITH new AS (
    INSERT INTO brochures_order (id, number, region_id, state, ordered_on)
    SELECT gen_random_uuid(), 'B-0000-' || lpad(n::text, 4, '0'), r.id, 'open', current_date - (%(count)s - n) / 8
    FROM regions_region r, generate_series(1, %(count)s) n WHERE slug = 'rheinland' RETURNING id, number),
lines AS (
    INSERT INTO brochures_orderline (order_id, brochure_id, copies)
    SELECT new.id, b, 2 FROM new, unnest(%(brochures)s::bigint[]) b)
INSERT INTO brochures_orderaddress (order_id, given_name, family_name, addition, street, postcode, town)
SELECT id, 'Anna', 'Ahrens ' || right(number, 4), '', 'Hauptstraße 12', '50667', 'Köln' FROM new
"""
_TABLES = ("stock", "stockmovement", "copycount", "order", "orderline", "orderaddress")


def put_orders(portal: Portal, count: int) -> None:
    """Let ``count`` people order two brochures from the Muster-IKK Rheinland; one of the two runs low.

    What the demo has is set aside until ``forget_orders``.
    """
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        for table in _TABLES:
            connection.execute(f"CREATE TABLE aside_{table} AS TABLE brochures_{table}")
        _empty(connection)
        keys = []
        for key, title, copies in (
            ("journey-zahn", "Gesunde Zähne ein Leben lang", 400),
            ("journey-pflege", "Pflege daheim: Leistungen, Anträge und Entlastung für Angehörige", 30),
        ):
            row = connection.execute(_BROCHURE, [key, title]).fetchone()
            assert row is not None
            keys.append(row[0])
            connection.execute(_STOCK, [row[0], copies])
        connection.execute(_ORDERS, {"count": count, "brochures": keys})


def forget_orders(portal: Portal) -> None:
    """Take away what the journeys have made, and bring back what the demo has."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        _empty(connection)
        connection.execute("DELETE FROM brochures_brochure WHERE key LIKE 'journey-%'")
        for table in _TABLES:
            connection.execute(f"INSERT INTO brochures_{table} TABLE aside_{table}")
            connection.execute(f"DROP TABLE aside_{table}")


def _empty(connection: psycopg.Connection) -> None:
    for table in reversed(_TABLES):
        connection.execute(f"DELETE FROM brochures_{table}")
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a key waits to be checked


def copies_counted(portal: Portal) -> int:
    """Return how many copies have been counted as dispatched."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        row = connection.execute("SELECT coalesce(sum(dispatched), 0) FROM brochures_copycount").fetchone()
    assert row is not None
    return int(row[0])
