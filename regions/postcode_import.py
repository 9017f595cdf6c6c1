"""Reading the table of postcodes from a file and making the database equal to it."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from math import isfinite
from pathlib import Path

from django.db import connection, transaction

from regions.models import Land
from regions.towns import fold

DEFAULT_FILE = Path(__file__).parent / "data" / "postcodes.csv"

_HEADER = "plz;ort;bundesland_iso;lat;lon"
_COLUMNS = 5
_LAENDER = frozenset(Land.values)
_LONGEST = 80  # characters of a town and of its search form, as in the model


class UnusableFileError(Exception):
    """The file as a whole cannot be imported; the message says why. The table is untouched."""


@dataclass(frozen=True)
class Place:
    """One line of the file, in the order of the table's columns."""

    code: str
    town: str
    land: str
    latitude: float | None
    longitude: float | None
    search_key: str


@dataclass(frozen=True)
class Refused:
    """A line that was left out; ``line`` counts from 1, the header included."""

    line: int
    reason: str


@dataclass
class Report:
    """What an import did."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)


def import_postcodes(path: Path) -> Report:
    """Make the table of postcodes equal to the file, and say what changed.

    One transaction: whoever reads meanwhile, or a kill, sees the old table. A second run changes nothing.
    Runs under ``ikk_jobs``; commands and the demo call it.

    Raises:
        UnusableFileError: for a file that is missing, has another header, or holds no usable line.
    """
    report = Report()
    places = list(read_places(path, report.refused))
    if not places:
        raise UnusableFileError(f"{path} holds no usable line; the table stays as it is.")
    with transaction.atomic():
        _load_beside(places)
        report.deleted, report.updated, report.inserted = (_execute(step) for step in (_DELETE, _UPDATE, _INSERT))
    report.unchanged = len(places) - report.inserted - report.updated
    return report


def read_places(path: Path, refused: list[Refused]) -> Iterator[Place]:
    """Yield the usable lines of the file and append the others to ``refused``.

    Raises:
        UnusableFileError: for a missing file or another header.
    """
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise UnusableFileError(f"{path} cannot be read: {error.strerror}.") from error
    if not lines or lines[0].decode("utf-8", "replace") != _HEADER:
        raise UnusableFileError(f"{path} does not begin with the header {_HEADER}.")
    seen: set[tuple[str, str, str]] = set()
    for number, line in enumerate(lines[1:], start=2):
        try:
            place = parse(line)
        except ValueError as problem:
            refused.append(Refused(number, _reason(problem)))
            continue
        key = (place.code, place.town, place.land)
        if key in seen:
            refused.append(Refused(number, "place occurs twice"))
        else:
            seen.add(key)
            yield place


def parse(line: bytes) -> Place:
    """Return the place of one line.

    Raises:
        ValueError: with the reason why the line is unusable.
    """
    columns = line.decode("utf-8").split(";")
    if len(columns) != _COLUMNS:
        raise ValueError(f"{len(columns)} columns instead of {_COLUMNS}")
    code, town, land, latitude, longitude = (column.strip() for column in columns)
    if not (len(code) == 5 and code.isascii() and code.isdigit()):
        raise ValueError("postcode is not five digits")
    if land not in _LAENDER:
        raise ValueError("unknown Land")
    search_key = fold(town)
    if not search_key or not town.isprintable():
        raise ValueError("no name of a town")
    if len(town) > _LONGEST or len(search_key) > _LONGEST:
        raise ValueError(f"name of the town is longer than {_LONGEST} characters")
    return Place(code, town, land, _degrees(latitude, 90), _degrees(longitude, 180), search_key)


def _degrees(text: str, limit: int) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or abs(value) > limit:
        raise ValueError("coordinate out of range")
    return value


def _reason(problem: ValueError) -> str:
    return "not UTF-8" if isinstance(problem, UnicodeDecodeError) else str(problem)


_DELETE = """
    DELETE FROM regions_postcode old
    WHERE NOT EXISTS (
        SELECT FROM postcode_new new
        WHERE (old.code, old.town, old.land) = (new.code, new.town, new.land)
    )
"""
_UPDATE = """
    UPDATE regions_postcode old
    SET latitude = new.latitude, longitude = new.longitude, search_key = new.search_key
    FROM postcode_new new
    WHERE (old.code, old.town, old.land) = (new.code, new.town, new.land)
        AND (old.latitude, old.longitude, old.search_key)
            IS DISTINCT FROM (new.latitude, new.longitude, new.search_key)
"""
_INSERT = """
    INSERT INTO regions_postcode (code, town, land, latitude, longitude, search_key)
    SELECT code, town, land, latitude, longitude, search_key FROM postcode_new new
    WHERE NOT EXISTS (
        SELECT FROM regions_postcode old
        WHERE (old.code, old.town, old.land) = (new.code, new.town, new.land)
    )
"""
_CREATE = """
    CREATE TEMPORARY TABLE postcode_new (
        code text, town text, land text, latitude float8, longitude float8, search_key text,
        PRIMARY KEY (code, town, land)
    ) ON COMMIT DROP
"""


def _load_beside(places: list[Place]) -> None:
    """Copy the places into a temporary table that ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5min'")
        # One import at a time; readers go on.
        cursor.execute("LOCK TABLE regions_postcode IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_CREATE)
        with cursor.copy("COPY postcode_new FROM STDIN") as copy:
            for place in places:
                copy.write_row(astuple(place))
        cursor.execute("ANALYZE postcode_new")


def _execute(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount
