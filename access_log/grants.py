"""Who may do what with the room's tables in the schema ``public``.

The raw log lies in a schema of its own that belongs to ``ikk_jobs``, and no other role of the house may enter it.
The web sees what has been loaded, and whether a row lies outside its day: for the alarms. Base counts belong to
``ikk_jobs``; published ones are for ``ikk_statistics``, which pages of the statistics become for a moment.
"""

FUNCTIONS = {
    "ikk_public": ["access_log_has_strays()"],
    "ikk_staff": ["access_log_has_strays()"],
}
GRANTS = {
    "ikk_public": {"access_log_loadedfile": "SELECT"},
    "ikk_staff": {"access_log_loadedfile": "SELECT"},
    "ikk_jobs": {
        "access_log_loadedfile": "SELECT, INSERT, UPDATE, DELETE",
        "access_log_basecount": "SELECT, INSERT, UPDATE (count), DELETE",
        "access_log_publishedcount": "SELECT, INSERT, DELETE",
    },
    "ikk_statistics": {"access_log_publishedcount": "SELECT"},
}
