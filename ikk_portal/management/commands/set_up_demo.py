"""Everything the demo needs before it can serve, in one process; safe to repeat."""

import shlex
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser
from django.utils import timezone

from access_log import demo_data as demo_statistics
from accounts.demo_data import renew_staff
from accounts.demo_members import renew_members
from accounts.pins import written_pin, written_unlock_code
from bestand.demo_data import PRINTED
from brochures import demo_data as demo_brochures
from brochures import demo_orders
from contact import demo_data as enquiries
from ikk_portal import demo_register
from ikk_portal.databases import connect_as_owner
from internetfiliale import demo_data as demo_cases
from regions import demo_content, demo_data, demo_offices
from regions.site_search import index_all


class Command(BaseCommand):
    """Roles, tables, static files and demo data; prints fresh sign-ins of the demo's staff and members."""

    help = "Prepares the demo: roles, migrations, static files, demo data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--members", action="store_true", help="let people be members and have asked something")
        parser.add_argument("--statistics", action="store_true", help="invent page views of two years")
        parser.add_argument("--data", help="of the demo, if it was started with that option")

    def handle(self, *, members: bool, statistics: bool, data: str | None, **_: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This command makes demo data. It runs only where DEMO=on is set.")
        if settings.ADMIN_DATABASE_URLS["default"]:
            call_command("setup_roles", verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        connect_as_owner("default")
        connect_as_owner("bestand")
        demo_data.load()
        demo_offices.load()
        demo_content.load()
        demo_brochures.load()
        demo_orders.load()
        index_all()  # the offices, too
        demo_register.load()
        if members:
            demo_data.load_history()  # for employers to look up
            enquiries.load()
        if statistics:
            demo_statistics.load(now=timezone.now())
        self._print_staff(f" --data {shlex.quote(data)}" if data else "")
        if members:
            self._print_members()
            demo_cases.load()  # what the members have sent
        self._print_people()

    def _print_staff(self, where: str) -> None:
        self.stdout.write("\nStaff sign-ins at /verwaltung/ (password and key for an app, new at every start):")
        for sign_in in renew_staff():
            secrets = f"{sign_in.password:<13} {sign_in.key}"
            self.stdout.write(f"  {sign_in.username:<10} {secrets}  {sign_in.role}, {sign_in.scope}")
        self.stdout.write(f"Without an app, in a second terminal: .venv/bin/python manage.py demo_code sander{where}")

    def _print_members(self) -> None:
        self.stdout.write("\nMembers (number, PIN, Entsperrcode; new ones at every start):")
        for sign_in in renew_members():
            pin, code = written_pin(sign_in.secrets.pin), written_unlock_code(sign_in.secrets.unlock_code)
            person = sign_in.person
            self.stdout.write(f"  {person.number:<10}  {pin}  {code}  {person.name}: {person.remark}")

    def _print_people(self) -> None:
        self.stdout.write("\nPeople and companies of the demo's register (number, birth date, postcode):")
        for person in PRINTED:
            typed = f"{person.number}  {person.birth_date or '-':<10}  {person.postcode}"
            self.stdout.write(f"  {typed}  {person.name}: {person.remark}")
