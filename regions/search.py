"""The search for the visitor's IKK: "Postleitzahl oder Ort", forgiving, and never a dead end.

Gives typed results; the words stand in the templates. The table of postcodes limits nobody: what it does
not know gets a helpful answer.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from regions.coverage import Coverage, LandEntry, land_entries
from regions.models import Land, Postcode, Region
from regions.towns import fold, likeness

LIMIT = 20  # places on one page

_ALIKE = 0.6  # likeness from which a name is worth proposing
_POSTCODE = re.compile(r"(?<![0-9])([0-9]{5})(?![0-9])")
_DIGITS = re.compile(r"(?:de?[\s-]*)?([0-9][0-9\s]*)", re.IGNORECASE)
_ALSO_CALLED = {"nrw": Land.NW, "meckpomm": Land.MV}
_LAND_NAMES = {
    **{fold(land.label): land for land in Land},
    **{land.value.removeprefix("DE-").lower(): land for land in Land},
    **_ALSO_CALLED,
}


class Kind(StrEnum):
    """What sort of answer it is; the template has a sentence for each."""

    POSTCODE = "postcode"  # a known postcode
    POSTCODE_UNKNOWN = "postcode-unknown"  # five digits that the table lacks; regions are those nearby
    POSTCODE_INCOMPLETE = "postcode-incomplete"  # one to four digits; regions are the possible ones
    POSTCODE_TOO_LONG = "postcode-too-long"  # six digits or more
    NAME = "name"  # towns, Länder or IKKs of that name
    SIMILAR = "similar"  # names that look alike: "Meinten Sie …"
    TOO_SHORT = "too-short"  # fewer than two letters
    NOTHING = "nothing"  # no name is like it


@dataclass(frozen=True)
class Offer:
    """An IKK, and for which of the postcodes in question it is the one nearby."""

    region: Region
    postcodes: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A town in one Land with the IKKs that serve it."""

    town: str
    land: Land
    postcodes: tuple[str, ...]
    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class Answer:
    """What the search found."""

    query: str
    kind: Kind
    digits: str = ""  # what was read as a postcode, or as a part of one
    places: tuple[Place, ...] = ()
    regions: tuple[Region, ...] = ()
    laender: tuple[LandEntry, ...] = ()
    has_more: bool = False

    @property
    def in_laender(self) -> list[Land]:
        """The Länder of the places, each once."""
        return list(dict.fromkeys(place.land for place in self.places))

    @property
    def offered(self) -> list[Region]:
        """The IKKs of the places, each once."""
        return list(dict.fromkeys(offer.region for place in self.places for offer in place.offers))

    @property
    def count(self) -> int:
        """How many results are shown."""
        return len(self.places) + len(self.regions) + len(self.laender)


def find(query: str, coverage: Coverage) -> Answer:
    """Answer a search; at most three queries.

    Args:
        query: what was typed, cleaned by the form (at most 60 characters).
        coverage: the IKKs with what they serve.
    """
    typed = unicodedata.normalize("NFKC", query).strip()
    if number := _POSTCODE.search(typed) or _DIGITS.fullmatch(typed):
        return _find_number(query, re.sub(r"\s", "", number[1]), coverage)
    folded = fold(typed)
    if len(folded) < 2:
        return Answer(query, Kind.TOO_SHORT)
    return _find_name(query, folded, coverage)


# Postcodes


def _find_number(query: str, digits: str, coverage: Coverage) -> Answer:
    if len(digits) > 5:
        return Answer(query, Kind.POSTCODE_TOO_LONG, digits)
    if len(digits) < 5:
        return Answer(query, Kind.POSTCODE_INCOMPLETE, digits, **_possible(digits, coverage))
    places = _places(Postcode.objects.filter(code=digits), coverage)
    if places:
        return Answer(query, Kind.POSTCODE, digits, places=tuple(sorted(places, key=lambda place: place.land.label)))
    nearby = _possible(digits[:3], coverage)
    if not nearby["regions"]:
        nearby = _possible(digits[:2], coverage)
    return Answer(query, Kind.POSTCODE_UNKNOWN, digits, **nearby)


def _possible(prefix: str, coverage: Coverage) -> dict[str, Any]:
    """Return the IKKs and Länder in which postcodes begin with ``prefix``."""
    pairs = list(Postcode.objects.filter(code__startswith=prefix).order_by().values_list("land", "code").distinct())
    laender = {land for land, _ in pairs}
    regions = sorted(coverage.of_postcodes(pairs), key=lambda region: region.name)
    entries = [entry for entry in land_entries(coverage) if entry.land in laender]
    return {"regions": tuple(regions), "laender": tuple(entries)}


# Names


@dataclass
class _Named:
    """Länder and IKKs whose names match."""

    laender: list[LandEntry] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.laender or self.regions)


def _find_name(query: str, folded: str, coverage: Coverage) -> Answer:
    named = _named(folded, coverage)
    places = _places(Postcode.objects.filter(search_key__startswith=folded), coverage)
    if places or named:
        return _answer(query, Kind.NAME, _exact_and_large_first(folded, places), named)
    places = _most_alike_first(folded, _places(_with_similar_name(folded), coverage))
    named = _similarly_named(folded, coverage)
    kind = Kind.SIMILAR if places or named else Kind.NOTHING
    return _answer(query, kind, places, named)


def _with_similar_name(folded: str) -> "QuerySet[Postcode]":
    """Return candidates; short names have too few trigrams, so first letter and length count."""
    alike = Q(search_key__trigram_similar=folded) | Q(search_key__trigram_word_similar=folded)
    if len(folded) <= 4:
        alike |= Q(search_key__regex=rf"^{folded[0]}.{{{len(folded) - 2},{len(folded)}}}$")
    return Postcode.objects.filter(alike)


def _answer(query: str, kind: Kind, places: list[Place], named: _Named) -> Answer:
    return Answer(
        query,
        kind,
        places=tuple(places[:LIMIT]),
        regions=tuple(named.regions),
        laender=tuple(named.laender),
        has_more=len(places) > LIMIT,
    )


def _named(folded: str, coverage: Coverage) -> _Named:
    land = _LAND_NAMES.get(folded)
    laender = [
        entry
        for entry in land_entries(coverage)
        if entry.land == land or (len(folded) > 2 and fold(entry.land.label).startswith(folded))
    ]
    regions = [region for region in coverage.regions if f" {folded}" in f" {fold(region.name)}"]
    return _Named(laender, regions)


def _similarly_named(folded: str, coverage: Coverage) -> _Named:
    laender = {_LAND_NAMES[name] for name in get_close_matches(folded, list(_LAND_NAMES), n=3, cutoff=0.75)}
    by_name = {fold(region.name): region for region in coverage.regions}
    regions = [by_name[name] for name in get_close_matches(folded, list(by_name), n=3, cutoff=0.75)]
    return _Named([entry for entry in land_entries(coverage) if entry.land in laender], regions)


def _exact_and_large_first(folded: str, places: list[Place]) -> list[Place]:
    """Sort names that begin alike: the very name first, then by number of postcodes."""
    return sorted(places, key=lambda place: (fold(place.town) != folded, -len(place.postcodes), place.town))


def _most_alike_first(folded: str, places: list[Place]) -> list[Place]:
    """Sort by likeness and leave out what is too far away."""
    rated = [(_closeness(folded, fold(place.town)), place) for place in places]
    near = [pair for pair in rated if pair[0] >= _ALIKE]
    return [place for _, place in sorted(near, key=lambda pair: (-pair[0], -len(pair[1].postcodes)))]


def _closeness(folded: str, name: str) -> float:
    """Compare with the whole name and, a little less, with each of its words ("Zwischenahn")."""
    return max(likeness(folded, name), *(0.95 * likeness(folded, word) for word in name.split()))


def _places(rows: "QuerySet[Postcode]", coverage: Coverage) -> list[Place]:
    """Group rows by town and Land, with the IKKs that serve them; one query."""
    grouped = rows.order_by().values_list("town", "land").annotate(codes=ArrayAgg("code", order_by="code"))
    return [_place(town, Land(land), codes, coverage) for town, land, codes in grouped.order_by("town", "land")]


def _place(town: str, land: Land, codes: Iterable[str], coverage: Coverage) -> Place:
    codes = tuple(codes)
    served = coverage.of_postcodes((land, code) for code in codes)
    return Place(town, land, codes, tuple(Offer(region, tuple(own)) for region, own in served.items()))
