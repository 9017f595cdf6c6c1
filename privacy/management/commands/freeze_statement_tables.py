"""Keep the tables of the newest statement beside its text, for the archive."""

import json
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from privacy.statements import newest_file, tables_file
from privacy.tables import statement_tables


class Command(BaseCommand):
    """A developer runs it after adding a version; a test says when it was forgotten."""

    help = "Writes the tables of the newest privacy statement from the declarations and the settings."
    requires_system_checks: list[str] = []

    def handle(self, **_: Any) -> None:
        target = tables_file(newest_file())
        text = json.dumps(statement_tables(settings.COOKIE_PURPOSES), ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(f"wrote {target.name}")
