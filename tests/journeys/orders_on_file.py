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
_TABLES = ("orderaddress", "orderline", "order", "copycount", "stockmovement", "stock")


def put_orders(portal: Portal, count: int) -> None:
    """Let ``count`` people order two brochures from the Muster-IKK Rheinland; one of the two runs low."""
    forget_all_orders(portal)
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        keys = []
        for key, title, copies in (
            ("journey-zahn", "Gesunde Zähne ein Leben lang", 400),
            ("journey-pflege", "Pflege zu Hause: Leistungen, Anträge und Entlastung für Angehörige", 30),
        ):
            row = connection.execute(_BROCHURE, [key, title]).fetchone()
            assert row is not None
            keys.append(row[0])
            connection.execute(_STOCK, [row[0], copies])
        connection.execute(_ORDERS, {"count": count, "brochures": keys})


def forget_all_orders(portal: Portal) -> None:
    """Take away every order, count and stock, and the brochures of the journeys."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        for table in _TABLES:
            connection.execute(f"DELETE FROM brochures_{table}")
        connection.execute("DELETE FROM brochures_brochure WHERE key LIKE 'journey-%'")


def copies_counted(portal: Portal) -> int:
    """Return how many copies have been counted as dispatched."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        row = connection.execute("SELECT coalesce(sum(dispatched), 0) FROM brochures_copycount").fetchone()
    assert row is not None
    return int(row[0])
