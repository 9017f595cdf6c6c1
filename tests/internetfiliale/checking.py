"""How tests check a certificate: the page as a browser sends it."""

from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone

from internetfiliale.certificates.codes import Certified, InsuredAs, code_of

CHECK = "/bescheinigung/pruefen/"
NAME = "Dr. Anna Müller-Lüdenscheidt"
RHEINLAND = "100000003"
ANNAS = Certified(RHEINLAND, InsuredAs.MEMBER, date(1999, 1, 1))


def paper(issued_on: date | None = None, certified: Certified = ANNAS) -> dict[str, str]:
    """Return what stands on a certificate of that day, today if none is named, as somebody types it."""
    day = issued_on or timezone.localdate()
    return {"code": code_of(certified, name=NAME, issued_on=day), "name": NAME, **typed_date(day)}


def typed_date(day: date) -> dict[str, str]:
    return {"issued_on_0": str(day.day), "issued_on_1": str(day.month), "issued_on_2": str(day.year)}


def check(client: Client, typed: dict[str, str], *, source: str = "", **changed: str) -> Any:
    """Send what was typed as the page would."""
    headers = {"Sec-Fetch-Site": "same-origin"} | ({"X-Forwarded-For": source} if source else {})
    return client.post(CHECK, {**typed, **changed}, headers=headers)
