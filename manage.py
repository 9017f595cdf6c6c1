#!/usr/bin/env python
"""Entry point of every command of the portal."""

import os
import sys


def main() -> None:
    """Run the command named on the command line.

    ``demo`` starts before Django does: it provides the settings and the database server that every
    other command demands from the environment; ``demo_code`` and ``demo_core_system`` work on those of a demo
    that runs.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikk_portal.settings")
    if sys.argv[1:2] == ["demo"]:
        from ikk_portal.demo import main as demo

        sys.exit(demo(sys.argv[2:]))

    if sys.argv[1:2] in (["demo_code"], ["demo_core_system"]) and "DATABASE_URL" not in os.environ:
        from ikk_portal.demo import join_running_demo

        join_running_demo(sys.argv[2:])

    import psycopg
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, OperationalError

    from ikk_portal.log_format import database_error_without_values

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")
    except OperationalError as error:
        first_line = str(error).partition("\n")[0]
        sys.exit(f"The database does not answer. Check DATABASE_URL and that the server runs. ({first_line})")
    except (DatabaseError, psycopg.Error) as error:  # its message repeats the row: names, numbers, addresses
        sys.exit(database_error_without_values(error))


if __name__ == "__main__":
    main()
