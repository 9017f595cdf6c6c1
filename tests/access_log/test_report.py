"""The only way to look at the raw log: for one address or a small network, with a reason, recorded."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from privacy.models import StaffAccess
from tests.access_log.logs import line, loaded, spooled

pytestmark = pytest.mark.django_db


@pytest.fixture
def attacked(db: None) -> list[str]:
    """Requests of two minutes, loaded; the arguments of a report about both."""
    for minutes, page in ((3, "/wp-login.php"), (2, "/.env")):
        minute = timezone.now() - timedelta(minutes=minutes)
        addresses = ("198.51.100.7", "198.51.100.8", "203.0.113.5", "2001:db8::7", "\\N")
        spooled(minute, *(line(minute, page, address=address) for address in addresses))
    loaded()
    start, end = timezone.now() - timedelta(minutes=5), timezone.now()
    return [
        f"--from={start.isoformat()}",
        f"--to={end.isoformat()}",
        "--reason=Angriff vom 26.11.",
        "--by=Olga Operator",
    ]


def report(*arguments: str) -> list[list[str]]:
    """Return address and page of each row that the report prints."""
    out, err = StringIO(), StringIO()
    call_command("access_log_report", *arguments, stdout=out, stderr=err)
    heading, *rows = out.getvalue().splitlines()
    assert heading == "minute (UTC)\taddress\tmethod\tstatus\tduration\tregion\tpage"
    assert err.getvalue() == f"{len(rows)} requests\n"
    return [[row.split("\t")[column] for column in (1, 6)] for row in rows]


def test_report_shows_what_came_from_one_address_the_oldest_first(attacked: list[str]) -> None:
    assert report("--ip=198.51.100.7", *attacked) == [["198.51.100.7", "/wp-login.php"], ["198.51.100.7", "/.env"]]
    assert report("--ip=2001:db8::/48", *attacked) == [["2001:db8::7", "/wp-login.php"], ["2001:db8::7", "/.env"]]


def test_report_of_a_network_and_a_period(attacked: list[str]) -> None:
    end = (timezone.now() - timedelta(minutes=2)).replace(second=0, microsecond=0)

    rows = report("--ip=198.51.100.0/24", *attacked, f"--to={end:%Y-%m-%dT%H:%M}")

    assert sorted(rows) == [["198.51.100.7", "/wp-login.php"], ["198.51.100.8", "/wp-login.php"]]


def test_report_is_recorded_with_its_reason_and_without_the_address(attacked: list[str]) -> None:
    report("--ip=198.51.100.7", *attacked)

    entry = StaffAccess.objects.get(kind="access_log.LoggedRequest")
    assert (entry.by, entry.action, entry.record) == ("Olga Operator", "list", "")
    assert entry.detail.startswith("Angriff vom 26.11. (")
    assert "198.51" not in entry.detail


def test_report_is_recorded_with_its_period_in_utc_whatever_was_typed(attacked: list[str]) -> None:
    report("--ip=198.51.100.7", *attacked, "--from=2020-01-01T12:00+01:00", "--to=2020-01-01T12:00")

    detail = StaffAccess.objects.get(kind="access_log.LoggedRequest").detail
    assert detail == "Angriff vom 26.11. (01.01.2020 11:00 bis 01.01.2020 12:00 UTC)"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--ip=198.51.0.0/16"], r"198\.51\.0\.0/16 is too large; at most a /24\."),
        (["--ip=2001:db8::/32"], r"2001:db8::/32 is too large; at most a /48\."),
        (["--ip=example.org"], "example.org is no address and no network"),
        (["--from=yesterday"], "yesterday is no time"),
        (["--to=2020-01-01"], "--from must lie before --to"),
        (["--reason= "], "--reason and --by must not be empty"),
        (["--by="], "--reason and --by must not be empty"),
    ],
)
def test_report_without_a_narrow_question_is_refused(attacked: list[str], arguments: list[str], problem: str) -> None:
    with pytest.raises(CommandError, match=problem):
        report("--ip=198.51.100.7", *attacked, *arguments)

    assert not StaffAccess.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["198.51.100.7", "(198.51.100.0/24)", "IP:198.51.100.7:443,", "2001:db8::7", "[2001:DB8::7]:443", "von ::1: drei"],
)
def test_report_refuses_a_reason_that_names_an_address(attacked: list[str], address: str) -> None:
    with pytest.raises(CommandError, match=r"the reason names an address\. Say without it what happened"):
        report("--ip=198.51.100.7", *attacked, f"--reason=Angriff {address}")

    assert not StaffAccess.objects.exists()


@pytest.mark.parametrize("reason", ["Angriff am 26.11.2026, 17:07:30 Uhr", "Abruf: a.b.c, Version 5.2.19", "Fall 7:12"])
def test_report_takes_a_reason_with_dates_and_times(attacked: list[str], reason: str) -> None:
    report("--ip=198.51.100.7", *attacked, f"--reason={reason}")

    assert StaffAccess.objects.get(kind="access_log.LoggedRequest").detail.startswith(f"{reason} (")


@pytest.mark.parametrize("missing", ["--ip", "--from", "--to", "--reason", "--by"])
def test_report_asks_for_all_of_it(attacked: list[str], missing: str) -> None:
    given: list[Any] = [one for one in ["--ip=198.51.100.7", *attacked] if not one.startswith(missing)]

    with pytest.raises(CommandError, match=f"required: {missing}"):
        report(*given)
