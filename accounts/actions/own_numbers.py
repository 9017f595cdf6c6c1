"""Whether a number is a person's business: the one rule for what desks say about access, and do to it."""

from typing import Any

from django.db import InterfaceError, OperationalError

from accounts.models import PinLetter
from accounts.models.registration import Kind
from bestand import register


class RegisterAway(Exception):
    """The register does not answer; nothing has changed."""


def is_own(*, by: Any, kind: str, number: str) -> bool:
    """Whether the person's IKK has to do with the number an account runs under.

    Letters are kept for a year, an access may be older: where no letter tells, the register does. A file may have been
    protected since its letters were asked for: what the register says now hides them, too.

    Raises:
        RegisterAway
    """
    if kind == Kind.INSURED and not _may_open(by, ask_register(register.insured_person, number)):
        return False
    if PinLetter.objects.visible_to(by).filter(kind=kind, number=number).exists():
        return True
    return is_own_in_register(by=by, kind=kind, number=number)


def is_own_in_register(*, by: Any, kind: str, number: str) -> bool:
    """Whether the register has the number at the person's IKK; protected files are for those who may open them.

    Raises:
        RegisterAway
    """
    if by.region is None:
        return False
    own = by.region.institutionskennzeichen
    if kind == Kind.EMPLOYER:
        return own in ask_register(register.employer_accounts, number)
    entry = ask_register(register.insured_person, number)
    if entry is None or entry.institutionskennzeichen != own:
        return False
    return _may_open(by, entry)


def _may_open(by: Any, entry: register.InsuredEntry | None) -> bool:
    """Whether the person may see what belongs to an entry of the register, as far as protection goes."""
    return entry is None or not entry.is_protected or bool(by.has_perm("accounts.open_protected"))


def ask_register(question: Any, asked: str | list[str]) -> Any:
    """Return the register's answer to one of the questions of ``bestand.register``.

    Raises:
        RegisterAway
    """
    try:
        return question(asked)
    except (OperationalError, InterfaceError):
        raise RegisterAway from None
