"""Who may do what with the room's tables.

The public surface writes a case, its sealed payload and its notice for somebody who is signed in at that moment
(row-level security, migration 0001), and reads them back through functions that answer for such an account only.
"""

_ALARMS = "case_alarms(date,date)"

FUNCTIONS = {
    "ikk_public": [
        "own_cases(bigint)",
        "own_notices(bigint)",
        "note_read(bigint,uuid)",
        "note_unread(bigint,uuid)",
        "note_all_read(bigint)",
        _ALARMS,
    ],
    "ikk_staff": [_ALARMS],
    "ikk_jobs": [_ALARMS],
}

GRANTS = {
    "ikk_public": {
        "internetfiliale_case": "INSERT",
        "internetfiliale_casepayload": "INSERT",
        "internetfiliale_notice": "INSERT",
    },
    "ikk_jobs": {
        "internetfiliale_case": "SELECT, UPDATE (state, state_on), DELETE",
        "internetfiliale_casepayload": "SELECT, DELETE",
        "internetfiliale_notice": "SELECT, INSERT, DELETE",
    },
}
