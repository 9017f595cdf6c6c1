"""Show how much of the access log there is, without anything that stands in it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from access_log import partitions, spool


class Command(BaseCommand):
    """For technical operators; nothing personal is shown, so nothing is recorded."""

    help = "Shows which days of the access log are held, how large they are and when they go (role ikk_jobs)."

    def handle(self, **_: Any) -> None:
        with partitions.as_owner() as cursor:
            found = partitions.held(cursor)
        self.stdout.write(f"{'day (UTC)':<12}{'rows':>14}{'MiB':>10}  goes on")
        for one in found:
            goes = f"{one.day + timedelta(days=settings.ACCESS_LOG_DAYS)}" if one.day else ""
            self.stdout.write(f"{one.day or 'outside'!s:<12}{one.rows:>14,}{one.size / 2**20:>10.1f}  {goes}".rstrip())
        waiting, damaged = spool.files("log", "taken"), spool.files("damaged")
        self.stdout.write(f"on this machine: {len(waiting)} files wait, {len(damaged)} hold damaged lines")
