"""Staff roles that work in this room. Who writes pages writes brochures, too, for one IKK or for all."""

_VERBS = ("view", "add", "change", "delete")

ROLES = {
    "Redaktion": {f"brochures.{verb}_brochure" for verb in _VERBS},
}
