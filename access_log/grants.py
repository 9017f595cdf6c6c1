"""Who may do what with the room's tables in the schema ``public``.

The raw log lies in a schema of its own that belongs to ``ikk_jobs``, and no other role of the house may enter it.
The web sees when damaged lines came, and whether a row lies outside its day: for the alarms. Of how many requests there
were in a minute it knows nothing: that is a count that nobody has rounded (promise P07). Base counts belong to
``ikk_jobs``; published ones are for ``ikk_statistics``, which pages of the statistics become for a moment.
"""

_SET_ASIDE = {"access_log_loadedfile": "SELECT (loaded_at, set_aside)"}

FUNCTIONS = {
    "ikk_public": ["access_log_has_strays()"],
    "ikk_staff": ["access_log_has_strays()"],
}
GRANTS = {
    "ikk_public": _SET_ASIDE,
    "ikk_staff": _SET_ASIDE,
    "ikk_jobs": {
        "access_log_loadedfile": "SELECT, INSERT, UPDATE, DELETE",
        "access_log_basecount": "SELECT, INSERT, UPDATE (count), DELETE",
        "access_log_publishedcount": "SELECT, INSERT, DELETE",
    },
    "ikk_statistics": {"access_log_publishedcount": "SELECT"},
}
