"""Staff roles of the room. Who works with letters touches data of insured persons: those roles are for one IKK only."""

ROLES = {
    "PIN-Freigabe": {"accounts.view_letterinreview", "accounts.decide_review"},
    "Geschützte Akten": {"accounts.open_protected"},
    "Benutzerverwaltung": {"accounts.view_user", "accounts.add_user", "accounts.change_user"},
}
NATIONAL_ONLY = {"Benutzerverwaltung"}
REGIONAL_ONLY = set(ROLES) - NATIONAL_ONLY
