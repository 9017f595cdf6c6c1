"""Staff sessions: the table holds no usable key, and both ends of a session hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Session, User
from accounts.sessions import fingerprint
from tests.conftest import RoleClient, signed_in
from tests.staff import PASSWORD, what_to_type

pytestmark = pytest.mark.django_db


def is_signed_in(client: RoleClient) -> bool:
    return client.get("/verwaltung/").status_code == 200


def test_session_table_holds_the_fingerprint_of_the_cookie_only(staff_client: RoleClient) -> None:
    key = staff_client.cookies[settings.STAFF_COOKIE_NAME].value

    row = Session.objects.get()
    assert row.session_key == fingerprint(key)
    assert key not in (row.session_key, row.session_data)


def test_session_ends_after_30_idle_minutes(staff_client: RoleClient) -> None:
    assert is_signed_in(staff_client)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not is_signed_in(staff_client)


def test_session_is_prolonged_by_use(staff_client: RoleClient) -> None:
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))

    assert is_signed_in(staff_client)

    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=29)


def test_session_ends_after_10_hours_whatever_its_use(staff_client: RoleClient) -> None:
    Session.objects.update(started_at=timezone.now() - timedelta(hours=10, seconds=1))

    assert not is_signed_in(staff_client)


def test_use_does_not_move_the_start(staff_client: RoleClient) -> None:
    before = Session.objects.get().started_at

    assert is_signed_in(staff_client)

    assert Session.objects.get().started_at == before


def test_sign_out_removes_the_row(staff_client: RoleClient) -> None:
    staff_client.post("/verwaltung/logout/")

    assert Session.objects.count() == 0


def test_staff_cookie_is_for_this_browser_session_strict_and_out_of_reach_of_scripts(sander: User) -> None:
    client = RoleClient()

    response = client.post("/verwaltung/login/", what_to_type(sander))

    cookie: Any = response.cookies[settings.STAFF_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["samesite"], cookie["httponly"]) == ("Strict", True)


def test_new_password_is_stored_under_the_role_of_the_staff_area_and_ends_other_sessions(sander: User) -> None:
    client = RoleClient()
    client.post("/verwaltung/login/", what_to_type(sander))
    elsewhere = signed_in(User.objects.get(pk=sander.pk))
    new = "ein anderes Kennwort 0815"
    assert is_signed_in(elsewhere)

    response = client.post(
        "/verwaltung/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert response.status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    sander.refresh_from_db()
    assert sander.check_password("ein anderes Kennwort 0815")


@pytest.mark.parametrize("address", ["/verwaltung/login/", "/verwaltung/logout/", "/verwaltung/gibt-es-nicht/"])
def test_made_up_session_key_never_becomes_a_session(address: str) -> None:
    client = RoleClient()
    client.cookies[settings.STAFF_COOKIE_NAME] = "a" * 32

    client.post(address)

    assert Session.objects.count() == 0


def test_signing_out_lets_the_browser_forget_its_pages(staff_client: RoleClient) -> None:
    assert staff_client.post("/verwaltung/logout/").headers["Clear-Site-Data"] == '"cache"'
