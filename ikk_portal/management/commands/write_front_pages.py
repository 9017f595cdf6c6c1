"""The pages that the TLS front shows where it answers itself; `deploy/nginx.conf` names their directory."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand
from django.template.loader import render_to_string

#: Status of the front -> template that needs nothing.
PAGES = {
    400: "errors/400.html",
    403: "errors/front_403.html",
    404: "errors/front_404.html",
    405: "errors/400.html",
    413: "errors/413.html",
    414: "errors/front_414.html",
    421: "errors/400.html",
    429: "errors/front_429.html",
    500: "errors/500.html",
    501: "errors/400.html",
    502: "errors/503.html",
    503: "errors/503.html",
    504: "errors/503.html",
}


class Command(BaseCommand):
    """One file for each status; safe to repeat. Run it after collectstatic: the pages name its files."""

    help = "Writes the error pages of the TLS front."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="where nginx finds them; made if it is missing")

    def handle(self, *, directory: Path, **_: Any) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        for status, template in PAGES.items():
            (directory / f"{status}.html").write_text(render_to_string(template))
        self.stdout.write(f"{len(PAGES)} pages written to {directory}")
