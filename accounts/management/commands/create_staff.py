"""Make an account for a member of staff."""

from datetime import date
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from accounts.actions import RegionNeededError, UnknownRoleError, create_staff, declared_roles
from privacy.actions import Operator
from regions.models import Region


class Command(BaseCommand):
    """Asks for the password at the terminal, so that it stands in no history and no process list."""

    help = "Makes a staff account (database role ikk_owner); who did it and why is recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--given-name", required=True)
        parser.add_argument("--family-name", required=True)
        parser.add_argument("--role", required=True, choices=sorted(declared_roles()))
        parser.add_argument("--region", help="slug of the IKK; without it the person works nationally")
        parser.add_argument(
            "--committed-on", required=True, type=date.fromisoformat, help="date of the commitment, YYYY-MM-DD"
        )
        parser.add_argument("--by", required=True, help="your name")
        parser.add_argument("--reason", required=True, help="why the account is made")

    def handle(self, **options: Any) -> None:
        region = Region.objects.filter(slug=options["region"]).first()
        if options["region"] and region is None:
            raise CommandError(f"There is no region {options['region']}.")
        password = self._password()
        try:
            validate_password(password)
            user = create_staff(
                by=Operator(options["by"]),
                reason=options["reason"],
                username=options["username"],
                password=password,
                names=(options["given_name"], options["family_name"]),
                role=options["role"],
                region=region,
                committed_on=options["committed_on"],
            )
        except (ValidationError, UnknownRoleError) as error:
            raise CommandError(" ".join(getattr(error, "messages", [f"There is no role {error}."]))) from None
        except RegionNeededError:
            raise CommandError(f"{options['role']} exists for one IKK only: add --region.") from None
        self.stdout.write(f"{user.username} may sign in at /verwaltung/.")

    def _password(self) -> str:
        password = getpass("Password: ")
        if password != getpass("Password again: "):
            raise CommandError("The two passwords differ.")
        return password
