"""P04: staff are committed to secrecy in writing; a staff account cannot sign in until its date is recorded."""

import pytest
from django.contrib.auth import authenticate

from accounts.models import User

PASSWORD = "ein langes Kennwort 4711"


@pytest.fixture
def sander_with_password(sander: User) -> User:
    sander.set_password(PASSWORD)
    sander.save()
    return sander


def test_committed_staff_may_sign_in(sander_with_password: User) -> None:
    assert authenticate(username="sander", password=PASSWORD) == sander_with_password


def test_staff_without_recorded_commitment_may_not_sign_in(sander_with_password: User) -> None:
    sander_with_password.committed_on = None
    sander_with_password.save()

    assert authenticate(username="sander", password=PASSWORD) is None


def test_losing_the_commitment_ends_a_session(sander: User, staff_client) -> None:
    assert staff_client.get("/verwaltung/").status_code == 200

    User.objects.filter(pk=sander.pk).update(committed_on=None)

    assert staff_client.get("/verwaltung/").status_code == 302
