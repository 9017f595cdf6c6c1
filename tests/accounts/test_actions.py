"""Making staff accounts, and groups that equal the declared roles."""

from datetime import date
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actions import RegionNeededError, UnknownRoleError, create_staff, declared_roles, set_staff_groups
from accounts.models import Session, User
from privacy.actions import Operator
from privacy.models import StaffAccess
from regions.models import Region
from tests.conftest import signed_in

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


@pytest.mark.parametrize("role", ["PIN-Freigabe", "PIN-Versand", "Kundenservice-Telefon", "Geschützte Akten"])
def test_role_that_touches_data_of_insured_persons_needs_an_ikk(role: str, rheinland: Region) -> None:
    with pytest.raises(RegionNeededError):
        make(role=role, region=None)
    assert not User.objects.filter(username="neu").exists()

    assert make(role=role, region=rheinland).region == rheinland


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


def end(username: str = "sander") -> None:
    call_command("end_staff", username, "--by=Olga Operator", "--reason=Auftrag 8", stdout=StringIO())


def test_end_staff_closes_the_account_its_sessions_and_roles_and_records_it(sander: User, rheinberg: User) -> None:
    leaving, staying = signed_in(sander), signed_in(rheinberg)

    end()

    sander.refresh_from_db()
    assert leaving.get("/verwaltung/").status_code == 302
    assert staying.get("/verwaltung/").status_code == 200
    assert (sander.is_active, sander.left_at is not None, sander.groups.count()) == (False, True, 0)
    assert Session.objects.count() == 1
    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action, entry.record, entry.detail) == (
        "Olga Operator",
        "change",
        str(sander.pk),
        "Auftrag 8",
    )


def test_end_staff_twice_keeps_the_first_day(sander: User) -> None:
    end()
    sander.refresh_from_db()
    first = sander.left_at

    end()

    sander.refresh_from_db()
    assert sander.left_at == first


def test_end_staff_of_nobody_says_so() -> None:
    with pytest.raises(CommandError, match=r"There is no staff account niemand\."):
        end("niemand")


def test_having_left_alone_ends_a_session(sander: User) -> None:
    client = signed_in(sander)

    User.objects.filter(pk=sander.pk).update(left_at=timezone.now())

    assert client.get("/verwaltung/").status_code == 302
