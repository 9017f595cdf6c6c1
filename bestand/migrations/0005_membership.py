"""Whether members still are members: the question by which the portal closes accounts.

It answers for complete numbers, many at a time, and with no name or address. An employer's membership lasts as long as
one of the company's accounts with any IKK.
"""

from django.db import migrations

_CREATE = """
CREATE FUNCTION public.membership(p_numbers text[]) RETURNS TABLE (number text, ends_on date, is_deceased boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'Europe/Berlin' AS $body$
    SELECT number, insured_until, is_deceased
    FROM public.bestand_insuredperson WHERE number = ANY (p_numbers)
    UNION ALL
    SELECT main_number, CASE WHEN bool_and(until IS NOT NULL) THEN max(until) END, false
    FROM public.bestand_employeraccount WHERE main_number = ANY (p_numbers) GROUP BY main_number
$body$
"""


class Migration(migrations.Migration):
    dependencies = [("bestand", "0004_recipient_of_letters")]

    operations = [migrations.RunSQL(_CREATE, "DROP FUNCTION public.membership(text[])")]
