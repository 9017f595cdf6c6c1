"""Numbers of cases that should wake somebody up, for the health page, whose roles see no case."""

from django.db import migrations

CASE_ALARMS = """
CREATE FUNCTION case_alarms(p_waiting_since date, p_unanswered_since date)
RETURNS TABLE (waiting bigint, erased bigint, unanswered bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT
        (SELECT count(*) FROM public.internetfiliale_casepayload WHERE submitted_on < p_waiting_since),
        (SELECT count(*) FROM public.internetfiliale_case AS its WHERE its.state = 'received'
            AND NOT EXISTS (SELECT FROM public.internetfiliale_casepayload AS payload WHERE payload.case_id = its.id)),
        (SELECT count(*) FROM public.internetfiliale_case
            WHERE state = 'handed_over' AND state_on < p_unanswered_since)
$body$;
REVOKE ALL ON FUNCTION case_alarms(date, date) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("internetfiliale", "0001_initial")]

    operations = [migrations.RunSQL(CASE_ALARMS, "DROP FUNCTION case_alarms(date, date)")]
