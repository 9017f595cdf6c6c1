"""What everybody may see at /zahlen/: published figures of one year, by month and IKK."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from access_log.charts import Chart, Kind, Row, written
from access_log.dashboard import NOTHING, month_name
from access_log.models import Cube
from access_log.published import Period, reading, sums
from access_log.room_figures import names

VIEWS = "views"
#: Figures of the rooms that are shown as far as a room offers them, each with its place on the page.
_SHOWN = {
    "copies-dispatched": "broschueren",
    "letters-posted": "briefe",
    "letters-returned": "ruecklaeufer",
    "enquiries-answered": "anfragen",
}
_WAITING = {
    "waited-0-2": "0 bis 2 Arbeitstage",
    "waited-3-4": "3 bis 4 Arbeitstage",
    "waited-5-6": "5 bis 6 Arbeitstage",
    "waited-longer": "Mehr als 6 Arbeitstage",
}
Cells = dict[tuple[date, str, str], int]


@dataclass(frozen=True)
class PublicFigures:
    """One year: charts, and a table of the newest month by IKK."""

    year: int
    years: tuple[int, ...]
    charts: tuple[Chart, ...]
    month: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def cells(first: date, last: date) -> Cells:
    """Return every published figure of these months: (first of the month, figure, slug of the IKK) -> count."""
    period = Period(first, last)
    with reading():
        views = sums(Cube.REGIONS, period, "day__year", "day__month", "part")
        rooms = sums(Cube.FIGURES, period, "day", "section", "part")
    found: Cells = {}
    for (year, month, region), count in views.items():
        found[date(int(str(year)), int(str(month)), 1), VIEWS, str(region)] = count
    for (day, figure, region), count in rooms.items():
        if isinstance(day, date) and figure in {*_SHOWN, *_WAITING}:
            found[day, str(figure), str(region)] = count
    return found


def public_figures(year: int, region: str, region_names: Mapping[str, str]) -> PublicFigures:
    """Arrange a year's figures, of one IKK (its slug) or of all (nothing)."""
    this_year = timezone.localdate().year
    found, titles = cells(date(year, 1, 1), date(year, 12, 31)), _titles()
    months = sorted({month for month, _, _ in found})
    chosen = {key: count for key, count in found.items() if region in ("", key[2])}
    return PublicFigures(
        year=year,
        years=tuple(range(this_year, this_year - 3, -1)),
        charts=(*_by_months(chosen, months, titles), _waiting(chosen)),
        month=date_format(months[-1], "F Y") if months else "",
        heads=tuple(titles.values()),
        rows=_by_region(found, months[-1], tuple(titles), region_names) if months else (),
    )


def _titles() -> dict[str, str]:
    """Return what is shown by month, and how it is called: page views, and what the rooms offer."""
    offered = names()
    return {VIEWS: "Seitenaufrufe", **{figure: offered[figure] for figure in _SHOWN if figure in offered}}


def _by_months(found: Cells, months: Sequence[date], titles: Mapping[str, str]) -> Iterator[Chart]:
    """Yield a chart for each figure: all IKKs that were found together, by month."""
    places = {VIEWS: "aufrufe", **_SHOWN}
    for figure, title in titles.items():
        yield _by_month(places[figure], title, {month: _of(found, month, figure) for month in months})


def _by_month(place: str, title: str, months: Mapping[date, Mapping[str, int]]) -> Chart:
    rows = tuple(Row(month_name(month), (sum(counts.values()),)) for month, counts in months.items())
    whole = sum(row.values[0] for row in rows)
    sentence = NOTHING
    if whole:
        last = date_format(max(months), "F Y")
        sentence = f"{written(whole)} im ganzen Zeitraum, zuletzt {rows[-1].texts[0]} im {last}."
    return Chart(place, f"{title} nach Monaten", sentence, "Monat", ("Anzahl",), rows if whole else (), Kind.COLUMNS)


def _of(found: Cells, month: date, figure: str) -> dict[str, int]:
    """Return one figure of one month by IKK."""
    return {region: count for (at, name, region), count in found.items() if (at, name) == (month, figure)}


def _waiting(found: Cells) -> Chart:
    counts = {name: sum(c for (_, key, _), c in found.items() if key == figure) for figure, name in _WAITING.items()}
    rows = tuple(Row(name, (count,)) for name, count in counts.items())
    whole, soon = sum(counts.values()), sum(row.values[0] for row in rows[:2])
    sentence = (
        f"{100 * soon // whole}\N{NO-BREAK SPACE}% der Briefe waren nach höchstens 4 Arbeitstagen bei der Post."
        if whole
        else NOTHING
    )
    title = "Wie lange PIN-Briefe von der Anforderung bis zur Post brauchten"
    return Chart("wartezeit", title, sentence, "Wartezeit", ("Briefe",), rows if whole else ())


def _by_region(found: Cells, month: date, figures: tuple[str, ...], region_names: Mapping[str, str]) -> tuple[Row, ...]:
    values = {figure: _of(found, month, figure) for figure in figures}
    return tuple(
        Row(name, tuple(values[figure].get(slug, 0) for figure in figures)) for slug, name in region_names.items()
    )
