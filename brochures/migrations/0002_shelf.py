"""Taking copies from the shelf by order, and emptying the page cache when what the catalogue shows changes.

``ikk_public`` has no right to change a stock or to write a line of an order: it calls a function that writes the lines
of an open order, takes their copies and counts them on the day of the order, all or nothing. So each line has taken its
copies, once. All lines come before the first shelf: their deferred checks come before the number of the page cache. The
catalogue says how many copies are left only when they are few, so most orders leave the page cache alone. Where they
do move its number, that is the last thing they do: two orders that locked copies and number in turns would wait for
each other in a circle.
"""

from django.db import migrations

from ikk_portal.platform.kept import watch

FEW = 20  # copies; as `brochures/shelf.py` says

TAKE_COPIES = """
CREATE FUNCTION take_copies(p_order uuid, p_brochures bigint[], p_copies integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    its record;
    line record;
BEGIN
    SELECT region_id, ordered_on INTO STRICT its FROM public.brochures_order
        WHERE id = p_order AND state = 'open' FOR SHARE;
    INSERT INTO public.brochures_orderline (order_id, brochure_id, copies)
        SELECT p_order, wanted.brochure, wanted.copies FROM unnest(p_brochures, p_copies) AS wanted(brochure, copies);
    FOR line IN
        SELECT wanted.brochure, wanted.copies FROM unnest(p_brochures, p_copies) AS wanted(brochure, copies)
        ORDER BY wanted.brochure
    LOOP
        UPDATE public.brochures_stock SET copies = copies - line.copies
            WHERE region_id = its.region_id AND brochure_id = line.brochure AND is_offered AND copies >= line.copies;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'fewer copies than ordered' USING ERRCODE = 'check_violation', CONSTRAINT = 'out_of_stock';
        END IF;
        INSERT INTO public.brochures_copycount AS row (day, region_id, brochure_id, ordered)
            VALUES (its.ordered_on, its.region_id, line.brochure, line.copies)
            ON CONFLICT (day, region_id, brochure_id) DO UPDATE SET ordered = row.ordered + line.copies;
    END LOOP;
END
$body$;
REVOKE ALL ON FUNCTION take_copies(uuid, bigint[], integer[]) FROM PUBLIC;
"""

WATCH_STOCK = f"""
CREATE CONSTRAINT TRIGGER content_changed AFTER UPDATE ON brochures_stock DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.is_offered <> NEW.is_offered
        OR least(OLD.copies, {FEW}) <> least(NEW.copies, {FEW}))
    EXECUTE FUNCTION ikk_portal_content_changed();
CREATE CONSTRAINT TRIGGER content_changed_rows AFTER INSERT OR DELETE ON brochures_stock
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ikk_portal_content_changed();
CREATE TRIGGER content_changed_all AFTER TRUNCATE ON brochures_stock
    FOR EACH STATEMENT EXECUTE FUNCTION ikk_portal_content_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("brochures", "0001_initial"), ("ikk_portal", "0002_content_version")]
    operations = [
        migrations.RunSQL(TAKE_COPIES, "DROP FUNCTION take_copies(uuid, bigint[], integer[])"),
        watch("brochures_brochure"),
        watch("brochures_brochurepaper"),
        migrations.RunSQL(
            WATCH_STOCK,
            """
            DROP TRIGGER content_changed ON brochures_stock;
            DROP TRIGGER content_changed_rows ON brochures_stock;
            DROP TRIGGER content_changed_all ON brochures_stock;
            """,
        ),
    ]
