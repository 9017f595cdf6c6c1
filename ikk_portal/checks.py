"""System checks of the project: what an installation needs beside its settings, and what its statement must say."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from ikk_portal.platform import keys


@register()
def check_keys(**_: Any) -> list[CheckMessage]:
    """Report every key ring that is missing, damaged or open to others."""
    needed = keys.needed_by(settings.SURFACE)
    return [Error(problem, id="ikk_portal.E001") for problem in keys.problems(settings.KEYS_DIRECTORY, needed)]


#: Hosts that are the portal's own machine: what they do nobody else does for it.
_OWN_MACHINE = ("", "localhost", "127.0.0.1", "::1")


@register()
def check_mail_service(**_: Any) -> list[CheckMessage]:
    """Report a mail service of somebody else that the privacy statement would not name (Art. 28 DSGVO)."""
    if settings.EMAIL_HOST in _OWN_MACHINE or settings.MAIL_PROCESSOR:
        return []
    problem = (
        f"EMAIL_URL names the mail service {settings.EMAIL_HOST}. Set MAIL_PROCESSOR to its name, country and the date "
        "of the contract under Art. 28 DSGVO; the privacy statement shows it."
    )
    return [Error(problem, id="ikk_portal.E002")]
