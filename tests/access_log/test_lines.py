"""What a line is: always one, whatever was asked for, and nothing else is taken for one."""

from datetime import UTC, datetime
from ipaddress import ip_address

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from access_log.lines import Checker, duration_class, duration_text, line_of, minute_text
from access_log.pages import page_of
from tests.access_log.logs import line

MINUTE = datetime(2026, 11, 26, 17, 7, tzinfo=UTC)
CHECKER = Checker(MINUTE, ["rheinland", "nord"])
HOSTILE = [
    "/a\nb",
    "/\r\n2026-11-26 17:07:00+00\t10.0.0.1",
    "/\t\t\t",
    "/\\.",
    "/\\N",
    "/\x00\x1b[31m\x7f\x9b",
    "/ünïcode/Straße/\u2028/\u202e/😀",
    "/\udcff\ud800",
    "/?q=Krebs",
    "/" + "x" * 8_000,
    "/" + "ü" * 8_000,
    "*",
    "",
]


def written(path: str, method: str = "GET", region: str = "") -> bytes:
    request = RequestFactory().get("/")
    request.path_info = path
    return line_of(
        minute=minute_text(MINUTE),
        address=ip_address("2001:db8::7"),
        method=method,
        page=page_of(request),
        status=404,
        region=region,
        seconds=0.02,
    )


def test_line_has_these_columns_in_this_order() -> None:
    assert written("/hilfe/", region="nord") == b"2026-11-26 17:07:00+00\t2001:db8::7\tGET\t/hilfe/\t404\tnord\t1\n"


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_path_stays_one_well_formed_line(path: str) -> None:
    whole = written(path)

    assert (whole.count(b"\n"), whole.count(b"\t"), whole.isascii(), whole[-1:]) == (1, 6, True, b"\n")
    assert len(whole) < 300
    assert CHECKER.checked(whole[:-1]) == whole[:-1]


@given(st.text(), st.sampled_from(["GET", "BREW", "", "G\nT"]))
def test_any_path_and_method_is_one_well_formed_line(path: str, method: str) -> None:
    whole = written(path, method)

    assert CHECKER.checked(whole[:-1]) == whole[:-1]


@pytest.mark.parametrize(
    ("values", "is_line"),
    [
        ({}, True),
        ({"address": "\\N"}, True),
        ({"address": "2001:db8::7"}, True),
        ({"page": "/x" * 100}, True),
        ({"page": "/x" * 100 + "y"}, False),
        ({"page": "hilfe/"}, False),
        ({"page": "/a b"}, False),
        ({"page": "/a\\.b"}, False),
        ({"page": "/ü"}, False),
        ({"address": "999.1.1.1"}, False),
        ({"address": ""}, False),
        ({"address": "fe80::1%eth0"}, False),  # PostgreSQL would refuse it, and with it the whole file
        ({"minute": "2026-11-26 17:08:00+00"}, False),
        ({"minute": "2026-11-26 17:07:31+00"}, False),
        ({"method": "BREW"}, False),
        ({"status": 99}, False),
        ({"status": 600}, False),
        ({"duration_class": 8}, False),
        ({"region": "Rheinland!"}, False),
        ({"duration_class": "1\t1"}, False),
    ],
)
def test_line_is_told_from_what_is_none(values: dict[str, object], is_line: bool) -> None:
    whole = line(MINUTE, **values)[:-1]

    assert CHECKER.checked(whole) == (whole if is_line else None)


def test_slug_that_names_no_ikk_is_not_kept() -> None:
    assert CHECKER.checked(line(MINUTE, region="anna-muster-1954")[:-1]) == line(MINUTE, region="")[:-1]


def test_lines_come_back_in_random_order_and_damaged_ones_apart() -> None:
    lines = [line(MINUTE, f"/{number:03}/") for number in range(200)]
    torn = lines[0][:40] + lines[1]

    good, damaged = CHECKER.sorted(b"".join([*lines, torn, b"\n", b"half"]))

    assert [one + b"\n" for one in good] != lines
    assert sorted(one + b"\n" for one in good) == lines
    assert damaged == [torn[:-1], b"half"]


@pytest.mark.parametrize(
    ("seconds", "number", "text"),
    [
        (0, 0, "<= 10 ms"),
        (0.010, 0, "<= 10 ms"),
        (0.0101, 1, "<= 30 ms"),
        (0.1, 2, "<= 100 ms"),
        (0.3, 3, "<= 300 ms"),
        (1, 4, "<= 1000 ms"),
        (3, 5, "<= 3000 ms"),
        (10, 6, "<= 10000 ms"),
        (10.1, 7, "> 10000 ms"),
    ],
)
def test_durations_have_eight_classes(seconds: float, number: int, text: str) -> None:
    assert (duration_class(seconds), duration_text(number)) == (number, text)
