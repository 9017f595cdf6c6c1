"""Making staff accounts, and groups that equal the declared roles."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from accounts.actions import UnknownRoleError, create_staff, declared_roles, set_staff_groups
from accounts.models import User
from privacy.actions import Operator
from privacy.models import StaffAccess
from regions.models import Region

pytestmark = pytest.mark.django_db
PASSWORD = "drei bunte Heringe 47"


def make(**changes: object) -> User:
    arguments: dict[str, object] = {
        "by": Operator("Olga Operator"),
        "reason": "Auftrag 7",
        "username": "neu",
        "password": PASSWORD,
        "names": ("Nora", "Neu"),
        "role": "Stammdaten",
        "region": None,
        "committed_on": date(2026, 11, 1),
    }
    return create_staff(**{**arguments, **changes})  # type: ignore[arg-type]


def test_create_staff_makes_somebody_who_can_sign_in_and_records_it() -> None:
    user = make()

    assert authenticate(username="neu", password=PASSWORD) == user
    assert [group.name for group in user.groups.all()] == ["Stammdaten"]
    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action, entry.kind, entry.detail) == (
        "Olga Operator",
        "add",
        "accounts.User",
        "Auftrag 7",
    )


def test_create_staff_with_an_unknown_role_makes_nothing() -> None:
    with pytest.raises(UnknownRoleError):
        make(role="Allmacht")

    assert not User.objects.filter(username="neu").exists()
    assert StaffAccess.objects.count() == 0


def command(monkeypatch: pytest.MonkeyPatch, *passwords: str, region: str = "hessen") -> None:
    answers = iter(passwords)
    monkeypatch.setattr("accounts.management.commands.create_staff.getpass", lambda _: next(answers))
    call_command(
        "create_staff",
        "neu",
        "--given-name=Nora",
        "--family-name=Neu",
        "--role=Stammdaten",
        f"--region={region}",
        "--committed-on=2026-11-01",
        "--by=Olga Operator",
        "--reason=Auftrag 7",
        stdout=StringIO(),
    )


def test_command_makes_a_regional_account(monkeypatch: pytest.MonkeyPatch) -> None:
    command(monkeypatch, PASSWORD, PASSWORD)

    assert User.objects.get(username="neu").region == Region.objects.get(slug="hessen")


@pytest.mark.parametrize(
    ("passwords", "region", "message"),
    [
        ((PASSWORD, "anders"), "hessen", "The two passwords differ."),
        (("kurz", "kurz"), "hessen", "12 Zeichen"),
        ((PASSWORD, PASSWORD), "atlantis", "There is no region atlantis."),
    ],
)
def test_command_refuses_with_one_line(
    monkeypatch: pytest.MonkeyPatch, passwords: tuple[str, str], region: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        command(monkeypatch, *passwords, region=region)

    assert not User.objects.filter(username="neu").exists()


def test_groups_become_what_the_rooms_declare() -> None:
    Group.objects.create(name="Veraltet")
    Group.objects.get(name="Stammdaten").permissions.set(Permission.objects.filter(codename="delete_user"))

    set_staff_groups()

    found = {
        group.name: {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
        for group in Group.objects.all()
    }
    assert found == declared_roles()
