"""What signing in needs of the database: counts of wrong tries, hashes of one number, the use of a letter.

``ikk_public`` has no right on hashes and letters. It calls functions that belong to the owner (SECURITY DEFINER, fixed
search path) and concern one complete number each. Their clock is the database's: nobody's tale of the time makes an
expired letter valid. Everybody locks letters before hashes.

A letter reopens a blocked access if it was asked for after the block, never one that was on its way already.
The hash of an expired letter outlives it, so that the right PIN, and only that, may learn what has become of it.
"""

from django.db import migrations, models

PIN_CHECKS = """
CREATE FUNCTION pin_checks(p_kind text, p_number text, p_otherwise text)
RETURNS TABLE (number text, active_pin text, active_unlock_code text, active_letter uuid,
    pending_pin text, pending_unlock_code text, pending_letter uuid, pending_valid_until date,
    pending_state text, requested_at timestamptz, posted_at timestamptz, blocked_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT kept.number, kept.active_pin, kept.active_unlock_code, kept.active_letter,
        kept.pending_pin, kept.pending_unlock_code, kept.pending_letter, kept.pending_valid_until,
        coalesce(letter.state, ''), letter.requested_at, letter.posted_at, member.blocked_at
    FROM public.accounts_pincredential AS kept
    LEFT JOIN public.accounts_pinletter AS letter ON letter.id = kept.pending_letter
    LEFT JOIN public.accounts_user AS member ON member.kind = kept.kind AND member.number = kept.number
    WHERE kept.kind = p_kind AND kept.number IN (p_number, p_otherwise)
    ORDER BY kept.number <> p_number LIMIT 1
$body$;
REVOKE ALL ON FUNCTION pin_checks(text, text, text) FROM PUBLIC;
"""

USE_LETTER = """
CREATE FUNCTION use_letter(p_kind text, p_number text, p_letter uuid)
RETURNS TABLE (member bigint, is_first_use boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    kept public.accounts_pincredential;
    today CONSTANT date := (now() AT TIME ZONE 'Europe/Berlin')::date;
BEGIN
    PERFORM FROM public.accounts_pinletter
        WHERE kind = p_kind AND number = p_number AND state IN ('posted', 'activated') ORDER BY id FOR UPDATE;
    SELECT * INTO kept FROM public.accounts_pincredential WHERE kind = p_kind AND number = p_number FOR UPDATE;
    IF kept.active_letter = p_letter THEN
        RETURN QUERY SELECT id, false FROM public.accounts_user
            WHERE kind = p_kind AND number = p_number AND is_active AND blocked_at IS NULL AND left_at IS NULL;
    ELSIF kept.pending_letter = p_letter AND kept.pending_valid_until >= today
        AND EXISTS (
            SELECT FROM public.accounts_pinletter WHERE id = p_letter AND state = 'posted' AND NOT EXISTS (
                SELECT FROM public.accounts_user
                WHERE kind = p_kind AND number = p_number AND blocked_at >= requested_at
            )
        )
    THEN
        UPDATE public.accounts_pinletter SET state = 'replaced', ended_at = now()
            WHERE kind = p_kind AND number = p_number AND state = 'activated';
        UPDATE public.accounts_pinletter SET state = 'activated', activated_at = now() WHERE id = p_letter;
        UPDATE public.accounts_pincredential SET
            active_pin = kept.pending_pin, active_unlock_code = kept.pending_unlock_code, active_letter = p_letter,
            pending_pin = '', pending_unlock_code = '', pending_letter = NULL, pending_valid_until = NULL,
            changed_at = now()
            WHERE id = kept.id;
        RETURN QUERY INSERT INTO public.accounts_user AS row (kind, number, given_name, family_name, password,
                is_superuser, is_active, created_at, failed_tries)
            VALUES (p_kind, p_number, '', '', '', false, true, now(), 0)
            ON CONFLICT (kind, number) DO UPDATE SET is_active = true, blocked_at = NULL, left_at = NULL
            RETURNING row.id, true;
    END IF;
END
$body$;
REVOKE ALL ON FUNCTION use_letter(text, text, uuid) FROM PUBLIC;
"""

RENEW_HASHES = """
CREATE FUNCTION renew_hashes(p_kind text, p_number text, p_letter uuid, p_pin text, p_unlock_code text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    UPDATE public.accounts_pincredential SET
        active_pin = coalesce(nullif(p_pin, ''), active_pin),
        active_unlock_code = coalesce(nullif(p_unlock_code, ''), active_unlock_code)
    WHERE kind = p_kind AND number = p_number AND active_letter = p_letter
$body$;
REVOKE ALL ON FUNCTION renew_hashes(text, text, uuid, text, text) FROM PUBLIC;
"""


def secrets_die(letter: str, triggers: str) -> str:
    """Return the function that empties the slots of a letter, and what calls it."""
    return f"""
CREATE OR REPLACE FUNCTION accounts_pinletter_secrets_die() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    dead CONSTANT public.accounts_pinletter := {letter};
BEGIN
    DELETE FROM public.accounts_pincredential
        WHERE kind = dead.kind AND number = dead.number
        AND coalesce(active_letter, dead.id) = dead.id AND coalesce(pending_letter, dead.id) = dead.id;
    UPDATE public.accounts_pincredential
        SET pending_pin = '', pending_unlock_code = '', pending_letter = NULL, pending_valid_until = NULL
        WHERE kind = dead.kind AND number = dead.number AND pending_letter = dead.id;
    UPDATE public.accounts_pincredential
        SET active_pin = '', active_unlock_code = '', active_letter = NULL
        WHERE kind = dead.kind AND number = dead.number AND active_letter = dead.id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION accounts_pinletter_secrets_die() FROM PUBLIC;
DROP TRIGGER secrets_die ON accounts_pinletter;
{triggers}
"""


_AFTER_UPDATE = """
CREATE TRIGGER secrets_die AFTER UPDATE ON accounts_pinletter
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state NOT IN ({alive}))
    EXECUTE FUNCTION accounts_pinletter_secrets_die();
"""
_ALIVE = "'printing', 'printed', 'posted', 'activated'"
SECRETS = secrets_die(
    "CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END",
    _AFTER_UPDATE.format(alive=f"{_ALIVE}, 'expired'")
    + """
CREATE TRIGGER secrets_die_at_last AFTER DELETE ON accounts_pinletter
    FOR EACH ROW WHEN (OLD.state = 'expired') EXECUTE FUNCTION accounts_pinletter_secrets_die();
""",
)
BACKWARD = (
    "DROP TRIGGER secrets_die_at_last ON accounts_pinletter;"
    + secrets_die("NEW", _AFTER_UPDATE.format(alive=_ALIVE))
    + """
DROP FUNCTION renew_hashes(text, text, uuid, text, text);
DROP FUNCTION use_letter(text, text, uuid);
DROP FUNCTION pin_checks(text, text, text);
"""
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_members")]

    operations = [
        migrations.CreateModel(
            name="WrongTries",
            fields=[
                (
                    "number_key",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, verbose_name="Prüfwert der Nummer"
                    ),
                ),
                ("in_all", models.PositiveIntegerField(verbose_name="Versuche ohne Entsperrcode seit dem letzten")),
                ("since_success", models.PositiveIntegerField(verbose_name="Versuche seit der letzten Anmeldung")),
                ("last_at", models.DateTimeField(verbose_name="Letzter Versuch am")),
            ],
            options={
                "verbose_name": "Vergebliche Anmeldungen",
                "verbose_name_plural": "Vergebliche Anmeldungen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number_key__regex", "^[0-9a-f]{64}$")),
                        name="wrongtries_key_is_hmac",
                        violation_error_message="Hier steht ein Prüfwert, nie eine Nummer.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(PIN_CHECKS + USE_LETTER + RENEW_HASHES + SECRETS, BACKWARD),
    ]
