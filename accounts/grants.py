"""Who may do what with the room's tables. The public surface leaves registrations unread.

Of users and sessions it sees those of members only (row-level security, migrations 0008 and 0010). Staff accounts are
changed by `ikk_accounts` only, which two kinds of pages become for a moment: the desk of the Benutzerverwaltung, and
the page behind a one-time link.

No role may read the table of what PINs are checked against: printing writes it, the database empties the slots of
letters whose secrets are dead, and the public surface gets the row of one number by a function.
"""

_LETTER_AT_THE_DESK = (
    "state, decided_at, decided_by, decision_note, is_reprint, batch_id, part_id, sheet, printed_at, valid_until, "
    "posted_at, ended_at"
)
_BATCH_AT_THE_DESK = (
    "state, content_hash, submitted_at, released_by, released_at, refused_by, refused_note, sheets, enveloped, "
    "spoiled, ended_at"
)
FUNCTIONS = {
    "ikk_public": ["pin_checks(text,text,text)", "use_letter(text,text,uuid)", "renew_hashes(text,text,uuid,text,text)"]
}
_USER_AT_THE_DESK = "password, given_name, family_name, region_id, committed_on, is_active, left_at"
_PENDING = "pending_pin, pending_unlock_code, pending_letter, pending_valid_until, changed_at"

GRANTS = {
    "ikk_public": {
        "accounts_registration": "INSERT",
        "accounts_letterprogress": "SELECT",
        "accounts_registrationday": "SELECT",
        "accounts_user": "SELECT, UPDATE (last_login, previous_login_at, failed_tries)",
        "accounts_session": "SELECT, INSERT, UPDATE, DELETE",
        "accounts_wrongtries": "SELECT, INSERT, UPDATE (in_all, since_success, last_at)",
    },
    "ikk_staff": {
        "accounts_pinletter": f"SELECT, UPDATE ({_LETTER_AT_THE_DESK})",
        "accounts_printbatch": f"SELECT, INSERT, UPDATE ({_BATCH_AT_THE_DESK})",
        "accounts_printpart": "SELECT, UPDATE (spoiled, confirmed_at, abandoned_at)",
        # Posting says how far the letters are; the phone desk writes requests and leaves them unread.
        "accounts_registration": "SELECT (received_at), INSERT",
        "accounts_registrationday": "SELECT",
        "accounts_letterprogress": "SELECT, INSERT, UPDATE",
        "accounts_user": "SELECT, UPDATE (last_login, password, blocked_at)",
        "accounts_user_groups": "SELECT",
        "accounts_secondfactor": "SELECT, UPDATE (sealed_key, last_step)",  # using up a code
        "accounts_staffinvitation": "SELECT",
        "accounts_user_user_permissions": "SELECT",
        "accounts_session": "SELECT, INSERT, UPDATE, DELETE",
    },
    "ikk_accounts": {
        "accounts_user": f"SELECT, INSERT, UPDATE ({_USER_AT_THE_DESK})",
        "accounts_user_groups": "SELECT, INSERT, DELETE",
        "accounts_secondfactor": "SELECT, INSERT, DELETE",
        "accounts_staffinvitation": "SELECT, INSERT, UPDATE (token_hash, issued_at, valid_until), DELETE",
        "accounts_session": "SELECT, DELETE",
    },
    "ikk_jobs": {
        "accounts_registration": "SELECT, DELETE",
        "accounts_registrationmismatch": "SELECT, INSERT, UPDATE, DELETE",
        "accounts_registrationday": "SELECT, INSERT, UPDATE",
        "accounts_pinletter": "SELECT, INSERT, UPDATE, DELETE",
        "accounts_printbatch": "SELECT, UPDATE, DELETE",
        "accounts_printpart": "SELECT, INSERT, UPDATE, DELETE",
        "accounts_pincredential": f"SELECT (id, kind, number, changed_at), INSERT, UPDATE ({_PENDING}), DELETE",
        "accounts_wrongtries": "SELECT, DELETE",
        "accounts_letterprogress": "SELECT, INSERT, UPDATE",
        "accounts_user": "SELECT, UPDATE (missed_since), DELETE",
        "accounts_user_groups": "SELECT, DELETE",
        "accounts_secondfactor": "SELECT, DELETE",
        "accounts_staffinvitation": "SELECT, DELETE",
        "accounts_user_user_permissions": "SELECT, DELETE",
        "accounts_session": "SELECT, DELETE",
    },
}
