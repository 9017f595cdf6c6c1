"""How tests sign in: over HTTP, as the sign-in page sends it."""

import re
from html import unescape
from typing import Any

from tests.accounts.members import PIN
from tests.accounts.registering import SAME
from tests.conftest import RoleClient

SIGN_IN, HOME = "/internetfiliale/anmelden/", "/internetfiliale/"
NUMBER = "A123456780"


def sign_in(client: RoleClient, number: str = NUMBER, pin: str = PIN, **more: str) -> Any:
    """Send number and PIN; ``more`` is what the page carries besides."""
    return client.post(SIGN_IN, {"number": number, "pin": pin, **more}, headers=SAME)


def summary(response: Any) -> str:
    """Return what the summary of errors says."""
    found = re.search(r'<div class="error-summary".*?</div>', response.text, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def shown(response: Any, name: str) -> str:
    """Return what a field of a page holds."""
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', response.text)
    assert field
    value = re.search(r'value="([^"]*)"', field[0])
    return unescape(value[1]) if value else ""
