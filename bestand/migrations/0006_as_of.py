"""Of which day the register is: papers made from it say so."""

from django.db import migrations

_CREATE = """
CREATE FUNCTION public.as_of() RETURNS TABLE (day date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'Europe/Berlin' AS $body$
    SELECT max(finished_at)::date FROM public.bestand_import
$body$
"""


class Migration(migrations.Migration):
    dependencies = [("bestand", "0005_membership")]

    operations = [migrations.RunSQL(_CREATE, "DROP FUNCTION public.as_of()")]
