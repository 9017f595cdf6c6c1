"""Staff roles of the room. All of them touch data of insured persons: they exist for one IKK only."""

ROLES = {
    "PIN-Versand": {
        "accounts.view_lettertoprint",
        "accounts.view_printbatch",
        "accounts.make_batch",
        "accounts.return_letters",
    },
    "PIN-Freigabe": {
        "accounts.view_letterinreview",
        "accounts.decide_review",
        "accounts.view_printbatch",
        "accounts.release_batch",
    },
    "Kundenservice-Telefon": {"accounts.answer_phone"},
    "Geschützte Akten": {"accounts.open_protected"},
}
REGIONAL_ONLY = set(ROLES)
