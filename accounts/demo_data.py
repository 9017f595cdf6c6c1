"""The demo's staff: one person for each role and scope."""

import secrets
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import get_hasher
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import SecondFactor, User
from accounts.one_time_codes import as_text, new_key
from regions.models import Region


@dataclass(frozen=True)
class SignIn:
    """What the demo prints for one member of staff; ``key`` is for an authenticator app."""

    username: str
    password: str
    key: str
    role: str
    scope: str


_STAFF = (
    ("sander", "Sabine", "Sander", "Stammdaten", None),
    ("rheinberg", "Robert", "Rheinberg", "Stammdaten", "rheinland"),
    ("ritter", "Renate", "Ritter", "Redaktion", None),
    ("rosen", "Ruben", "Rosen", "Redaktion", "rheinland"),
    ("vogel", "Viktor", "Vogel", "PIN-Versand", "rheinland"),
    ("fischer", "Frauke", "Fischer", "PIN-Freigabe", "rheinland"),
    ("telgen", "Tina", "Telgen", "Kundenservice-Telefon", "rheinland"),
    ("pauli", "Petra", "Pauli", "Broschürenversand", "rheinland"),
    ("kessler", "Katrin", "Kessler", "Kundenservice", "rheinland"),
    ("kuhn", "Kurt", "Kuhn", "Kundenservice", "bayern"),
    ("stein", "Stefanie", "Stein", "Statistik", None),
    ("stark", "Simon", "Stark", "Statistik", "rheinland"),
    ("busch", "Birgit", "Busch", "Benutzerverwaltung", None),
    ("bremer", "Bjarne", "Bremer", "Benutzerverwaltung", None),
)


@transaction.atomic
def renew_staff() -> Iterator[SignIn]:
    """Make the demo's staff where missing, give each a fresh password and second factor, and yield the sign-ins."""
    sign_ins = []
    for username, given_name, family_name, role, slug in _STAFF:
        region = Region.objects.get(slug=slug) if slug else None
        names = {"given_name": given_name, "family_name": family_name, "region": region}
        user, _ = User.objects.update_or_create(
            username=username, defaults={**names, "committed_on": timezone.localdate()}
        )
        password = secrets.token_urlsafe(9)
        user.password = _hashed(password)
        user.save(update_fields=["password"])
        user.groups.set([Group.objects.get(name=role)])
        key = _new_factor(user)
        sign_ins.append(SignIn(username, password, as_text(key), role, region.name if region else "bundesweit"))
    return iter(sign_ins)


def _hashed(password: str) -> str:
    """Hash 72 random bits at the least cost, for nobody tries them all; the first sign-in hashes them as is usual."""
    hasher: Any = copy(get_hasher())
    hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 8, 1
    return str(hasher.encode(password, hasher.salt()))


def _new_factor(user: User) -> bytes:
    """Give somebody a new second factor and return its key."""
    SecondFactor.objects.filter(user=user).delete()
    key = new_key()
    factor = SecondFactor(user=user, last_step=-1)
    factor.key = key
    factor.save(force_insert=True)
    return key
