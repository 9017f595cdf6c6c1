"""What the desk of the statistics shows: published figures of a period, as charts with one sentence each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from access_log.charts import Chart, Field, Kind, Row, fields, strength, written
from access_log.models import DURATIONS_MS, Cube
from access_log.page_groups import NAMES, UNKNOWN
from access_log.published import Period, newest_month, oldest_day, reading, sums
from access_log.room_figures import names
from regions.coverage import Coverage
from regions.land_map import Outline, drawing

_BY_DAY = 62  # days; a longer period is shown by month
_PAGES = 20
NO_REGION = "Keine IKK gewählt"
NOTHING = "Dazu gibt es in diesem Zeitraum keine Zahlen."
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_WEEKDAY_NAMES = ("montags", "dienstags", "mittwochs", "donnerstags", "freitags", "samstags", "sonntags")
_MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
_FAST = DURATIONS_MS.index(100)
_BEARABLE = DURATIONS_MS.index(1_000)
Sums = Mapping[tuple[object, ...], int]


@dataclass(frozen=True)
class Land:
    """One Land of the map: its outline, how strongly it is filled, and how many page views that stands for."""

    outline: Outline
    strength: int
    views: str

    @property
    def text(self) -> str:
        return f"{self.outline.land.label}: {self.views}"


@dataclass(frozen=True)
class HeatMap:
    """Page views by hour (lines) and weekday: averages of the period."""

    reading: str
    lines: tuple[tuple[str, list[Field]], ...]


@dataclass(frozen=True)
class Dashboard:
    """Everything on the page. What knows no IKK is national, whichever one is looked at."""

    period: Period
    region: str
    views: int
    regional: tuple[Chart, ...]
    national: tuple[Chart, ...]
    map_lands: tuple[Land, ...]
    map_reading: str
    view_box: str
    heat_map: HeatMap

    @property
    def charts(self) -> dict[str, Chart]:
        """All charts by their keys, for the files."""
        return {chart.key: chart for chart in (*self.regional, *self.national)}


def dashboard(period: Period, region: str, region_names: Mapping[str, str], coverage: Coverage) -> Dashboard:
    """Read and arrange the figures of a period.

    Args:
        period: the days shown.
        region: slug of one IKK, or nothing for all.
        region_names: slug -> name of every IKK.
        coverage: which IKK serves which Land.
    """
    months = Period(period.first.replace(day=1), period.last)
    chosen = {"part": region} if region else {}
    with reading():
        days, is_known = _days(period, region), (oldest_day() or period.last) <= period.before.first
        days_before = _days(period.before, region) if is_known else None
        cells = sums(Cube.REGIONS, period, "section", "part", **chosen)
        hours = sums(Cube.HOURS, period, "weekday", "part")
        missing = sums(Cube.STATUS, period, "section", part="missing")
        durations = sums(Cube.DURATIONS, period, "section", "part")
        pages = newest_month(Cube.PAGES, period.last)
        rooms = sums(Cube.FIGURES, months, "section", **chosen)
    by_region = _summed(cells, 1)
    regional = [_views(days, days_before, period), _sections(cells), _rooms(rooms, period)]
    if not region:
        regional.insert(2, _regions(by_region, region_names))
    return Dashboard(
        period=period,
        region=region,
        views=sum(days.values()),
        regional=tuple(regional),
        national=(_pages(pages, period.last), _missing(missing), _durations(durations)),
        map_lands=() if region else _lands(coverage, by_region),
        map_reading=_map_reading(by_region, region_names),
        view_box=drawing().view_box,
        heat_map=_heat_map(hours, period),
    )


def _days(period: Period, region: str) -> dict[date, int]:
    """Return page views by day: of all IKKs from the cube of hours, of one from its own."""
    found = sums(Cube.REGIONS, period, "day", part=region) if region else sums(Cube.HOURS, period, "day")
    return {day: count for (day,), count in found.items() if isinstance(day, date)}


def _summed(cells: Sums, position: int) -> Counter[str]:
    """Return the sums by one part of their keys."""
    found: Counter[str] = Counter()
    for key, count in cells.items():
        found[str(key[position])] += count
    return found


def _views(days: dict[date, int], before: dict[date, int] | None, period: Period) -> Chart:
    """Return page views in time; ``before`` are those of the time before, None if that is not known as a whole."""
    by_day = period.days <= _BY_DAY
    heads = ("Seitenaufrufe", "Zeitraum davor")[: 1 if before is None else 2]
    rows: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(heads))
    for number in range(period.days):
        day = period.first + timedelta(days=number)
        figures = rows[_names(day, by_day=by_day)]
        figures[0] += days.get(day, 0)
        if before is not None:
            figures[1] += before.get(day - timedelta(days=period.days), 0)
    return Chart(
        key="aufrufe",
        title=f"Seitenaufrufe nach {'Tagen' if by_day else 'Monaten'}",
        reading=_compared(sum(days.values()), sum((before or {}).values()), period) + ("" if by_day else _cut(period)),
        name_head="Tag" if by_day else "Monat",
        heads=heads,
        rows=tuple(Row(name, tuple(values), whole) for (name, whole), values in rows.items()),
        kind=Kind.COLUMNS,
    )


def _names(day: date, *, by_day: bool) -> tuple[str, str]:
    """Return the name of the row to which a day belongs, short and whole."""
    return (f"{WEEKDAYS[day.weekday()]} {day:%d.%m.}", f"{day:%d.%m.%Y}") if by_day else (month_name(day),) * 2


def _cut(period: Period) -> str:
    """Return a sentence about the months of which only a part is shown: their columns would read as a drop."""
    whole = period.first.day == 1, (period.last + timedelta(days=1)).day == 1
    cut = [month_name(day) for day, is_whole in zip((period.first, period.last), whole, strict=True) if not is_whole]
    return f" Nur zum Teil dabei: {' und '.join(dict.fromkeys(cut))}." if cut else ""


def _compared(views: int, before: int, period: Period) -> str:
    is_one = period.days == 1
    start = f"{written(views)} Seitenaufrufe {'an einem Tag' if is_one else f'in {period.days} Tagen'}"
    if not before:
        return f"{start}; für {'den Tag' if is_one else 'ebenso viele Tage'} davor gibt es keine Zahlen."
    change = round(100 * (views - before) / before)
    percent = f"{abs(change)}\N{NO-BREAK SPACE}%"
    words = "etwa so viele wie" if change == 0 else f"{percent} {'mehr' if change > 0 else 'weniger'} als"
    return f"{start}, {words} {'am Tag' if is_one else f'in den {period.days} Tagen'} davor ({written(before)})."


def month_name(day: date) -> str:
    """Return a month as charts name it ("Nov 2026")."""
    return f"{_MONTHS[day.month - 1]} {day.year}"


def ranked(counts: Mapping[str, int], named: Mapping[str, str], most: int | None = None) -> tuple[Row, ...]:
    """Return rows from the highest figure to the lowest."""
    ordered = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:most]
    return tuple(Row(named.get(key, key), (count,)) for key, count in ordered)


def highest(rows: Iterable[Row]) -> str:
    """Return a sentence about the first row."""
    for row in rows:
        return f"An erster Stelle steht „{row.name}“ mit {row.texts[0]}."
    return NOTHING


def _sections(cells: Sums) -> Chart:
    rows = ranked(_summed(cells, 0), NAMES)
    return Chart("bereiche", "Seitenaufrufe nach Bereichen", highest(rows), "Bereich", ("Seitenaufrufe",), rows)


def _regions(by_region: Mapping[str, int], region_names: Mapping[str, str]) -> Chart:
    rows = ranked(by_region, {"": NO_REGION, **region_names})
    title = "Seitenaufrufe nach gewählter IKK"
    return Chart("ikks", title, highest(rows), "IKK", ("Seitenaufrufe",), rows)


def _rooms(cells: Sums, period: Period) -> Chart:
    found = _summed(cells, 0)
    rows = tuple(Row(name, (found[key],)) for key, name in names().items() if key in found)
    since = date_format(period.first, "F Y")
    until = date_format(period.last, "F Y")
    months = f"im {since}" if since == until else f"von {since} bis {until}"
    sentence = f"Summen ganzer Monate, {months}." if rows else highest(rows)
    return Chart("vorgaenge", "Bestellungen, Registrierungen, Briefe", sentence, "Was", ("Anzahl",), rows)


def _pages(pages: Mapping[tuple[date, str, str], int], last: date) -> Chart:
    views = {page or NAMES[section]: count for (_, section, page), count in pages.items()}
    month = next((month for month, _, _ in pages), last)
    rows = ranked(views, {"/": "Startseite"}, _PAGES)
    title = f"Meistgelesene Seiten im {date_format(month, 'F Y')}"
    sentence = f"{highest(rows)} Ein Monat erscheint, wenn er vorbei ist." if rows else NOTHING
    return Chart("seiten", title, sentence, "Seite", ("Seitenaufrufe",), rows)


def _missing(cells: Sums) -> Chart:
    by_section = _summed(cells, 0)
    rows = ranked(by_section, NAMES)
    total = written(sum(by_section.values()))
    outside = written(by_section[UNKNOWN.key])
    sentence = f"{total} Aufrufe führten auf keine Seite, davon {outside} außerhalb der Bereiche."
    return Chart("fehlend", "Nicht gefundene Seiten", sentence, "Bereich", ("Aufrufe",), rows)


def _durations(cells: Sums) -> Chart:
    classes: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (section, part), count in cells.items():
        number = int(str(part))
        classes[str(section)][0 if number <= _FAST else 1 if number <= _BEARABLE else 2] += count
    ordered = sorted(classes.items(), key=lambda entry: (-sum(entry[1]), entry[0]))
    rows = tuple(Row(NAMES[section], tuple(values)) for section, values in ordered)
    views = sum(map(sum, classes.values()))
    fast = sum(values[0] for values in classes.values())
    sentence = (
        f"{100 * fast // views}\N{NO-BREAK SPACE}% der Antworten waren in einer Zehntelsekunde fertig."
        if views
        else highest(rows)
    )
    heads = ("bis 0,1 s", "bis 1 s", "länger")
    return Chart("dauer", "Dauer der Antworten nach Bereichen", sentence, "Bereich", heads, rows, Kind.SHARES)


def _lands(coverage: Coverage, by_region: Mapping[str, int]) -> tuple[Land, ...]:
    """Fill each Land by the page views of its IKK; where two serve it, by the more frequent one."""
    counts = {
        outline: max((by_region.get(part.region.slug, 0) for part in coverage.of_land(outline.land)), default=0)
        for outline in drawing().outlines
    }
    most = max(counts.values(), default=0)
    return tuple(Land(outline, strength(count, most), written(count)) for outline, count in counts.items())


def _map_reading(by_region: Mapping[str, int], region_names: Mapping[str, str]) -> str:
    chosen = {region_names[slug]: count for slug, count in by_region.items() if slug in region_names}
    if not chosen:
        return NOTHING
    name = max(chosen, key=lambda one: (chosen[one], one))
    return f"Je kräftiger ein Land hervortritt, desto häufiger war seine IKK gewählt, am häufigsten die {name}."


def _heat_map(cells: Sums, period: Period) -> HeatMap:
    weekdays = Counter((period.first + timedelta(days=number)).weekday() for number in range(period.days))
    values = [
        [_tens(cells.get((weekday, f"{hour:02}"), 0), weekdays[weekday]) for weekday in range(7)] for hour in range(24)
    ]
    most, hour, weekday = max(
        (value, -hour, -weekday) for hour, line in enumerate(values) for weekday, value in enumerate(line)
    )
    sentence = NOTHING
    if most:
        sentence = f"Am meisten ist {_WEEKDAY_NAMES[-weekday]} ab {-hour} Uhr los: etwa {written(most)} Seitenaufrufe."
    lines = tuple((f"{hour:02}", line) for hour, line in enumerate(fields(values)))
    return HeatMap(sentence, lines)


def _tens(count: int, days: int) -> int:
    """Return the average of so many days, in tens."""
    return round(count / days / 10) * 10 if days else 0
