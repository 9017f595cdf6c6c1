"""The rules of the raw log, each by an accepting and a refusing row."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access_log import partitions
from access_log.lines import COLUMNS

pytestmark = pytest.mark.django_db
MINUTE = datetime(2026, 11, 26, 17, 7, tzinfo=UTC)


def insert(**values: Any) -> None:
    """Store one row, in whatever partition it belongs to."""
    row = {
        "minute": MINUTE,
        "address": "198.51.100.7",
        "method": "GET",
        "page": "/",
        "status": 200,
        "region": "",
        "duration_class": 0,
        **values,
    }
    statement = f"INSERT INTO access_log.loggedrequest ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * 7)})"
    with transaction.atomic(), partitions.as_owner() as cursor:
        cursor.execute(statement, [row[name] for name in COLUMNS])


@pytest.mark.parametrize(
    ("constraint", "column", "possible", "impossible"),
    [
        (
            "loggedrequest_minute_is_whole",
            "minute",
            [MINUTE],
            [MINUTE.replace(second=1), MINUTE.replace(microsecond=1)],
        ),
        ("loggedrequest_method_known", "method", ["GET", "OPTIONS", "OTHER"], ["BREW", "get", ""]),
        ("loggedrequest_page_is_path", "page", ["/", "/hilfe/"], ["", "hilfe/", "/suche/?q=Krebs"]),
        ("loggedrequest_status_possible", "status", [100, 599], [99, 600, 0]),
        ("loggedrequest_duration_class_known", "duration_class", [0, 7], [-1, 8]),
    ],
)
def test_rule_of_a_row(constraint: str, column: str, possible: list[Any], impossible: list[Any]) -> None:
    for value in possible:
        insert(**{column: value})
    for value in impossible:
        with pytest.raises(IntegrityError, match=constraint):
            insert(**{column: value})
