"""Everybody who may come: nobody in particular, members with and without their second proof, each role of the staff."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
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
from tests.addresses import Objects, names_objects
from tests.bestand import rows
from tests.conftest import RoleClient, signed_in

#: What a form and the browser's cookie carry alike.
TOKEN = "a" * 32
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
    "pin": lambda: _insured("A123456780", second_proof=False),
    "anna": lambda: _insured("A123456780"),
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

    def answer(self, method: str, pattern: str) -> str:
        """Return the word of the table for what an address answers: about own objects, and about foreign ones."""
        own = self._word(method, pattern, self._objects.address(pattern))
        foreign_address = self._objects.foreign_address(pattern)
        foreign = self._word(method, pattern, foreign_address) if foreign_address else own
        if (own, foreign) == ("yes", "404"):
            return "own"
        return own if own == foreign else f"{own},but-{foreign}-for-foreign-objects"

    def ask(self, method: str, address: str, **options: Any) -> Any:
        """Ask, and take back what a form has changed."""
        try:
            if method != "POST":
                return self.client.generic(method, address, **options)
            with taken_back("default"):
                return self.client.generic(method, address, **{**_FORM, **options})
        finally:
            self.client.cookies = deepcopy(self._cookies)

    def _word(self, method: str, pattern: str, address: str) -> str:
        response = self.ask(method, address)
        word = _word_for(response, address)
        is_led_on = method == "GET" and word == "yes" and response.status_code == 302
        if not names_objects(pattern) or not (word == "404" or is_led_on):
            return word
        unknown_address = self._objects.unknown_address(pattern)
        unknown = self.ask(method, unknown_address)
        if is_led_on:
            return word if _word_for(unknown, unknown_address) == "404" else "on"
        return word if _traits(unknown) == _traits(response) else "404,but-unlike-what-never-was"


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
    if location.startswith((reverse("accounts:sign-in"), reverse("admin:login"))):
        return "in"
    if location.startswith(reverse("accounts:second-proof")):
        return "proof"
    if location == reverse("admin:index") and address != reverse("admin:login"):
        return "404"
    if status == 403:
        is_door = "accounts/sign_in.html" in [template.name for template in response.templates]
        return "in" if is_door else "-"
    return "yes" if status in (200, 302, 303, 400) else str(status)


def _traits(response: Any) -> tuple[Any, ...]:
    """Return what could tell somebody else's object from none."""
    return response.status_code, response.headers.get("Location")
