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
    NAME = "name"  # towns, Länder or IKKs of that name
    SIMILAR = "similar"  # names that look alike: "Meinten Sie …"
    NOTHING = "nothing"  # no name is like it


class Fault(StrEnum):
    """Why a query cannot be answered; the form has a message for each."""

    POSTCODE_TOO_SHORT = "postcode-too-short"  # one to four digits
    POSTCODE_TOO_LONG = "postcode-too-long"  # six digits or more
    NAME_TOO_SHORT = "name-too-short"  # fewer than two letters


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
    digits: str = ""  # what was read as a postcode
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
        """How many results are shown; the towns of one postcode are one for each Land."""
        places = self.in_laender if self.kind == Kind.POSTCODE else self.places
        return len(places) + len(self.regions) + len(self.laender)

    @property
    def is_guess(self) -> bool:
        """Whether the results are only near to what was typed."""
        return self.kind in {Kind.POSTCODE_UNKNOWN, Kind.SIMILAR}


def fault_of(query: str) -> Fault | None:
    """Return why ``query`` is neither a postcode nor the beginning of a name, None if it is one."""
    typed = _typed(query)
    if number := _number(typed):
        if len(number) == 5:
            return None
        return Fault.POSTCODE_TOO_SHORT if len(number) < 5 else Fault.POSTCODE_TOO_LONG
    return Fault.NAME_TOO_SHORT if len(fold(typed)) < 2 else None


def find(query: str, coverage: Coverage) -> Answer:
    """Answer a search; at most three queries.

    Args:
        query: what was typed, at most 60 characters; the form refuses what has a fault, nothing is found for it.
        coverage: the IKKs with what they serve.
    """
    if fault_of(query):
        return Answer(query, Kind.NOTHING)
    typed = _typed(query)
    if number := _number(typed):
        return _find_postcode(query, number, coverage)
    return _find_name(query, fold(typed), coverage)


def _typed(query: str) -> str:
    return unicodedata.normalize("NFKC", query).strip()


def _number(typed: str) -> str:
    """Return the digits of the postcode meant, whatever their number; "" where a name was typed."""
    found = _POSTCODE.search(typed) or _DIGITS.fullmatch(typed)
    return re.sub(r"\s", "", found[1]) if found else ""


# Postcodes


def _find_postcode(query: str, code: str, coverage: Coverage) -> Answer:
    places = _places(Postcode.objects.filter(code=code), coverage)
    if places:
        return Answer(query, Kind.POSTCODE, code, tuple(sorted(places, key=lambda place: place.land.label)))
    nearby = _possible(code[:3], coverage)
    if not nearby["regions"]:
        nearby = _possible(code[:2], coverage)
    return Answer(query, Kind.POSTCODE_UNKNOWN, code, **nearby)


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
