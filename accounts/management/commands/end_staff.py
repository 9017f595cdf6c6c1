"""Close the account of a member of staff who leaves."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from accounts.actions import end_staff
from accounts.models import User
from privacy.actions import Operator


class Command(BaseCommand):
    """Ends sessions and roles at once; the account itself is erased a year later."""

    help = "Closes a staff account (database role ikk_owner); who did it and why is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--by", required=True, help="your name")
        parser.add_argument("--reason", required=True, help="why the account is closed")

    def handle(self, *, username: str, by: str, reason: str, **_: Any) -> None:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no staff account {username}.")
        end_staff(by=Operator(by), reason=reason, user=user)
        self.stdout.write(f"{username} can no longer sign in; the account is erased in a year.")
