"""The trail lets an entry go when housekeeping takes it for three years old.

Housekeeping counts days by the clock on the wall: where only one of the two days is in summer, an entry is due an hour
before it is so many times 24 hours old. And the clocks of two machines differ a little.
"""

from django.db import migrations

APPEND_ONLY = """
CREATE OR REPLACE FUNCTION privacy_staffaccess_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{age}' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'privacy_staffaccess is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_append_only")]
    operations = [
        migrations.RunSQL(APPEND_ONLY.format(age="1094 days 22 hours"), APPEND_ONLY.format(age="1095 days")),
    ]
