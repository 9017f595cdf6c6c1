"""Make an account of the Benutzerverwaltung, which invites everybody else."""

from datetime import date
from getpass import getpass
from io import StringIO
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.views.decorators.debug import sensitive_variables

from accounts.actions import WrongCode, create_administrator
from accounts.models import User
from accounts.one_time_codes import address, as_text, new_key
from ikk_portal.platform import keys
from privacy.actions import Operator

_TRIES = 3  # at the first code


class Command(BaseCommand):
    """Asks for names, password and first code at the terminal, so that none of it stands in a history or a log.

    Nothing is stored before the first code was right.
    """

    help = "Makes the first account of the Benutzerverwaltung (database role ikk_owner); recorded."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--committed-on", required=True, type=date.fromisoformat, help="date of the commitment, YYYY-MM-DD"
        )
        parser.add_argument("--by", required=True, help="your name")
        parser.add_argument("--reason", required=True, help="why the account is made")

    @sensitive_variables()
    def handle(self, **options: Any) -> None:
        try:
            keys.require(settings.KEYS_DIRECTORY, keys.STAFF_AREA)
        except keys.KeysUnusable as unusable:
            raise CommandError(str(unusable)) from None
        user = User(
            username=self._answer("User name: "),
            given_name=self._answer("Given name: "),
            family_name=self._answer("Family name: "),
        )
        password = self._password(user)
        key = new_key()
        self._show(key, user.get_username())
        values = {
            "by": Operator(options["by"]),
            "reason": options["reason"],
            "username": user.username,
            "names": (user.given_name, user.family_name),
            "committed_on": options["committed_on"],
            "password": password,
            "key": key,
        }
        if not any(self._is_made(values) for _ in range(_TRIES)):
            raise CommandError("Three wrong codes: nothing was made. Is the clock of this machine right?")
        self.stdout.write(f"{user.username} may sign in at /verwaltung/ with the next code.")

    @sensitive_variables()
    def _is_made(self, values: dict[str, Any]) -> bool:
        """Ask for a code and make the account with it; return whether it was right."""
        try:
            create_administrator(**values, code=self._answer("Code that the app shows: "))
        except WrongCode:
            self.stderr.write("This code does not fit.")
            return False
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        return True

    def _answer(self, question: str) -> str:
        return input(question).strip()

    @sensitive_variables()
    def _password(self, user: User) -> str:
        password = getpass("Password: ")
        if password != getpass("Password again: "):
            raise CommandError("The two passwords differ.")
        try:
            validate_password(password, user)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from None
        return password

    @sensitive_variables()
    def _show(self, key: bytes, username: str) -> None:
        picture = StringIO()
        segno.make_qr(address(key, username)).terminal(out=picture, compact=True)
        self.stdout.write(f"\nRead this with an authenticator app, or type the key below.\n\n{picture.getvalue()}")
        self.stdout.write(f"{as_text(key)}\n")
