"""System checks of the room."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from accounts import browser_printing


@register()
def check_browser_printing(**_: Any) -> list[CheckMessage]:
    """Report what is missing for printing letters in the browser, where it is switched on."""
    return [Error(problem, id="accounts.E001") for problem in browser_printing.problems()]
