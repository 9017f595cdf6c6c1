"""Ending staff accounts by command, and groups that equal the declared roles."""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.actions import declared_roles, set_staff_groups
from accounts.models import SecondFactor, Session, User
from privacy.models import StaffAccess
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


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
    assert not SecondFactor.objects.filter(user=sander).exists()
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
