#!/usr/bin/env python
"""Entry point of every command of the portal."""

import os
import sys


def main() -> None:
    """Run the command named on the command line.

    ``demo`` starts before Django does: it provides the settings and the database server that every
    other command demands from the environment.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikk_portal.settings")
    if sys.argv[1:2] == ["demo"]:
        from ikk_portal.demo import main as demo

        sys.exit(demo(sys.argv[2:]))

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
