"""Closing accounts in tests, under the roles that do it."""

from io import StringIO

from django.core.management import call_command
from django.db import connections

ROLES = {"default": "ikk_jobs", "bestand": "bestand_match"}


def closed() -> str:
    """Run the timer under its roles and return what it printed."""
    output = StringIO()
    for alias, role in ROLES.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SET ROLE {role}")
    try:
        call_command("close_accounts", stdout=output)
    finally:
        for alias in ROLES:
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")
    return output.getvalue().strip()
