"""What a postcode tells about an address in Germany: its towns, and the IKKs near by. Never a reason to refuse one."""

from regions.coverage import Coverage
from regions.models import Postcode, Region
from regions.towns import fold


def towns_of(postcode: str) -> list[str]:
    """Return the towns of a postcode by name; none for those of post-office boxes and companies."""
    return list(Postcode.objects.filter(code=postcode).order_by("town").values_list("town", flat=True).distinct())


def is_one_of(town: str, towns: list[str]) -> bool:
    """Return whether ``town`` is one of ``towns``, with or without what belongs to it ("Köln-Deutz", "Frankfurt")."""
    typed = fold(town)
    return any(typed.startswith(known) or (len(typed) > 2 and known.startswith(typed)) for known in map(fold, towns))


def regions_near(postcode: str, coverage: Coverage) -> list[Region]:
    """Return the IKKs that serve a postcode: one mostly, two where it lies in two Länder, none if nobody knows it."""
    pairs = Postcode.objects.filter(code=postcode).order_by("land").values_list("land", "code").distinct()
    return list(coverage.of_postcodes(pairs))
