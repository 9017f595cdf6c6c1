"""The trail of staff access may be written and read; nobody changes it, and nothing younger than three years goes."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION privacy_staffaccess_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '1095 days' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'privacy_staffaccess is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION privacy_staffaccess_append_only() FROM PUBLIC;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON privacy_staffaccess
    FOR EACH ROW EXECUTE FUNCTION privacy_staffaccess_append_only();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON privacy_staffaccess
    FOR EACH STATEMENT EXECUTE FUNCTION privacy_staffaccess_append_only();
"""
BACKWARD = """
DROP TRIGGER append_only_truncate ON privacy_staffaccess;
DROP TRIGGER append_only ON privacy_staffaccess;
DROP FUNCTION privacy_staffaccess_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
