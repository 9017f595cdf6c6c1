"""Staff roles of the room. Orders carry addresses: who sends them works for one IKK only."""

ROLES = {
    "Broschürenversand": {
        "brochures.fulfil_orders",
        "brochures.keep_stock",
    },
}
REGIONAL_ONLY = {"Broschürenversand"}
