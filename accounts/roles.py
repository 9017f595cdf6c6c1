"""Staff roles of the room. Who works with letters touches data of insured persons: those roles are for one IKK only."""

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
    "Benutzerverwaltung": {"accounts.view_user", "accounts.add_user", "accounts.change_user"},
}
NATIONAL_ONLY = {"Benutzerverwaltung"}
REGIONAL_ONLY = set(ROLES) - NATIONAL_ONLY
