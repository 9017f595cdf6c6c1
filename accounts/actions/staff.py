"""The life of a staff account: invited, set up, changed, reset, ended.

Nobody does any of it to their own account; setting up belongs to the person with the link alone.
"""

import secrets
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.actions.roles import groups_for
from accounts.models import SecondFactor, StaffInvitation, User
from accounts.one_time_codes import digits_of, matching_step
from accounts.sessions import end_sessions_of
from privacy.actions import Operator, record_access
from privacy.models import StaffAccess
from regions.models import Region

LINK_DAYS = 7  # days in which a one-time link opens

ADMINISTRATION = "Benutzerverwaltung"


class OwnAccount(Exception):
    """Nobody changes, resets or ends their own account: somebody else does."""


class AccountEnded(Exception):
    """The person has left; a new account is made for somebody who comes back."""


class InvitationGone(Exception):
    """The link was used, replaced or is too old."""


class WrongCode(Exception):
    """The code is not of the key that was shown."""


@transaction.atomic
def invite_staff(
    *,
    by: Any,
    username: str,
    names: tuple[str, str],
    region: Region | None,
    roles: Collection[str],
    committed_on: date | None,
) -> tuple[User, str]:
    """Make an account that waits to be set up; return it with the token of its one-time link, which is kept nowhere.

    Called by the Benutzerverwaltung, with a fresh second factor.

    Args:
        names: given name and family name.
        region: the IKK the person works for; None works nationally.
        committed_on: date of the written commitment to secrecy (§ 35 SGB I); without it nobody signs in.

    Raises:
        UnknownRoleError, RegionNeededError, NationalOnlyError: nothing is made.
        ValidationError: the user name is taken, or a field is wrong.
    """
    groups = groups_for(roles, region)
    user = User.objects.create_staff(
        username, given_name=names[0], family_name=names[1], region=region, committed_on=committed_on
    )
    user.groups.set(groups)
    _record(by, user, StaffAccess.Action.ADD, f"eingeladen; Rollen: {_listed(roles)}")
    return user, _new_link(user)


@transaction.atomic
def reset_staff(*, by: Any, user: User) -> str:
    """Let somebody set up password and second factor anew: the old ones, sessions and links die at once.

    Called by the Benutzerverwaltung, with a fresh second factor. Returns the token of the new one-time link.

    Raises:
        OwnAccount, AccountEnded: nothing changes.
    """
    user = _locked(by, user)
    if user.left_at is not None:
        raise AccountEnded
    _shut(user)
    user.save(update_fields=["password"])
    _record(by, user, StaffAccess.Action.CHANGE, "zurückgesetzt: neuer Link")
    return _new_link(user)


@sensitive_variables()
@transaction.atomic
def set_up_account(*, token: str, password_hash: str, key: bytes, code: str) -> User:
    """Give an account the password and the second factor that its owner has chosen; the link dies.

    Called by whoever has the one-time link.

    Args:
        password_hash: of a password that has passed the policy.
        key: of the second factor, as it was shown.
        code: the first one that the app shows for it.

    Raises:
        InvitationGone, WrongCode: nothing changes.
    """
    step = _first_step(key, code)
    invitation = StaffInvitation.objects.select_for_update(of=("self",)).behind(token).select_related("user").first()
    if invitation is None:
        raise InvitationGone
    user = invitation.user
    end_sessions_of(user)
    user.password = password_hash
    user.save(update_fields=["password"])
    _give_factor(user, key, step)
    invitation.delete()
    _record(user, user, StaffAccess.Action.CHANGE, "Zugang eingerichtet: Passwort und zweiter Faktor")
    return user


@sensitive_variables()
@transaction.atomic
def create_administrator(
    *,
    by: Operator,
    reason: str,
    username: str,
    names: tuple[str, str],
    committed_on: date,
    password: str,
    key: bytes,
    code: str,
) -> User:
    """Make an account of the Benutzerverwaltung, ready to sign in, and record who did it and why.

    Called by a technical operator's command: for the first one, or when no other is left.

    Raises:
        WrongCode: nothing is made.
        ValidationError: the user name is taken, or a field is wrong.
    """
    step = _first_step(key, code)
    user = User.objects.create_staff(
        username, password, given_name=names[0], family_name=names[1], committed_on=committed_on
    )
    user.groups.set(groups_for([ADMINISTRATION], None))
    _give_factor(user, key, step)
    _record(by, user, StaffAccess.Action.ADD, reason)
    return user


@transaction.atomic
def change_staff(*, by: Any, user: User, names: tuple[str, str], committed_on: date | None) -> None:
    """Change names and the date of the commitment to secrecy; without that date the person is out at once.

    Called by the Benutzerverwaltung, with a fresh second factor.

    Raises:
        OwnAccount: nothing changes.
    """
    user = _locked(by, user)
    user.given_name, user.family_name = names
    user.committed_on = committed_on
    user.full_clean()
    user.save(update_fields=["given_name", "family_name", "committed_on"])
    _record(by, user, StaffAccess.Action.CHANGE, "Vorname, Nachname, Verpflichtet am")


@transaction.atomic
def change_roles(*, by: Any, user: User, roles: Collection[str], region: Region | None) -> None:
    """Give somebody exactly ``roles``, for ``region`` (None: nationally). It counts from the next click on.

    Called by the Benutzerverwaltung, with a fresh second factor.

    Raises:
        OwnAccount, AccountEnded: nothing changes.
        UnknownRoleError, RegionNeededError, NationalOnlyError: nothing changes.
    """
    user = _locked(by, user)
    if user.left_at is not None:
        raise AccountEnded
    groups = groups_for(roles, region)
    user.region = region
    user.save(update_fields=["region"])
    user.groups.set(groups)
    where = region.slug if region else "bundesweit"
    _record(by, user, StaffAccess.Action.CHANGE, f"Rollen: {_listed(roles)}; {where}")


@transaction.atomic
def end_staff(*, by: Any, reason: str, user: User) -> None:
    """Close the account of somebody who leaves: no sign-in, no session, no role; erasure follows in a year.

    Called by the Benutzerverwaltung, with a fresh second factor, and by a technical operator's command. Safe to
    repeat: the first day of leaving stays.

    Raises:
        OwnAccount: nothing changes.
    """
    user = _locked(by, user)
    user.left_at = user.left_at or timezone.now()
    user.is_active = False
    _shut(user)
    user.save(update_fields=["left_at", "is_active", "password"])
    user.groups.clear()
    StaffInvitation.objects.filter(user=user).delete()
    _record(by, user, StaffAccess.Action.CHANGE, reason)


def _locked(by: Any, user: User) -> User:
    """Return the account's row, locked; nobody gets hold of their own."""
    if getattr(by, "pk", None) == user.pk:  # an operator has no account
        raise OwnAccount
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _shut(user: User) -> None:
    """Take everything with which the person could sign in or is signed in; the caller saves the password."""
    user.set_unusable_password()
    SecondFactor.objects.filter(user=user).delete()
    end_sessions_of(user)


def _new_link(user: User) -> str:
    """Make the one-time link of an account; an older one dies."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    values = {
        "token_hash": StaffInvitation.hash_of(token),
        "issued_at": now,
        "valid_until": now + timedelta(days=LINK_DAYS),
    }
    StaffInvitation.objects.update_or_create(user=user, defaults=values)
    return token


def _give_factor(user: User, key: bytes, step: int) -> None:
    """Give an account its second factor; the code that confirmed it is used up."""
    factor = SecondFactor(user=user, last_step=step)
    factor.key = key
    factor.save(force_insert=True)


def _first_step(key: bytes, code: str) -> int:
    digits = digits_of(code)
    step = matching_step(key, digits, timezone.now(), after=-1) if digits else None
    if step is None:
        raise WrongCode
    return step


def _record(by: Any, user: User, action: StaffAccess.Action, detail: str) -> None:
    record_access(by=by, action=action, kind=User, record=user, detail=detail)


def _listed(roles: Collection[str]) -> str:
    return ", ".join(sorted(roles)) or "keine"
