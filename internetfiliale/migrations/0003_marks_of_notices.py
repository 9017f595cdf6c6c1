"""Members take the mark "read" back, or set it for all their notices at once.

As with those of migration 0001, the functions answer for an account that has an open session, and change the mark only.
"""

from django.db import migrations

_IS_SIGNED_IN = """EXISTS (
    SELECT FROM public.accounts_session
    WHERE user_id = p_account AND kind = 'member' AND expire_date > now() - interval '5 minutes'
)"""

FUNCTIONS = f"""
CREATE FUNCTION note_unread(p_account bigint, p_notice uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    UPDATE public.internetfiliale_notice AS notice SET read_on = NULL
        WHERE notice.id = p_notice AND notice.account_id = p_account AND {_IS_SIGNED_IN};
    RETURN FOUND;
END
$body$;
REVOKE ALL ON FUNCTION note_unread(bigint, uuid) FROM PUBLIC;

CREATE FUNCTION note_all_read(p_account bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    UPDATE public.internetfiliale_notice AS notice
        SET read_on = greatest(posted_on, (now() AT TIME ZONE 'Europe/Berlin')::date)
        WHERE notice.account_id = p_account AND read_on IS NULL AND {_IS_SIGNED_IN};
$body$;
REVOKE ALL ON FUNCTION note_all_read(bigint) FROM PUBLIC;
"""
NO_FUNCTIONS = """
DROP FUNCTION note_all_read(bigint);
DROP FUNCTION note_unread(bigint, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("internetfiliale", "0002_case_alarms")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
