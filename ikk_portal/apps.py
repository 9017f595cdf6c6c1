"""The project's own app: commands, checks, and what has to follow every migration."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db import connections
from django.db.models.signals import post_migrate


class PortalConfig(AppConfig):
    """Last in INSTALLED_APPS: its ``post_migrate`` sees the tables and permissions of all rooms."""

    name = "ikk_portal"
    label = "ikk_portal"

    def ready(self) -> None:
        from ikk_portal import checks  # noqa: F401  (registers itself)
        from ikk_portal.platform import connections as connections_of_requests

        connections_of_requests.take_over()
        post_migrate.connect(apply_roles, sender=self)


class PortalAdminConfig(AdminConfig):
    """Django's admin with the portal's own site."""

    default_site = "ikk_portal.admin_site.PortalAdminSite"


def apply_roles(*, using: str, **_: Any) -> None:
    """Make database grants and staff groups equal to what the rooms declare."""
    from accounts.actions import set_staff_groups
    from ikk_portal.database_roles import apply_grants

    apply_grants(connections[using])
    if using == "default":
        set_staff_groups()
