"""Brochures and orders in the database of a running portal."""

import psycopg

from tests.live import Portal, database_url

_BROCHURE = """
INSERT INTO brochures_brochure (region_id, key, title, subtitle, summary, body, topic, language, is_large_print,
    edition_on, most_per_order, is_published, changed_at)
VALUES (NULL, %(key)s, %(title)s, '', 'Worum es geht.', '## Kapitel', 'leistungen', 'de', false,
    '2026-01-01', 3, true, now())
ON CONFLICT (region_id, key) DO UPDATE SET is_published = true RETURNING id
"""
_STOCK = """
INSERT INTO brochures_stock (region_id, brochure_id, copies, warn_below, is_offered)
SELECT id, %(brochure)s, %(copies)s, 0, true FROM regions_region
ON CONFLICT (region_id, brochure_id) DO UPDATE SET copies = excluded.copies
"""
_LEFT = """
SELECT copies FROM brochures_stock AS stock JOIN brochures_brochure AS brochure ON brochure.id = brochure_id
    JOIN regions_region AS region ON region.id = stock.region_id
WHERE brochure.key = %(key)s AND slug = %(slug)s
"""
_TAKEN_AWAY = """
WITH address AS (DELETE FROM brochures_orderaddress WHERE family_name = %(name)s RETURNING order_id, postcode, town),
    line AS (DELETE FROM brochures_orderline WHERE order_id IN (SELECT order_id FROM address)
        RETURNING order_id, brochure_id, copies)
SELECT number, slug, address.postcode, address.town, array_agg(key || ' ' || copies ORDER BY key)
FROM address JOIN brochures_order AS placed ON id = address.order_id JOIN regions_region AS region
    ON region.id = placed.region_id JOIN line ON line.order_id = placed.id
    JOIN brochures_brochure AS brochure ON brochure.id = brochure_id
GROUP BY 1, 2, 3, 4
"""


def put(portal: Portal, key: str, title: str, copies: int) -> None:
    """Give every IKK so many copies of a brochure."""
    with _owner(portal) as connection:
        row = connection.execute(_BROCHURE, {"key": key, "title": title}).fetchone()
        assert row
        connection.execute(_STOCK, {"brochure": row[0], "copies": copies})


def left(portal: Portal, key: str, slug: str) -> int:
    """Return how many copies an IKK has left."""
    with _owner(portal) as connection:
        row = connection.execute(_LEFT, {"key": key, "slug": slug}).fetchone()
        assert row
        return int(row[0])


def take_orders(portal: Portal, family_name: str) -> list[tuple[str, str, str, str, list[str]]]:
    """Return number, IKK, postcode, town and copies of each order of somebody, and take what is personal away."""
    with _owner(portal) as connection:
        return connection.execute(_TAKEN_AWAY, {"name": family_name}).fetchall()


def _owner(portal: Portal) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(database_url("ikk_owner", portal.database), autocommit=True)
