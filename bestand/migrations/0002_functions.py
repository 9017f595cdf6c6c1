"""The register's only doors: functions that answer for one complete number.

They run as the owner with a fixed search path. Their bodies are text and their results are listed columns, not
the tables' row types: so they follow when an import puts new tables in the place of the old ones. A day begins
when it does in Germany, whatever the session's time zone is.
"""

from django.db import migrations

_POSTAL = "addition text, street text, postcode text, town text, country text"
_SAME_POSTCODE = (
    "upper(regexp_replace(postcode, '[^0-9A-Za-z]', '', 'g'))"
    " = upper(regexp_replace(p_postcode, '[^0-9A-Za-z]', '', 'g'))"
)

FUNCTIONS = {
    "insured_person(p_number text)": (
        f"""TABLE (number text, institutionskennzeichen text, title text, given_name text, family_name text,
        birth_year integer, birth_month integer, birth_day integer, {_POSTAL},
        insured_since date, insured_until date, insured_as text, is_protected boolean, is_deceased boolean)""",
        """SELECT number, institutionskennzeichen, title, given_name, family_name,
        birth_year, birth_month, birth_day, addition, street, postcode, town, country,
        insured_since, insured_until, insured_as, is_protected, is_deceased
        FROM public.bestand_insuredperson WHERE number = p_number""",
    ),
    "employer(p_number text)": (
        f"TABLE (number text, main_number text, company text, company_addition text, {_POSTAL})",
        """SELECT number, main_number, company, company_addition, addition, street, postcode, town, country
        FROM public.bestand_employer WHERE number = p_number""",
    ),
    "employer_accounts(p_main_number text)": (
        "TABLE (institutionskennzeichen text)",
        """SELECT institutionskennzeichen FROM public.bestand_employeraccount
        WHERE main_number = p_main_number AND (until IS NULL OR until >= current_date)
        ORDER BY since, institutionskennzeichen""",
    ),
    "match_insured(p_number text, p_year integer, p_month integer, p_day integer, p_postcode text)": (
        "TABLE (number text, institutionskennzeichen text, address_since date, is_protected boolean)",
        """SELECT number, institutionskennzeichen, address_since, is_protected
        FROM public.bestand_insuredperson
        WHERE number = p_number AND birth_year = p_year
        AND birth_month IN (0, p_month) AND birth_day IN (0, p_day)
        AND NOT is_deceased AND (insured_until IS NULL OR insured_until >= current_date)
        AND """
        + _SAME_POSTCODE,
    ),
    "match_employer(p_number text, p_postcode text)": (
        "TABLE (number text, institutionskennzeichen text[], address_since date)",
        """SELECT main_number, accounts.all_of_them, address_since
        FROM public.bestand_employer
        CROSS JOIN LATERAL (
            SELECT array_agg(institutionskennzeichen::text ORDER BY since, institutionskennzeichen) AS all_of_them
            FROM public.bestand_employeraccount AS account
            WHERE account.main_number = bestand_employer.main_number
            AND (until IS NULL OR until >= current_date)
        ) AS accounts
        WHERE number = p_number AND accounts.all_of_them IS NOT NULL
        AND """
        + _SAME_POSTCODE,
    ),
    "delivery_address(p_number text)": (
        f"TABLE (name text, name_addition text, {_POSTAL})",
        """SELECT concat_ws(' ', nullif(title, ''), given_name, family_name), '',
        addition, street, postcode, town, country
        FROM public.bestand_insuredperson WHERE number = p_number AND delivery_name = ''
        UNION ALL
        SELECT delivery_name, '', delivery_addition, delivery_street, delivery_postcode, delivery_town,
        delivery_country
        FROM public.bestand_insuredperson WHERE number = p_number AND delivery_name <> ''
        UNION ALL
        SELECT company, company_addition, addition, street, postcode, town, country
        FROM public.bestand_employer WHERE number = p_number AND delivery_name = ''
        UNION ALL
        SELECT delivery_name, '', delivery_addition, delivery_street, delivery_postcode, delivery_town,
        delivery_country
        FROM public.bestand_employer WHERE number = p_number AND delivery_name <> ''""",
    ),
}


def _create(signature: str, result: str, body: str) -> migrations.RunSQL:
    name = signature.partition("(")[0]
    return migrations.RunSQL(
        f"CREATE FUNCTION public.{signature} RETURNS {result} LANGUAGE sql STABLE SECURITY DEFINER "
        f"SET search_path = pg_catalog, pg_temp SET timezone = 'Europe/Berlin' AS $body$ {body} $body$",
        f"DROP FUNCTION public.{name}",
    )


class Migration(migrations.Migration):
    dependencies = [("bestand", "0001_initial")]

    operations = [_create(signature, *parts) for signature, parts in FUNCTIONS.items()]
