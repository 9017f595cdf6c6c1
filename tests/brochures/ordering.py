"""How tests order brochures: the pages one after the other, as a browser sends them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.accounts.registering import errors, heading, sealed, send

ORDER = "/broschueren/bestellen/"
DONE = "/broschueren/bestellen/fertig/"

__all__ = ["ANNA", "DONE", "ORDER", "errors", "fill_in", "heading", "order", "sealed", "send", "without_waiting"]

ANNA = {
    "step": "anschrift",
    "given_name": "Anna",
    "family_name": "Arnold",
    "addition": "",
    "street": "Musterstr. 7",
    "postcode": "50674",
    "town": "Köln",
}


def copies(**wanted: int | str) -> dict[str, str]:
    """Return what the first page sends; underscores in names are hyphens of keys."""
    return {"step": "anzahl", **{f"anzahl-{key.replace('_', '-')}": str(count) for key, count in wanted.items()}}


def fill_in(client: Client, first: dict[str, str], *pages: dict[str, str]) -> Any:
    """Send the pages of an order but for the last button; return the last answer."""
    response = send(client, ORDER, first)
    for typed in pages:
        response = send(client, ORDER, typed, sealed(response))
    return response


def order(client: Client, first: dict[str, str], *pages: dict[str, str], **headers: str) -> Any:
    """Fill in an order and press the last button."""
    return send(client, ORDER, {"step": "check"}, sealed(fill_in(client, first, *pages)), **headers)


def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests press the last button as fast as programs do."""
    monkeypatch.setattr("brochures.views.ordering._Ordering.least_time", timedelta(0))
