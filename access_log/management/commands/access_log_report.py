"""The only way to look into the access log: for one address or a small network, with a reason, recorded."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Any

from django.core.management import BaseCommand, CommandError

from access_log.actions import look_up
from access_log.lines import duration_text
from access_log.models import LoggedRequest

#: The largest networks that may be asked for: what one customer of a provider may have.
_LARGEST = {4: 24, 6: 48}
_FOUR_NUMBERS = re.compile(r"\d+(?:\.\d+){3}")
_WITH_COLONS = re.compile(r"[0-9a-f]*:[0-9a-f:.]+", re.IGNORECASE)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        network = ip_network(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no address and no network.") from None
    if network.prefixlen < _LARGEST[network.version]:
        raise ArgumentTypeError(f"{text} is too large; at most a /{_LARGEST[network.version]}.")
    return network


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no time. Write it like 2026-11-26T17:00 (UTC).") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reason(text: str) -> str:
    """Refuse a reason that names an address: the trail keeps it for years after the log is gone."""
    if _FOUR_NUMBERS.search(text) or any(map(_is_address, _WITH_COLONS.findall(text))):
        raise ArgumentTypeError("the reason names an address. Say without it what happened: it is kept for years.")
    return text


def _is_address(text: str) -> bool:
    """Whether a word with colons is an address, also where a sentence goes on behind it."""
    for word in (text, text.rstrip(".:")):
        with suppress(ValueError):
            return bool(IPv6Address(word))
    return False


class Command(BaseCommand):
    """For technical operators who fend off an attack. Nobody evaluates the log by person; no page shows it."""

    help = "Prints what came from an address in a period, to fend off an attack; the look is recorded (role ikk_jobs)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ip", type=_network, required=True, help="address, or network up to /24 or /48")
        parser.add_argument("--from", type=_moment, required=True, dest="start", help="UTC, like 2026-11-26T17:00")
        parser.add_argument("--to", type=_moment, required=True, dest="end", help="UTC; not included")
        parser.add_argument("--reason", type=_reason, required=True, help="the attack, without an address")
        parser.add_argument("--by", required=True, help="your name")

    def handle(self, **options: Any) -> None:
        if not options["reason"].strip() or not options["by"].strip():
            raise CommandError("--reason and --by must not be empty.")
        if options["start"] >= options["end"]:
            raise CommandError("--from must lie before --to.")
        rows = look_up(
            network=options["ip"],
            start=options["start"],
            end=options["end"],
            by=options["by"],
            reason=options["reason"],
        )
        self.stdout.write("minute (UTC)\taddress\tmethod\tstatus\tduration\tregion\tpage")
        count = 0
        for row in rows:
            self.stdout.write(_written(row))
            count += 1
        self.stderr.write(f"{count} requests")


def _written(row: LoggedRequest) -> str:
    minute = f"{row.minute.astimezone(UTC):%Y-%m-%d %H:%M}"
    duration = duration_text(row.duration_class)
    return f"{minute}\t{row.address}\t{row.method}\t{row.status}\t{duration}\t{row.region or '-'}\t{row.page}"
