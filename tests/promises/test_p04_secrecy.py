"""P04: staff are committed to secrecy in writing; a staff account cannot sign in until its date is recorded."""

from django.contrib.auth import authenticate

from accounts.models import User
from tests.conftest import RoleClient
from tests.staff import what_to_type


def test_committed_staff_may_sign_in(sander: User) -> None:
    assert authenticate(**what_to_type(sander)) == sander


def test_staff_without_recorded_commitment_may_not_sign_in(sander: User) -> None:
    typed = what_to_type(sander)
    sander.committed_on = None
    sander.save()

    assert authenticate(**typed) is None


def test_losing_the_commitment_ends_a_session(staff_client: RoleClient, sander: User) -> None:
    assert staff_client.get("/verwaltung/").status_code == 200

    User.objects.filter(pk=sander.pk).update(committed_on=None)

    assert staff_client.get("/verwaltung/").status_code == 302
