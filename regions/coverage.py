"""Which IKK serves which Land and postcode, held in memory: a dozen IKKs, one load per request.

The postcode does not decide membership; it only says which IKK is the one nearby.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from regions.models import Land, Region, ServedArea


@dataclass(frozen=True)
class Part:
    """What one IKK serves of a Land: all of it, or the postcodes that begin with one of ``prefixes``."""

    region: Region
    prefixes: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the IKK serves the Land but for what others serve more precisely."""
        return "" in self.prefixes


class Coverage:
    """All IKKs with what they serve."""

    def __init__(self, regions: Iterable[Region]) -> None:
        """Take regions whose ``areas`` are prefetched."""
        self.regions = list(regions)

    @classmethod
    def load(cls) -> "Coverage":
        """Read all IKKs: two queries, however many there are."""
        return cls(Region.objects.prefetch_related("areas"))

    @cached_property
    def _areas(self) -> dict[str, dict[str, Region]]:
        """Land -> postcode prefix -> IKK."""
        areas: dict[str, dict[str, Region]] = {land: {} for land in Land}
        for region in self.regions:
            for area in region.areas.all():
                areas[area.land][area.postcode_prefix] = region
        return areas

    def of_postcode(self, land: str, code: str) -> Region | None:
        """Return the IKK with the most precise area for a five-digit postcode, None if no IKK serves it."""
        served = self._areas[land]
        for length in range(len(code), -1, -1):
            if region := served.get(code[:length]):
                return region
        return None

    def of_postcodes(self, pairs: Iterable[tuple[str, str]]) -> dict[Region, list[str]]:
        """Return the IKKs for (land, postcode) pairs, each with its postcodes in the given order."""
        found: dict[Region, list[str]] = {}
        for land, code in pairs:
            if region := self.of_postcode(land, code):
                found.setdefault(region, []).append(code)
        return found

    def of_land(self, land: str) -> list[Part]:
        """Return the IKKs of a Land by name, each with the part it serves."""
        prefixes: dict[Region, list[str]] = {}
        for prefix, region in sorted(self._areas[land].items()):
            prefixes.setdefault(region, []).append(prefix)
        parts = [Part(region, tuple(found)) for region, found in prefixes.items()]
        return sorted(parts, key=lambda part: part.region.name)


@dataclass(frozen=True)
class LandEntry:
    """One Land of the list and of the map, with the IKKs that serve it."""

    land: Land
    regions: tuple[Region, ...]

    @property
    def only_region(self) -> Region | None:
        """The IKK to lead to directly, where there is exactly one."""
        return self.regions[0] if len(self.regions) == 1 else None


def land_entries(coverage: Coverage) -> tuple[LandEntry, ...]:
    """Return all sixteen Länder in alphabetical order."""
    return tuple(LandEntry(land, tuple(part.region for part in coverage.of_land(land))) for land in Land)


def areas_in_words(areas: Iterable[ServedArea]) -> dict[Land, list[str]]:
    """Return the postcode prefixes by Land, in alphabetical order; an empty list means the whole Land."""
    prefixes: dict[Land, list[str]] = {}
    for area in sorted(areas, key=lambda area: (area.get_land_display(), area.postcode_prefix)):
        served = prefixes.setdefault(Land(area.land), [])
        if area.postcode_prefix:
            served.append(area.postcode_prefix)
    return prefixes
