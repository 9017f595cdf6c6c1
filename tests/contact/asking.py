"""How tests write to us: the pages as a browser sends them."""

import re
from html import unescape
from typing import Any

from django.test import Client

from contact.topics import Topic

SENT = "/kontakt/gesendet/"
SAME = {"Sec-Fetch-Site": "same-origin"}
ASKED = {"message": "Wann haben Sie geöffnet?", "email": "anna@example.org", "ikk": "rheinland"}
LETTER = {
    "name": "Anna Ahrens",
    "street": "Hauptstraße 12",
    "postcode": "50667",
    "town": "Köln",
    "number": "A 000 500 015",
    "message": "ich beantrage Krankengeld ab dem 2. Dezember 2026.",
    "ikk": "rheinland",
}


def mail_path(topic: str = Topic.HOURS) -> str:
    return f"/kontakt/e-mail/{topic}/"


def letter_path(topic: str = "krankengeld") -> str:
    return f"/kontakt/brief/{topic}/"


def ask(client: Client, topic: str = Topic.HOURS, *, source: str = "", **typed: str) -> Any:
    """Send an enquiry as a page of this site would."""
    headers = {**SAME, "X-Forwarded-For": source} if source else SAME
    return client.post(mail_path(topic), {**ASKED, **typed}, headers=headers)


def write(client: Client, topic: str = "krankengeld", **typed: str) -> Any:
    """Ask for a letter as a page of this site would."""
    return client.post(letter_path(topic), {**LETTER, **typed}, headers=SAME)


def errors(response: Any) -> list[str]:
    """Return the messages of the summary of errors."""
    summary = re.search(r'<div class="error-summary".*?</div>', response.text, re.DOTALL)
    found = re.findall(r"<li>(?:<a [^>]+>)?([^<]+)", summary[0]) if summary else []
    return [unescape(text) for text in found]


def value_of(response: Any, name: str) -> str:
    """Return what stands in a field of a page."""
    area = re.search(rf'<textarea name="{name}"[^>]*>\s?([^<]*)</textarea>', response.text)
    field = re.search(rf'<input [^>]*name="{name}"[^>]*>', response.text)
    assert area or field, name
    value = area or re.search(r'value="([^"]*)"', field[0])  # type: ignore[index]
    return unescape(value[1]) if value else ""
