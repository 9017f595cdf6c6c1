"""Staff roles that work in this room. Each may be held for one region or nationally.

What only national staff may do (new IKKs, who serves what) the staff desk refuses to the others.
"""

_MASTER_DATA = ("region", "servedarea", "rate", "u1tariff")

_OFFICES = ("serviceoffice", "openinghours", "closingdays")
_CONTENT = ("page", "newsitem", "picture", "download")
_VERBS = ("view", "add", "change", "delete")

ROLES = {
    "Redaktion": {f"regions.{verb}_{model}" for verb in _VERBS for model in _CONTENT},
    "Stammdaten": {
        *(f"regions.{verb}_{model}" for verb in _VERBS for model in _OFFICES),
        *(f"regions.view_{model}" for model in _MASTER_DATA),
        *(f"regions.change_{model}" for model in _MASTER_DATA),
        "regions.add_region",
        *(f"regions.{verb}_{model}" for verb in ("add", "delete") for model in ("servedarea", "rate", "u1tariff")),
    },
}
