"""An address in Germany: how it is printed, and what its postcode tells, its towns and the IKKs near by.

None of that is a reason to refuse one.
"""

from typing import TYPE_CHECKING

from letters.address_window import Address, lines
from regions.coverage import Coverage
from regions.models import Postcode, Region
from regions.towns import fold

if TYPE_CHECKING:
    from brochures.actions.ordering import Recipient
    from brochures.models import OrderAddress


def printed_lines(to: "Recipient | OrderAddress") -> tuple[str, ...]:
    """Return the lines of an address from top to bottom, as paper and the last page show it."""
    return lines(Address(f"{to.given_name} {to.family_name}", to.addition, to.street, to.postcode, to.town))


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
