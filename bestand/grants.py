"""Who may ask the register what. Nobody but its owner touches the tables; the import becomes the owner."""

FUNCTIONS = {
    "bestand_read": ["insured_person(text)", "employer(text)", "employer_accounts(text)", "as_of()"],
    "bestand_match": [
        "match_insured(text,integer,integer,integer,text)",
        "match_employer(text,text)",
        "delivery_address(text)",
        "membership(text[])",
    ],
}
