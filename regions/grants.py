"""Who may do what with the room's tables. Postcodes come by import, which runs as ``ikk_jobs``."""

_CONTENT = ("regions_region", "regions_servedarea", "regions_rate", "regions_u1tariff")

GRANTS = {
    "ikk_public": dict.fromkeys((*_CONTENT, "regions_postcode"), "SELECT"),
    "ikk_staff": {
        **dict.fromkeys(_CONTENT, "SELECT, INSERT, UPDATE, DELETE"),
        "regions_region": "SELECT, INSERT, UPDATE",
        "regions_postcode": "SELECT",
    },
    "ikk_jobs": {**dict.fromkeys(_CONTENT, "SELECT"), "regions_postcode": "SELECT, INSERT, UPDATE, DELETE"},
}
