"""Staff roles that work in this room. Each may be held for one region or nationally.

What only national staff may do (new IKKs, who serves what) the staff desk refuses to the others.
"""

_MASTER_DATA = ("region", "servedarea", "rate", "u1tariff")

ROLES = {
    "Stammdaten": {
        *(f"regions.view_{model}" for model in _MASTER_DATA),
        *(f"regions.change_{model}" for model in _MASTER_DATA),
        "regions.add_region",
        *(f"regions.{verb}_{model}" for verb in ("add", "delete") for model in ("servedarea", "rate", "u1tariff")),
    },
}
