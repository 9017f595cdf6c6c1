"""The single row of the content version, and the trigger function that raises it."""

from django.db import migrations

FORWARD = """
INSERT INTO ikk_portal_contentversion (id, version) VALUES (1, 1);
CREATE FUNCTION ikk_portal_content_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.ikk_portal_contentversion SET version = version + 1;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION ikk_portal_content_changed() FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION ikk_portal_content_changed();
DELETE FROM ikk_portal_contentversion;
"""


class Migration(migrations.Migration):
    dependencies = [("ikk_portal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
