"""Letters in any state, and accesses, for the journeys, written past the ways that lead there."""

from uuid import UUID, uuid4

import psycopg

from tests.live import Portal, database_url

_LETTER = """
INSERT INTO accounts_pinletter (id, kind, number, region_id, letter_form, state, review_reasons, is_protected,
    household_key, requested_at, decided_by, decision_note, is_reprint, problem, printed_at, valid_until, posted_at,
    activated_at)
SELECT %(id)s, 'insured', %(number)s, id, 'normal', %(state)s::text, '{}', false, 'x', now() - interval '9 days',
    '', '', false, '', now() - interval '8 days', current_date + 37, now() - interval '8 days',
    CASE WHEN %(state)s::text = 'activated' THEN now() - interval '2 days' END
FROM regions_region WHERE slug = 'rheinland'
"""


def letter_on_file(portal: Portal, number: str, state: str) -> UUID:
    """Put a posted or an activated letter of the Muster-IKK Rheinland into the portal's database."""
    key = uuid4()
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        connection.execute("ALTER TABLE accounts_pinletter DISABLE TRIGGER transition")
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a key waits to be checked
        connection.execute(_LETTER, {"id": key, "number": number, "state": state})
        connection.execute("ALTER TABLE accounts_pinletter ENABLE TRIGGER transition")
    return key


def no_letters_of(portal: Portal, *numbers: str) -> None:
    """Take away all letters of some numbers."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        connection.execute("DELETE FROM accounts_pinletter WHERE number = ANY(%s)", [list(numbers)])


def forget_all_letters(portal: Portal) -> None:
    """Take away registrations, letters, batches, PINs, cases, and everybody who has ever signed in with a PIN."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        for table in ("registration", "pinletter", "printpart", "printbatch", "pincredential"):
            connection.execute(f"DELETE FROM accounts_{table}")
        for table in ("notice", "casepayload", "case"):
            connection.execute(f"DELETE FROM internetfiliale_{table}")
        connection.execute("DELETE FROM accounts_session WHERE kind = 'member'")
        connection.execute("DELETE FROM accounts_user WHERE kind <> 'staff'")


def access_on_file(portal: Portal, number: str) -> None:
    """Give an insured person an access that is not blocked."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        connection.execute(
            "INSERT INTO accounts_user (kind, number, given_name, family_name, password, is_superuser, is_active, "
            "created_at, failed_tries) VALUES ('insured', %s, '', '', '', false, true, now(), 0) "
            "ON CONFLICT (kind, number) DO UPDATE SET blocked_at = NULL",
            [number],
        )


def give_role(portal: Portal, username: str, role: str) -> None:
    """Put somebody of the demo's staff into another group besides."""
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        connection.execute(
            "INSERT INTO accounts_user_groups (user_id, group_id) SELECT accounts_user.id, auth_group.id "
            "FROM accounts_user, auth_group WHERE username = %s AND name = %s ON CONFLICT DO NOTHING",
            [username, role],
        )
