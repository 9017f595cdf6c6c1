"""Staff roles that work in this room.

Who writes pages writes brochures, too, for one IKK or for all. Orders carry addresses: who sends them works for one
IKK only.
"""

_VERBS = ("view", "add", "change", "delete")

ROLES = {
    "Redaktion": {f"brochures.{verb}_brochure" for verb in _VERBS},
    "Broschürenversand": {
        "brochures.fulfil_orders",
        "brochures.keep_stock",
    },
}
REGIONAL_ONLY = {"Broschürenversand"}
