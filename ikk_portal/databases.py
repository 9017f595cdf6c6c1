"""Which room lives in which database, and which role a command needs there."""

from typing import Any

import environ
from django.conf import settings
from django.core.management import CommandError
from django.db import connections
from django.db.models import Model

#: Rooms with a database of their own, by app label; every other app lives in ``default``.
ROOM_DATABASES: dict[str, str] = {"bestand": "bestand"}

#: How the environment calls the URL of each database.
URL_NAMES = {"default": "DATABASE_URL", "bestand": "BESTAND_DATABASE_URL"}


class RoomRouter:
    """Decides by app label. Relations and migrations across databases do not exist."""

    def __init__(self, rooms: dict[str, str] | None = None) -> None:
        self.rooms = ROOM_DATABASES if rooms is None else rooms

    def _alias(self, app_label: str) -> str:
        return self.rooms.get(app_label, "default")

    def db_for_read(self, model: type[Model], **_: Any) -> str:
        return self._alias(model._meta.app_label)

    def db_for_write(self, model: type[Model], **_: Any) -> str:
        return self._alias(model._meta.app_label)

    def allow_relation(self, one: Model, other: Model, **_: Any) -> bool:
        return self._alias(one._meta.app_label) == self._alias(other._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return self._alias(app_label) == db


def connect_as_owner(alias: str) -> None:
    """Point ``alias`` at the owner's URL where one is set (``OWNER_DATABASE_URL``).

    Test databases connect as owner already and set none.
    """
    if url := settings.OWNER_DATABASE_URLS[alias]:
        connection = connections[alias]
        connection.close()
        connection.settings_dict.update(environ.Env.db_url_config(url))


def require_role(alias: str, *roles: str) -> None:
    """Stop the command with one line unless it runs under one of ``roles``.

    Raises:
        CommandError: naming the role it runs under and those it needs.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user")
        (current,) = cursor.fetchone()
    if current not in roles:
        raise CommandError(
            f"This command needs the database role {' or '.join(roles)}, but {URL_NAMES[alias]} names {current}."
        )
