"""System checks of the project: what an installation needs beside its settings."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from ikk_portal.platform import keys


@register()
def check_keys(**_: Any) -> list[CheckMessage]:
    """Report every key ring that is missing, damaged or open to others."""
    needed = keys.needed_by(settings.SURFACE)
    return [Error(problem, id="ikk_portal.E001") for problem in keys.problems(settings.KEYS_DIRECTORY, needed)]
