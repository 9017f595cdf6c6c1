"""Who may do what with the room's tables. Postcodes come by import, which runs as ``ikk_jobs``."""

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
    "ikk_staff": {**dict.fromkeys(_ALL, "SELECT, INSERT, UPDATE, DELETE"), "regions_postcode": "SELECT"},
    "ikk_jobs": {**dict.fromkeys(_ALL, "SELECT"), "regions_postcode": "SELECT, INSERT, UPDATE, DELETE"},
}
