"""Taking copies from the shelf by order, and emptying the page cache when what the catalogue shows changes.

``ikk_public`` has no right to change a stock: it calls a function that gives no more than is there, and counts. The
catalogue says how many copies are left only when they are few, so most orders leave the page cache alone.
"""

from django.db import migrations

from ikk_portal.platform.kept import watch

SHOWN_WHEN_FEW = 20  # copies; as `brochures/shelf.py` says

TAKE_COPIES = """
CREATE FUNCTION take_copies(p_region bigint, p_brochure bigint, p_copies integer, p_day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    IF p_copies < 1 THEN
        RETURN false;
    END IF;
    UPDATE public.brochures_stock SET copies = copies - p_copies
        WHERE region_id = p_region AND brochure_id = p_brochure AND is_offered AND copies >= p_copies;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO public.brochures_copycount AS row (day, region_id, brochure_id, ordered)
        VALUES (p_day, p_region, p_brochure, p_copies)
        ON CONFLICT (day, region_id, brochure_id) DO UPDATE SET ordered = row.ordered + p_copies;
    RETURN true;
END
$body$;
REVOKE ALL ON FUNCTION take_copies(bigint, bigint, integer, date) FROM PUBLIC;
"""

WATCH_STOCK = f"""
CREATE TRIGGER content_changed AFTER UPDATE ON brochures_stock FOR EACH ROW
    WHEN (OLD.is_offered <> NEW.is_offered
        OR least(OLD.copies, {SHOWN_WHEN_FEW}) <> least(NEW.copies, {SHOWN_WHEN_FEW}))
    EXECUTE FUNCTION ikk_portal_content_changed();
CREATE TRIGGER content_changed_rows AFTER INSERT OR DELETE OR TRUNCATE ON brochures_stock
    FOR EACH STATEMENT EXECUTE FUNCTION ikk_portal_content_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("brochures", "0001_initial"), ("ikk_portal", "0002_content_version")]
    operations = [
        migrations.RunSQL(TAKE_COPIES, "DROP FUNCTION take_copies(bigint, bigint, integer, date)"),
        watch("brochures_brochure"),
        watch("brochures_brochurepaper"),
        migrations.RunSQL(
            WATCH_STOCK,
            "DROP TRIGGER content_changed ON brochures_stock; DROP TRIGGER content_changed_rows ON brochures_stock",
        ),
    ]
