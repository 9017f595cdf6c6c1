"""Tables as files for spreadsheet programs: semicolons, a byte order mark, and no cell that would be a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

#: How a formula begins; some programs read the wide letters of East Asia like the plain ones.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return a file to be saved under ``name``."""
    text = StringIO("\ufeff")
    text.seek(0, 2)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(_guarded, head))
    writer.writerows(map(_guarded, row) for row in rows)
    answer = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _guarded(value: object) -> object:
    """Put an apostrophe before text that a spreadsheet program would run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
