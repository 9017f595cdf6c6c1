"""How tests fill in a registration: the pages one after the other, as a browser sends them."""

import re
from html import unescape
from typing import Any

from django.test import Client

INSURED = "/internetfiliale/registrieren/versicherte/"
EMPLOYER = "/internetfiliale/registrieren/arbeitgeber/"
DONE = "/internetfiliale/registrieren/fertig/"
SAME = {"Sec-Fetch-Site": "same-origin"}

ANNA = (
    {"step": "number", "number": "a 123 456 780"},
    {"step": "person", "birth_date_0": "9", "birth_date_1": "03", "birth_date_2": "1954", "postcode": "50674"},
    {"step": "letter", "letter_form": "large"},
)
BRANDT = (
    {"step": "number", "number": "0991 2342"},
    {"step": "seat", "postcode": "53111"},
    {"step": "letter", "letter_form": "normal"},
)


def sealed(response: Any) -> str:
    """Return what the hidden field of a page carries."""
    return re.findall(r'name="sealed" value="([^"]*)"', response.text)[-1]


def send(client: Client, path: str, typed: dict[str, str], carried: str = "", **headers: str) -> Any:
    """Send one page of a registration as a page of this site would."""
    return client.post(path, {**typed, "sealed": carried}, headers={**SAME, **headers})


def fill_in(client: Client, path: str, pages: tuple[dict[str, str], ...]) -> Any:
    """Send the pages of a registration but for the last button; return the last answer."""
    response = send(client, path, pages[0])
    for typed in pages[1:]:
        response = send(client, path, typed, sealed(response))
    return response


def register(client: Client, path: str, pages: tuple[dict[str, str], ...]) -> Any:
    """Fill in a registration and press the last button."""
    return send(client, path, {"step": "check"}, sealed(fill_in(client, path, pages)))


def errors(response: Any) -> list[str]:
    """Return the messages of the summary of errors."""
    summary = re.search(r'<div class="error-summary".*?</div>', response.text, re.DOTALL)
    return [unescape(text) for text in re.findall(r'<li><a href="[^"]+">([^<]+)</a>', summary[0])] if summary else []


def heading(response: Any) -> str:
    """Return the heading of a page."""
    found = re.search(r"<h1>([^<]+)</h1>", response.text)
    assert found
    return unescape(found[1]).replace("\N{SOFT HYPHEN}", "")
