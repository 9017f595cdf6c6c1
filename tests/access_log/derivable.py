"""What somebody knows who sees every published cell: exactly, for all cubes, days and months together.

Page views flow: from nowhere through an hour into their day, through the cell "shown" of their section, through an IKK
and a duration into a page of that day, through the page's month, and back. Each cell is an edge, and what is published
says between which ends its flow lies. The logs that agree with everything published are the circulations within these
ends: cells of one section and day may be combined at will, as long as their sums are equal. So a count can be another
one if and only if its edge lies on a cycle along which one page view more, or less, can flow.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tests.access_log.counting import Cells

Key = tuple[str, date, str, str]
Ends = Callable[[int], tuple[int, int]]
_ANY = 10**9


@dataclass(frozen=True)
class House:
    """What there may be to count: everybody knows it."""

    days: tuple[date, ...]
    hours: tuple[str, ...]
    regions: tuple[str, ...]
    durations: tuple[str, ...]
    pages: Mapping[str, tuple[str, ...]]  # of each section


@dataclass(frozen=True)
class _Edge:
    key: Key
    tail: Hashable
    head: Hashable
    ends: tuple[int, int]
    count: int


def ends(published: int) -> tuple[int, int]:
    """Return the least and the highest count that a published figure stands for."""
    if published < 20:
        return (0, 9) if published == 0 else (10, 14)
    return published - 5, published + 4


def derivable(house: House, base: Cells, published: Cells, known: Ends = ends) -> dict[Key, int]:
    """Return the small counts of the base that somebody can be sure of who sees what is published of them.

    Small is what is published as nothing, and is not nothing.

    Args:
        base: as they are; pages by day.
        published: as pages show it; months of pages that are not there at all are not published yet.
        known: between which ends a count lies of which somebody sees the published figure.
    """
    edges = list(_edges(house, base, published, known))
    ways: dict[Hashable, list[tuple[Hashable, int]]] = defaultdict(list)
    for number, edge in enumerate(edges):
        if edge.count < edge.ends[1]:
            ways[edge.tail].append((edge.head, number))
        if edge.count > edge.ends[0]:
            ways[edge.head].append((edge.tail, number))
    return {
        edge.key: edge.count
        for number, edge in enumerate(edges)
        if 0 < edge.count <= known(0)[1] and not _can_change(edge, number, ways)
    }


def _edges(house: House, base: Cells, published: Cells, known: Ends) -> Iterable[_Edge]:
    months = {day for cube, day, _, _ in published if cube == "pages"}
    of_month: Counter[Key] = Counter()

    def edge(key: Key, tail: Hashable, head: Hashable) -> _Edge:
        return _Edge(key, tail, head, known(published.get(key, 0)), base.get(key, 0))

    for day in house.days:
        for hour in house.hours:
            yield edge(("hours", day, "", hour), "everything", day)
        for section, pages in house.pages.items():
            shown, asked, answered = (day, section, "shown"), (day, section, "asked"), (day, section, "answered")
            yield edge(("status", day, section, "ok"), day, shown)
            for region in house.regions if section != "inside" else ("",):
                yield edge(("regions", day, section, region), shown, asked)
            for duration in house.durations:
                yield edge(("durations", day, section, duration), asked, answered)
            for page in pages:
                key, month = ("page-days", day, section, page), ("pages", day.replace(day=1), section, page)
                yield _Edge(key, answered, month, (0, _ANY), base.get(key, 0))
                of_month[month] += base.get(key, 0)
    for month, count in of_month.items():
        between = known(published.get(month, 0)) if month[1] in months else (0, _ANY)
        yield _Edge(month, month, "everything", between, count)


def _can_change(edge: _Edge, number: int, ways: Mapping[Hashable, list[tuple[Hashable, int]]]) -> bool:
    more = edge.count < edge.ends[1] and _is_way(edge.head, edge.tail, number, ways)
    return more or (edge.count > edge.ends[0] and _is_way(edge.tail, edge.head, number, ways))


def _is_way(start: Hashable, end: Hashable, without: int, ways: Mapping[Hashable, list[tuple[Hashable, int]]]) -> bool:
    """Whether a page view can flow from ``start`` to ``end`` without the edge that is looked at."""
    seen, waiting = {start}, deque([start])
    while waiting:
        for node, number in ways.get(waiting.popleft(), ()):
            if number != without and node not in seen:
                if node == end:
                    return True
                seen.add(node)
                waiting.append(node)
    return False
