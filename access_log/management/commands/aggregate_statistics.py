"""Count the access log and what the rooms offer, and publish the rounded figures."""

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from access_log.aggregation import aggregate
from access_log.room_figures import take_figures
from ikk_portal.platform.timers import RunningElsewhere, exclusive
from regions.models import Region


class Command(BaseCommand):
    """Runs every hour. Safe to repeat and to kill: each day is counted anew as a whole."""

    help = "Counts the access log by day and publishes figures rounded to tens (role ikk_jobs)."

    def handle(self, **_: Any) -> None:
        try:
            with exclusive("aggregate_statistics"):
                counted = aggregate(now=timezone.now())
                figures = take_figures(now=timezone.now())
        except RunningElsewhere:
            self.stdout.write("Another process does it; nothing to do here.")
            return
        parts = Region.objects.count() + 1  # page views without an IKK are one, too
        if parts % 5 == 0:
            self.stderr.write(
                f"ALARM: Figures of {parts} parts (IKKs and none) can give single counts away; see decision 014."
            )
        self.stdout.write(f"counted: {counted.views} page views of {counted.days} days, {figures} counts of rooms")
