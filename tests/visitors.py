"""Everybody who may come: nobody in particular, members with and without their second proof, each role of the staff."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import national_roles, regional_roles
from accounts.models import User
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.addresses import ANNA, Objects, names_objects
from tests.bestand import rows
from tests.conftest import RoleClient, signed_in

#: What a form and the browser's cookie carry alike.
TOKEN = "a" * 32
_path = cache(reverse)  # asked four times for each of some thousand answers
_FORM = {"data": f"csrfmiddlewaretoken={TOKEN}", "content_type": "application/x-www-form-urlencoded"}


def _insured(number: str, *, second_proof: bool = True) -> RoleClient:
    """Return a client of somebody insured with the Muster-IKK Rheinland, as the first visit with a letter leaves it."""
    on_file(number)
    return client_of(member(number), second_proof=second_proof, visit={"letter": ["2026-11-02", "2026-11-09"]})


def _employer() -> RoleClient:
    rows.brandt().save(force_insert=True)
    rows.account().save(force_insert=True)
    return client_of(member("09912342", "employer"), second_proof=True)


def _staff(role: str, slug: str | None) -> RoleClient:
    region = Region.objects.get(slug=slug) if slug else None
    user = User.objects.create_staff(
        "matrix", given_name="M", family_name="M", region=region, committed_on=timezone.localdate()
    )
    user.groups.set(Group.objects.filter(name=role))
    return signed_in(user)


MEMBERS: dict[str, Callable[[], RoleClient]] = {
    "pin": lambda: _insured(ANNA, second_proof=False),
    "anna": lambda: _insured(ANNA),
    "bernd": lambda: _insured("B123456782"),
    "brandt": _employer,
}
#: Columns of the table for roles; with a star behind it, whoever holds the role for all IKKs.
ROLES = {
    "Ansch": "Broschürenversand",
    "Akten": "Geschützte Akten",
    "Anfra": "Kundenservice",
    "Benut": "Benutzerverwaltung",
    "Daten": "Stammdaten",
    "Druck": "PIN-Versand",
    "Freig": "PIN-Freigabe",
    "Telef": "Kundenservice-Telefon",
    "Texte": "Redaktion",
    "Zahl": "Statistik",
}
STAFF: dict[str, Callable[[], RoleClient]] = {
    **{
        name: lambda role=role: _staff(role, "rheinland")
        for name, role in ROLES.items()
        if role not in national_roles()
    },
    **{
        f"{name}*": lambda role=role: _staff(role, None) for name, role in ROLES.items() if role not in regional_roles()
    },
}
VISITORS: dict[str, Callable[[], RoleClient]] = {"nobody": RoleClient, **MEMBERS, **STAFF}


class Asker:
    """One visitor, who asks for one address after the other; nothing that comes of it is kept."""

    def __init__(self, name: str) -> None:
        self.client: Any = VISITORS[name]()
        self.client.handler.enforce_csrf_checks = True
        self.client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
        self._cookies = deepcopy(self.client.cookies)
        self._objects = Objects()

    def address(self, pattern: str) -> str:
        """Return an address with objects of the own IKK, or with Anna's."""
        return self._objects.address(pattern)

    def answer(self, method: str, pattern: str) -> str:
        """Return the word of the table for what an address answers.

        Where it names objects, one that never was and one of another IKK are asked for, too, if own ones are shown;
        whoever is not shown an own one is not told whether there is one.
        """
        own, shown = self._asked(method, self.address(pattern))
        if own not in ("yes", "404") or not names_objects(pattern):
            return own
        nothing, told = self._asked(method, self._objects.unknown_address(pattern))
        if own == "404":
            return own if told == shown else "404,but-unlike-what-never-was"
        if nothing == "yes":
            return "on"
        foreign_address = self._objects.foreign_address(pattern)
        if foreign_address is None:
            return own
        foreign, shown = self._asked(method, foreign_address)
        if (foreign, shown) == (nothing, told):
            return "own"
        return own if foreign == own else f"{own},but-{foreign}-for-foreign-objects"

    def answer_to_nothing(self, method: str, pattern: str) -> str:
        """Return the word of the table for what an address answers about objects that there never were."""
        return self._asked(method, self._objects.unknown_address(pattern))[0]

    def ask(self, method: str, address: str, **options: Any) -> Any:
        """Ask, and take back what a form has changed."""
        try:
            if method != "POST":
                return self.client.generic(method, address, **options)
            with taken_back("default"):
                return self.client.generic(method, address, **{**_FORM, **options})
        finally:
            self.client.cookies = deepcopy(self._cookies)

    def _asked(self, method: str, address: str) -> tuple[str, tuple[Any, ...]]:
        """Return the word of the table for one answer, and what could tell it from another one."""
        response = self.ask(method, address)
        return _word_for(response, address), (response.status_code, response.headers.get("Location"))


@contextmanager
def visiting(name: str) -> Iterator[Asker]:
    """Let somebody in, and take back everything afterwards."""
    with taken_back("default"), taken_back("bestand"):
        yield Asker(name)


@contextmanager
def taken_back(alias: str) -> Iterator[None]:
    """Undo what the block does to a database; a limiter inside of it still finds itself outside of any other block."""
    before = transaction.savepoint(using=alias)
    try:
        yield
    finally:
        transaction.savepoint_rollback(before, using=alias)


def _word_for(response: Any, address: str) -> str:
    """Return the word of the table for one answer."""
    status, location = response.status_code, response.headers.get("Location", "")
    if location.startswith((_path("accounts:sign-in"), _path("admin:login"))):
        return "in"
    if location.startswith(_path("accounts:second-proof")):
        return "proof"
    if location == _path("admin:index") and address != _path("admin:login"):
        return "404"
    if status == 403:
        is_door = "accounts/sign_in.html" in [template.name for template in response.templates]
        return "in" if is_door else "-"
    return "yes" if status in (200, 302, 303, 400) else str(status)
