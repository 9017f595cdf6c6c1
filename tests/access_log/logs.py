"""Spool files and what has become of them, for tests of the access log."""

from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from access_log import partitions
from access_log.lines import COLUMNS, minute_text
from access_log.spool import minute_of


def line(minute: datetime, /, page: str = "/", **values: object) -> bytes:
    """Return a line that is one; ``values`` replaces columns by name, whatever they are."""
    columns = {
        "minute": minute_text(minute_of(minute)),
        "address": "198.51.100.7",
        "method": "GET",
        "page": page,
        "status": 200,
        "region": "rheinland",
        "duration_class": 1,
        **values,
    }
    return "\t".join(str(columns[name]) for name in COLUMNS).encode() + b"\n"


def spooled(minute: datetime, *lines: bytes, host: str = "web1") -> Path:
    """Put lines into the file of a minute, as the processes of ``host`` would have."""
    settings.ACCESS_LOG_DIRECTORY.mkdir(exist_ok=True)
    path: Path = settings.ACCESS_LOG_DIRECTORY / f"{minute_of(minute):%Y%m%dT%H%MZ}.{host}.log"
    with path.open("ab") as file:
        file.write(b"".join(lines))
    return path


def spool_names() -> list[str]:
    """Return the names of the files that lie in the spool."""
    return sorted(path.name for path in settings.ACCESS_LOG_DIRECTORY.iterdir())


def written_lines() -> list[bytes]:
    """Return the lines that requests have left in the spool, without their ends."""
    files = sorted(settings.ACCESS_LOG_DIRECTORY.glob("*.log"))
    return [one for path in files for one in path.read_bytes().split(b"\n") if one]


def written_fields() -> list[str]:
    """Return the columns of the only line in the spool, as text."""
    (only,) = written_lines()
    return only.decode("ascii").split("\t")


def stored(columns: str = "page", condition: str = "true") -> list[Any]:
    """Return what lies in the raw log, in the order of its pages; one column as itself, several as tuples."""
    with partitions.as_owner() as cursor:
        cursor.execute(f"SELECT {columns} FROM access_log.loggedrequest WHERE {condition} ORDER BY page")
        rows = cursor.fetchall()
    return [row[0] for row in rows] if "," not in columns else rows


def loaded() -> tuple[str, str]:
    """Run the loader; return what it wrote to standard output and standard error."""
    out, err = StringIO(), StringIO()
    call_command("load_access_log", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()
