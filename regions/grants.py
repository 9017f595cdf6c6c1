"""Who may do what with the room's tables. Postcodes come by import and the index of the
search by its rebuilding, which run as ``ikk_jobs``.
"""

_MASTER_DATA = (
    "regions_region",
    "regions_servedarea",
    "regions_rate",
    "regions_u1tariff",
    "regions_serviceoffice",
    "regions_openinghours",
    "regions_closingdays",
)
_CONTENT = (
    "regions_page",
    "regions_newsitem",
    "regions_picture",
    "regions_download",
    "regions_searchentry",
)
_ALL = (*_MASTER_DATA, *_CONTENT)

GRANTS = {
    "ikk_public": dict.fromkeys((*_ALL, "regions_postcode"), "SELECT"),
    "ikk_staff": {
        **dict.fromkeys(_ALL, "SELECT, INSERT, UPDATE, DELETE"),
        "regions_region": "SELECT, INSERT, UPDATE",
        "regions_postcode": "SELECT",
    },
    "ikk_accounts": {"regions_region": "SELECT"},
    "ikk_jobs": {
        **dict.fromkeys(_ALL, "SELECT"),
        **dict.fromkeys(("regions_postcode", "regions_searchentry"), "SELECT, INSERT, UPDATE, DELETE"),
    },
}
