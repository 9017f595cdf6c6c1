"""Staff roles of the room. All of them touch data of insured persons: they exist for one IKK only."""

ROLES = {
    "PIN-Freigabe": {"accounts.view_letterinreview", "accounts.decide_review"},
    "PIN-Versand": {"accounts.return_letters"},
    "Kundenservice-Telefon": {"accounts.answer_phone"},
    "Geschützte Akten": {"accounts.open_protected"},
}
REGIONAL_ONLY = set(ROLES)
