"""What the room does: make staff groups equal to the roles that the rooms declare."""

from importlib import import_module, util

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import transaction


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
    for config in apps.get_app_configs():
        if util.find_spec(f"{config.name}.roles") is not None:
            for name, permissions in import_module(f"{config.name}.roles").ROLES.items():
                roles.setdefault(name, set()).update(permissions)
    return roles
