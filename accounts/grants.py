"""Who may do what with the room's tables. The public surface knows no users: it is refused everything."""

GRANTS = {
    "ikk_staff": {
        "accounts_user": "SELECT, UPDATE (last_login, password)",
        "accounts_user_groups": "SELECT",
        "accounts_user_user_permissions": "SELECT",
        "accounts_session": "SELECT, INSERT, UPDATE, DELETE",
    },
    "ikk_jobs": {
        "accounts_user": "SELECT, DELETE",
        "accounts_user_groups": "SELECT, DELETE",
        "accounts_user_user_permissions": "SELECT, DELETE",
        "accounts_session": "SELECT, DELETE",
    },
}
