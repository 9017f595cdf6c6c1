"""Who may do what with the room's tables. Nobody may change the trail; only housekeeping erases from it."""

GRANTS = {
    "ikk_staff": {"privacy_staffaccess": "INSERT"},
    "ikk_accounts": {"privacy_staffaccess": "INSERT"},
    "ikk_jobs": {"privacy_staffaccess": "SELECT, INSERT, DELETE"},
}
