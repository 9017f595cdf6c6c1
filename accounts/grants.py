"""Who may do what with the room's tables. The public surface knows no users; it leaves registrations unread."""

GRANTS = {
    "ikk_public": {
        "accounts_registration": "INSERT",
        "accounts_letterprogress": "SELECT",
        "accounts_registrationday": "SELECT",
    },
    "ikk_staff": {
        "accounts_pinletter": "SELECT, UPDATE (state, decided_at, decided_by, decision_note, ended_at)",
        "accounts_registrationday": "SELECT",
        "accounts_letterprogress": "SELECT",
        "accounts_user": "SELECT, UPDATE (last_login, password)",
        "accounts_user_groups": "SELECT",
        "accounts_user_user_permissions": "SELECT",
        "accounts_session": "SELECT, INSERT, UPDATE, DELETE",
    },
    "ikk_jobs": {
        "accounts_registration": "SELECT, DELETE",
        "accounts_registrationmismatch": "SELECT, INSERT, UPDATE, DELETE",
        "accounts_registrationday": "SELECT, INSERT, UPDATE",
        "accounts_pinletter": "SELECT, INSERT, UPDATE, DELETE",
        "accounts_letterprogress": "SELECT, INSERT, UPDATE",
        "accounts_user": "SELECT, DELETE",
        "accounts_user_groups": "SELECT, DELETE",
        "accounts_user_user_permissions": "SELECT, DELETE",
        "accounts_session": "SELECT, DELETE",
    },
}
