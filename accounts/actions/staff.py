"""Make and end staff accounts, and keep groups equal to the roles that the rooms declare."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module, util
from types import ModuleType

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.sessions import end_sessions_of
from privacy.actions import Operator, record_access
from privacy.models import StaffAccess
from regions.models import Region


class UnknownRoleError(Exception):
    """No room declares a role of that name."""


class RegionNeededError(Exception):
    """The role touches data of insured persons: it exists for one IKK only."""


@transaction.atomic
def create_staff(
    *,
    by: Operator,
    reason: str,
    username: str,
    password: str,
    names: tuple[str, str],
    role: str,
    region: Region | None,
    committed_on: date,
) -> User:
    """Make an account for a member of staff, ready to sign in, and record who did it and why.

    Called by a technical operator's command.

    Args:
        names: given name and family name.
        region: the IKK the person works for; None works nationally.
        committed_on: date of the written commitment to secrecy (§ 35 SGB I).

    Raises:
        UnknownRoleError: nothing is made.
        RegionNeededError: nothing is made.
        ValidationError: the user name is taken, or a field is wrong.
    """
    group = Group.objects.filter(name=role).first()
    if group is None:
        raise UnknownRoleError(role)
    if region is None and role in regional_roles():
        raise RegionNeededError(role)
    given_name, family_name = names
    user = User.objects.create_staff(
        username,
        password,
        given_name=given_name,
        family_name=family_name,
        region=region,
        committed_on=committed_on,
    )
    user.groups.add(group)
    record_access(by=by, action=StaffAccess.Action.ADD, kind=User, record=user, detail=reason)
    return user


@transaction.atomic
def end_staff(*, by: Operator, reason: str, user: User) -> None:
    """Close the account of somebody who leaves: no sign-in, no session, no role; erasure follows in a year.

    Called by a technical operator's command. Safe to repeat: the first day of leaving stays.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    user.left_at = user.left_at or timezone.now()
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["left_at", "is_active", "password"])
    user.groups.clear()
    end_sessions_of(user)
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=User, record=user, detail=reason)


@transaction.atomic
def set_staff_groups() -> None:
    """Make groups and their permissions equal to the rooms' ``roles.py``; groups nobody declares vanish."""
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)
    permissions = {
        f"{p.content_type.app_label}.{p.codename}": p for p in Permission.objects.select_related("content_type")
    }
    roles = declared_roles()
    for name, wanted in roles.items():
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set([permissions[permission] for permission in sorted(wanted)])
    Group.objects.exclude(name__in=roles).delete()


def declared_roles() -> dict[str, set[str]]:
    """Return role -> permissions ("regions.change_region"), collected from every room's ``ROLES``."""
    roles: dict[str, set[str]] = {}
    for declared in _roles_modules():
        for name, permissions in declared.ROLES.items():
            roles.setdefault(name, set()).update(permissions)
    return roles


def regional_roles() -> set[str]:
    """Return the roles that nobody holds nationally, collected from every room's ``REGIONAL_ONLY``."""
    return {name for declared in _roles_modules() for name in getattr(declared, "REGIONAL_ONLY", ())}


def _roles_modules() -> Iterator[ModuleType]:
    for config in apps.get_app_configs():
        if util.find_spec(f"{config.name}.roles") is not None:
            yield import_module(f"{config.name}.roles")
