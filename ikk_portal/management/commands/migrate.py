"""Django's ``migrate`` for every database of the house, always under the role that owns the tables."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand
from django.db import connections

from ikk_portal.database_roles import OWNERS
from ikk_portal.databases import ROOM_DATABASES, connect_as_owner, require_role


class Command(DjangoCommand):
    """Connects with the owners' URLs, so that the web's URLs never need the right to change tables."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="")  # all of them

    def get_check_kwargs(self, options: dict[str, Any]) -> Any:
        return {**super().get_check_kwargs(options), "databases": _aliases(options)}

    def handle(self, *args: Any, **options: Any) -> None:
        aliases = _aliases(options)
        for alias in aliases:
            connect_as_owner(alias)
            require_role(alias, OWNERS[alias])
        for alias in aliases:
            for app_label in [options["app_label"]] if options["app_label"] else _rooms_apart(alias):
                super().handle(*args, **{**options, "database": alias, "app_label": app_label})


def _rooms_apart(alias: str) -> list[str | None]:
    """Return the rooms of a database of theirs, for going through those of all others takes seconds; None is all."""
    return [room for room, database in ROOM_DATABASES.items() if database == alias] or [None]


def _aliases(options: dict[str, Any]) -> list[str]:
    """Return the databases meant: the one named, the one of the app named, or all."""
    if options["database"]:
        return [options["database"]]
    if options["app_label"]:
        return [ROOM_DATABASES.get(options["app_label"], "default")]
    return list(connections)
