"""Letters that go to somebody else say whose they are: one more column in the answer of ``delivery_address``.

It is empty unless the entry names another recipient, so printing learns no name that it does not print.
"""

from django.db import migrations

_POSTAL = "addition text, street text, postcode text, town text, country text"
_DELIVERY = "delivery_name, '', delivery_addition, delivery_street, delivery_postcode, delivery_town, delivery_country"
_SETTINGS = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'Europe/Berlin'"


def _create(result: str, body: str) -> str:
    return (
        f"CREATE FUNCTION public.delivery_address(p_number text) RETURNS {result} {_SETTINGS} AS $body$ {body} $body$"
    )


_BEFORE = _create(
    f"TABLE (name text, name_addition text, {_POSTAL})",
    f"""SELECT concat_ws(' ', nullif(title, ''), given_name, family_name), '',
    addition, street, postcode, town, country
    FROM public.bestand_insuredperson WHERE number = p_number AND delivery_name = ''
    UNION ALL
    SELECT {_DELIVERY} FROM public.bestand_insuredperson WHERE number = p_number AND delivery_name <> ''
    UNION ALL
    SELECT company, company_addition, addition, street, postcode, town, country
    FROM public.bestand_employer WHERE number = p_number AND delivery_name = ''
    UNION ALL
    SELECT {_DELIVERY} FROM public.bestand_employer WHERE number = p_number AND delivery_name <> ''""",
)
# Somebody may have letters sent to themselves at another place: then nobody else is named.
_NOW = _create(
    f"TABLE (name text, name_addition text, {_POSTAL}, on_behalf_of text)",
    f"""SELECT concat_ws(' ', nullif(title, ''), given_name, family_name), '',
    addition, street, postcode, town, country, ''
    FROM public.bestand_insuredperson WHERE number = p_number AND delivery_name = ''
    UNION ALL
    SELECT {_DELIVERY}, CASE
        WHEN lower(delivery_name) IN (
            lower(concat_ws(' ', given_name, family_name)),
            lower(concat_ws(' ', title, given_name, family_name))
        ) THEN '' ELSE concat_ws(' ', nullif(title, ''), given_name, family_name) END
    FROM public.bestand_insuredperson WHERE number = p_number AND delivery_name <> ''
    UNION ALL
    SELECT company, company_addition, addition, street, postcode, town, country, ''
    FROM public.bestand_employer WHERE number = p_number AND delivery_name = ''
    UNION ALL
    SELECT {_DELIVERY}, CASE WHEN lower(delivery_name) = lower(company) THEN '' ELSE company END
    FROM public.bestand_employer WHERE number = p_number AND delivery_name <> ''""",
)
_DROP = "DROP FUNCTION public.delivery_address(text)"


class Migration(migrations.Migration):
    dependencies = [("bestand", "0003_import_by_whom")]

    operations = [migrations.RunSQL([_DROP, _NOW], [_DROP, _BEFORE])]
