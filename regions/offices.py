"""Service offices for those who look for one: which is responsible, which are near.

Gives typed results; the words stand in the templates. The search itself, with all its kinds of answers, is
that for an IKK; here its places become a point, and the offices of all IKKs are sorted around it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects

from regions.coverage import Coverage
from regions.distance import Point, distance, middle
from regions.models import Land, Postcode, Region, ServiceOffice
from regions.opening import OpeningTimes, Span, SpecialDays
from regions.search import Answer, Kind, Place, find
from regions.towns import fold

LIMIT = 10  # offices on one page of results

_SAME_TOWN, _FAR_AWAY = 0.0, float("inf")  # km; where an office stands whose coordinates nobody knows


def responsible_office(region: Region | None) -> ServiceOffice | None:
    """Return the office that stands for an IKK at every form; one query.

    None without an IKK, or with one that was loaded ``with_responsible_office``, as the chosen one is.
    """
    if not region:
        return None
    if hasattr(region, "responsible"):
        loaded: ServiceOffice | None = region.responsible
        return loaded
    return ServiceOffice.objects.filter(region_id=region.pk, is_responsible=True).first()


@dataclass(frozen=True)
class Group:
    """The offices of one IKK."""

    region: Region
    offices: tuple[ServiceOffice, ...]


def by_region(offices: Iterable[ServiceOffice], chosen: Region | None) -> list[Group]:
    """Return the offices by IKK, in the order of their names, the chosen IKK first."""
    grouped: dict[Region, list[ServiceOffice]] = {}
    for office in offices:
        grouped.setdefault(office.region, []).append(office)
    groups = [Group(region, tuple(own)) for region, own in grouped.items()]
    return sorted(groups, key=lambda group: (not _is_of(group.region, chosen), group.region.name))


# What the finder answers


@dataclass(frozen=True)
class Hit:
    """An office in the list of results.

    Attributes:
        distance: as the crow flies, in km; None where the place of the office is not known.
        is_own: whether it belongs to the chosen IKK.
        land: where it is, for its holidays; None where its postcode is not known.
    """

    office: ServiceOffice
    distance: float | None
    is_own: bool
    land: Land | None


@dataclass(frozen=True)
class Choice:
    """A place that may have been meant, and the query that finds exactly this one."""

    place: Place
    query: str


@dataclass(frozen=True)
class OfficeAnswer:
    """What the finder found: either hits around a place, or places to choose from, or neither."""

    query: str
    kind: Kind
    place: str = ""  # what the distances are measured from
    hits: tuple[Hit, ...] = ()
    total: int = 0
    choices: tuple[Choice, ...] = ()
    regions: tuple[Region, ...] = ()
    has_more_choices: bool = False

    @property
    def has_more(self) -> bool:
        """Whether there are offices beyond the shown ones."""
        return self.total > len(self.hits)


def find_offices(
    query: str, offices: list[ServiceOffice], chosen: Region | None, limit: int | None = LIMIT
) -> OfficeAnswer:
    """Answer a search for offices; a dozen queries at most, however many offices there are.

    Args:
        query: what was typed, cleaned by the form (at most 60 characters).
        offices: all offices with their ``region``.
        chosen: the visitor's IKK; its nearest office goes first.
        limit: how many offices are wanted, None for all.
    """
    answer = find(query, Coverage.load())
    origin = _origin(answer)
    if origin is None:
        return _to_choose_from(answer)
    hits = _hits(offices, origin, chosen)
    shown = hits[:limit]
    prefetch_related_objects([hit.office for hit in shown], "hours", "closings")
    return OfficeAnswer(query, answer.kind, place=origin.name, hits=tuple(shown), total=len(hits))


def opening_times(office: ServiceOffice, land: Land | None) -> OpeningTimes:
    """Return the opening times of an office; two queries, none where hours and closings are prefetched."""
    return OpeningTimes(
        (Span(hours.day, hours.opens, hours.closes) for hours in office.hours.all()),
        (SpecialDays(closing.first_day, closing.last_day, closing.reason) for closing in office.closings.all()),
        land,
    )


def land_of(office: ServiceOffice) -> Land | None:
    """Return the Land in which an office is; one query, two where its postcode is not known."""
    return _locate([office])[office].land


# Where the search looks from


@dataclass(frozen=True)
class _Origin:
    """The place around which offices are sorted; ``towns`` are folded names."""

    name: str
    point: Point | None
    towns: frozenset[str]


def _origin(answer: Answer) -> _Origin | None:
    """Return the one place that was meant, None where it is not clear."""
    if answer.kind == Kind.POSTCODE:
        towns = list(dict.fromkeys(place.town for place in answer.places))
        name = f"{answer.digits} {towns[0]}" if len(towns) == 1 else answer.digits
        return _Origin(name, _point_of_code(answer.digits, towns), frozenset(map(fold, towns)))
    if answer.kind == Kind.POSTCODE_UNKNOWN:
        point = _point(Q(code__startswith=answer.digits[:3])) or _point(Q(code__startswith=answer.digits[:2]))
        return _Origin(answer.digits, point, frozenset()) if point else None
    if place := _meant(answer):
        in_place = Q(code__in=place.postcodes, town=place.town, land=place.land)
        point = _point(in_place) or _point(Q(code__startswith=place.postcodes[0][:3]))
        return _Origin(place.town, point, frozenset({fold(place.town)}))
    return None


def _meant(answer: Answer) -> Place | None:
    """Return the only place of exactly the typed name, or the only one whose name begins so."""
    if answer.kind != Kind.NAME:
        return None
    exact = [place for place in answer.places if fold(place.town) == fold(answer.query)]
    if not exact and (answer.regions or answer.laender):
        return None
    candidates = exact or answer.places
    return candidates[0] if len(candidates) == 1 else None


def _point_of_code(code: str, towns: list[str]) -> Point | None:
    """Return the middle of a postcode; of its towns where it has no coordinates, else of its neighbours."""
    in_towns = Q(search_key__in=[fold(town) for town in towns])
    return (
        _point(Q(code=code)) or _point(in_towns & Q(code__startswith=code[:1])) or _point(Q(code__startswith=code[:3]))
    )


def _point(condition: Q) -> Point | None:
    rows = Postcode.objects.filter(condition, latitude__isnull=False, longitude__isnull=False).order_by()
    return middle({point for row in rows.values_list("latitude", "longitude") if (point := _point_in(*row))})


def _to_choose_from(answer: Answer) -> OfficeAnswer:
    """Return places and lists of IKKs that may have been meant."""
    regions = [*answer.regions, *(region for entry in answer.laender for region in entry.regions)]
    names = [fold(place.town) for place in answer.places]
    choices = (
        Choice(place, place.town if names.count(name) == 1 else f"{place.postcodes[0]} {place.town}"[:60])
        for place, name in zip(answer.places, names, strict=True)
    )
    return OfficeAnswer(
        answer.query,
        answer.kind,
        choices=tuple(choices),
        regions=tuple(dict.fromkeys(regions)),
        has_more_choices=answer.has_more,
    )


# Where the offices are


@dataclass(frozen=True)
class _Location:
    point: Point | None
    land: Land | None


def _hits(offices: list[ServiceOffice], origin: _Origin, chosen: Region | None) -> list[Hit]:
    """Sort by distance; the nearest office of the chosen IKK goes before all others."""
    locations = _locate(offices)
    rated = []
    for office in offices:
        location = locations[office]
        km = distance(origin.point, location.point) if origin.point and location.point else None
        without = _SAME_TOWN if fold(office.town) in origin.towns else _FAR_AWAY
        hit = Hit(office, km, _is_of(office.region, chosen), location.land)
        rated.append((without if km is None else km, office.town, office.name, hit))
    hits = [hit for *_, hit in sorted(rated, key=lambda row: row[:3])]
    nearest_own = next((hit for hit in hits if hit.is_own), None)
    return sorted(hits, key=lambda hit: hit is not nearest_own)


def _locate(offices: list[ServiceOffice]) -> dict[ServiceOffice, _Location]:
    """Return point and Land of each office: its own point, that of its postcode, or that of its town."""
    rows = _rows(Q(code__in={office.postcode for office in offices}))
    found = {office: _location(office, [row for row in rows if row.code == office.postcode]) for office in offices}
    missing = [office for office, location in found.items() if not location.point or not location.land]
    if missing:
        rows = _rows(Q(search_key__in={fold(office.town) for office in missing}))
        for office in missing:
            found[office] = _completed(found[office], office, rows)
    return found


def _rows(condition: Q) -> list[Postcode]:
    return list(Postcode.objects.filter(condition).order_by("code", "town"))


def _location(office: ServiceOffice, rows: list[Postcode]) -> _Location:
    """Judge by the rows of the postcode; where it lies in two Länder, by that of the same town."""
    row = next((row for row in rows if row.search_key == fold(office.town)), rows[0] if rows else None)
    own = _point_in(office.latitude, office.longitude)
    if row is None:
        return _Location(own, None)
    return _Location(own or _point_in(row.latitude, row.longitude), Land(row.land))


def _completed(location: _Location, office: ServiceOffice, rows: list[Postcode]) -> _Location:
    """Fill what is missing from the other postcodes of the town; of equal names the one with a similar postcode."""
    near = _near(office, [row for row in rows if row.land == (location.land or row.land)])
    points = {point for row in near if (point := _point_in(row.latitude, row.longitude))}
    land = location.land or (Land(near[0].land) if near else None)
    return _Location(location.point or middle(points), land)


def _near(office: ServiceOffice, rows: list[Postcode]) -> list[Postcode]:
    of_town = [row for row in rows if row.search_key == fold(office.town)]
    return [row for row in of_town if row.code[:2] == office.postcode[:2]] or of_town


def _point_in(latitude: float | None, longitude: float | None) -> Point | None:
    return None if latitude is None or longitude is None else Point(latitude, longitude)


def _is_of(region: Region, chosen: Region | None) -> bool:
    return chosen is not None and region.pk == chosen.pk
