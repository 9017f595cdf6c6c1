"""Staff groups: equal to the roles that the rooms declare, and who may hold which."""

from collections.abc import Collection

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction

from ikk_portal.platform.room_modules import modules_called
from regions.models import Region


class UnknownRoleError(Exception):
    """No room declares a role of that name."""


class RegionNeededError(Exception):
    """The role touches data of insured persons: it exists for one IKK only."""


class NationalOnlyError(Exception):
    """The role works for all IKKs: nobody holds it for one."""


def groups_for(roles: Collection[str], region: Region | None) -> list[Group]:
    """Return the groups of ``roles``, if somebody may hold them in ``region`` (None: nationally).

    Raises:
        UnknownRoleError, RegionNeededError, NationalOnlyError: naming the first role that does not fit.
    """
    for role in sorted(roles):
        if role not in declared_roles():
            raise UnknownRoleError(role)
        if region is None and role in regional_roles():
            raise RegionNeededError(role)
        if region is not None and role in national_roles():
            raise NationalOnlyError(role)
    return list(Group.objects.filter(name__in=roles))


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
    for declared in modules_called("roles"):
        for name, permissions in declared.ROLES.items():
            roles.setdefault(name, set()).update(permissions)
    return roles


def regional_roles() -> set[str]:
    """Return the roles that nobody holds nationally, collected from every room's ``REGIONAL_ONLY``."""
    return {name for declared in modules_called("roles") for name in getattr(declared, "REGIONAL_ONLY", ())}


def national_roles() -> set[str]:
    """Return the roles that nobody holds for one IKK, collected from every room's ``NATIONAL_ONLY``."""
    return {name for declared in modules_called("roles") for name in getattr(declared, "NATIONAL_ONLY", ())}
