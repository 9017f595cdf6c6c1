"""Make the index of the site's search equal to what the rooms hold."""

from typing import Any

from django.core.management import BaseCommand

from regions.site_search import index_all


class Command(BaseCommand):
    """Safe to repeat, and to kill: the index is replaced in one transaction."""

    help = "Rebuilds the index of the site's search. Runs under the database role ikk_jobs."

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"Search: {index_all()} entries.")
