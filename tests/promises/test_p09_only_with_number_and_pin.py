"""P09: the Internetfiliale opens for number and PIN only, tells nobody who has one, and social data need more."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connections
from django.urls import get_resolver
from django.utils import timezone

from accounts.models import User
from internetfiliale.services.catalogue import catalogue
from tests.accounts.members import PIN, UNLOCK_CODE, member, reader_of
from tests.accounts.printing import on_file
from tests.accounts.registering import SAME
from tests.accounts.sign_in_page import SIGN_IN
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.house_rules.test_routes import routes

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

#: What answers without a sign-in: the way in, the way out, and the registration.
BEFORE_THE_DOOR = {
    "/internetfiliale/anmelden/",
    "/internetfiliale/pin-vergessen/",
    "/internetfiliale/abmelden/",
    "/internetfiliale/abgemeldet/",
    "/internetfiliale/abgemeldet/vergessen.css",
    "/internetfiliale/registrieren/",
    "/internetfiliale/registrieren/versicherte/",
    "/internetfiliale/registrieren/arbeitgeber/",
    "/internetfiliale/registrieren/vertretung/",
    "/internetfiliale/registrieren/kinder/",
    "/internetfiliale/registrieren/steuerberatung/",
    "/internetfiliale/registrieren/fertig/",
}
#: A case, or a notice, that nobody has.
CASE = "00000000-0000-4000-8000-000000000000"


def branch() -> list[str]:
    """Return every address of the branch, that of each service included."""
    patterns = [f"/{pattern}" for pattern, _ in routes(get_resolver()) if pattern.startswith("internetfiliale/")]
    services = [SERVICE.replace("<slug:slug>", service.slug) for service in catalogue()]
    others = [pattern.replace("<uuid:key>", CASE) for pattern in patterns if pattern != SERVICE]
    return sorted([*others, *services])


SERVICE = "/internetfiliale/dienste/<slug:slug>/"
BRANCH = branch()
BEHIND_IT = [path for path in BRANCH if path not in BEFORE_THE_DOOR]
#: What the register holds about Anna; only her name may be seen with the PIN alone.
SOCIAL_DATA = ("A123456780", "A 123 456 780", "09.03.1954", "Zülpicher Straße 12", "50674")


@pytest.fixture
def anna() -> User:
    on_file("A123456780")
    return member()


@pytest.mark.parametrize("path", BEHIND_IT)
def test_no_page_behind_the_door_answers_without_sign_in(anna: User, path: str) -> None:
    asked, sent = RoleClient().get(path), RoleClient().post(path)

    assert (asked.status_code, asked.headers["Location"]) == (302, f"{SIGN_IN}?weiter={path}")
    assert sent.status_code == 403
    assert "Müller" not in asked.text + sent.text


def test_the_door_stands_where_this_page_says() -> None:
    assert set(BRANCH) >= BEFORE_THE_DOOR
    assert len(BEHIND_IT) == 15 + len(catalogue())


@pytest.mark.parametrize("path", BEHIND_IT)
def test_the_pin_alone_shows_no_social_data(anna: User, path: str) -> None:
    text = unescape(client_of(anna).get(path, follow=True).text).partition('aria-labelledby="servicestelle"')[0]

    assert [value for value in SOCIAL_DATA if value in text] == []


def test_social_data_come_with_the_second_proof(anna: User) -> None:
    client = client_of(anna)
    client.post("/internetfiliale/nachweis/", {"unlock_code": UNLOCK_CODE})

    text = unescape(client.get("/internetfiliale/meine-daten/").text)

    assert [value for value in SOCIAL_DATA[1:] if value not in text] == []


def _on_file(number: str) -> None:
    on_file(number)


def _used(number: str) -> None:
    on_file(number)
    member(number)


def _new_letter(number: str) -> None:
    on_file(number)
    reader_of(number)


def _expired(number: str) -> None:
    on_file(number)
    reader_of(number, valid_until=timezone.localdate() - timedelta(days=1))


def _blocked(number: str) -> None:
    _used(number)
    User.objects.filter(number=number).update(blocked_at=timezone.now())


def _deceased(number: str) -> None:
    on_file(number, is_deceased=True)
    member(number)


#: Number -> what is behind it; nothing at all behind the first.
BEHIND_THE_NUMBER = {
    "A000500015": None,
    "C000500021": _on_file,
    "K220645122": _used,
    "T012345678": _new_letter,
    "X110411675": _expired,
    "A123456780": _blocked,
    "B123456782": _deceased,
}
_MOMENT = re.compile(r"ab (\d\d\.\d\d\.\d{4}, )?\d\d:\d\d Uhr")
_SEALED = re.compile(r'name="sealed" value="[^"]+"')
_SAVEPOINT = re.compile(r'SAVEPOINT "[^"]+"')  # numbered; outside tests they are transactions


def _noting(asked: list[str]) -> Callable[..., Any]:
    """Return what hears every statement and writes it down in ``asked``."""

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.append(_SAVEPOINT.sub("SAVEPOINT", sql))
        return execute(sql, *rest)

    return note


def observed(number: str, source: str) -> list[Any]:
    """Try wrong PINs until the Entsperrcode is asked; return all that could tell numbers apart."""
    seen = []
    for pin in ("00000000", "0000", "00000001", "00000002", "00000003", "00000004"):
        asked: list[str] = []
        note = _noting(asked)
        with connections["default"].execute_wrapper(note), connections["bestand"].execute_wrapper(note):
            response = RoleClient().post(
                SIGN_IN, {"number": number, "pin": pin}, headers={**SAME, "X-Forwarded-For": source}
            )
        text = _MOMENT.sub("", _SEALED.sub("", response.text)).replace(number, "")
        seen.append((response.status_code, dict(response.headers), text, asked))
    return seen


def test_known_unknown_and_closed_numbers_cannot_be_told_apart(db: None) -> None:
    for number, prepare in BEHIND_THE_NUMBER.items():
        if prepare:
            prepare(number)

    unknown, *others = [
        observed(number, f"198.51.{place}.7") for place, number in enumerate(BEHIND_THE_NUMBER, start=1)
    ]

    assert "Bitte geben Sie auch den Entsperrcode ein" in unknown[-1][2]
    assert len(unknown[0][3]) > 0
    for other in others:
        assert other == unknown


def test_only_the_right_pin_opens(anna: User, client: RoleClient) -> None:
    wrong = client.post(SIGN_IN, {"number": "A123456780", "pin": "12345679"}, headers=SAME)
    right = client.post(SIGN_IN, {"number": "A123456780", "pin": PIN}, headers=SAME)

    assert (wrong.status_code, right.status_code) == (200, 303)
