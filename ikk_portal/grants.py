"""Who may do what with the tables of the libraries."""

_READ_ONLY = dict.fromkeys(("auth_group", "auth_group_permissions", "auth_permission", "django_content_type"), "SELECT")

GRANTS = {
    "ikk_public": {"ikk_portal_contentversion": "SELECT", "ikk_portal_timerrun": "SELECT"},
    "ikk_staff": {
        **_READ_ONLY,
        "ikk_portal_contentversion": "SELECT",
        "ikk_portal_timerrun": "SELECT",
        "django_admin_log": "SELECT, INSERT",
    },
    "ikk_jobs": {**_READ_ONLY, "ikk_portal_timerrun": "SELECT, INSERT, UPDATE", "django_admin_log": "SELECT, DELETE"},
}
