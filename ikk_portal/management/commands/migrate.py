"""Django's ``migrate``, always under the role that owns the tables."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoCommand

from ikk_portal.database_roles import OWNERS
from ikk_portal.databases import connect_as_owner, require_role


class Command(DjangoCommand):
    """Connects with ``OWNER_DATABASE_URL``, so that the web's URL never needs the right to change tables."""

    def handle(self, *args: Any, **options: Any) -> None:
        alias = options["database"]
        connect_as_owner(alias)
        require_role(alias, OWNERS[alias])
        super().handle(*args, **options)
