"""Who may do what with the tables of the project and of the libraries."""

_READ_ONLY = dict.fromkeys(("auth_group", "auth_group_permissions", "auth_permission", "django_content_type"), "SELECT")
_CHARGE = "SELECT, INSERT, UPDATE (tat, counted_since)"  # what the one statement of the limiter needs

GRANTS = {
    "ikk_public": {
        "ikk_portal_contentversion": "SELECT",
        "ikk_portal_timerrun": "SELECT",
        "ikk_portal_spentbudget": _CHARGE,
    },
    "ikk_staff": {
        **_READ_ONLY,
        "ikk_portal_contentversion": "SELECT",
        "ikk_portal_timerrun": "SELECT",
        "ikk_portal_spentbudget": _CHARGE,
        "django_admin_log": "SELECT, INSERT",
    },
    "ikk_accounts": {"auth_group": "SELECT"},
    "ikk_jobs": {
        **_READ_ONLY,
        "ikk_portal_timerrun": "SELECT, INSERT, UPDATE",
        "ikk_portal_spentbudget": "SELECT, DELETE",
        "django_admin_log": "SELECT, DELETE",
    },
}
