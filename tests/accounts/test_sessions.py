"""Staff sessions: the table holds no usable key, and both ends of a session hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Session, User
from accounts.sessions import fingerprint
from tests.conftest import RoleClient

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
    sander.set_password("ein langes Kennwort 4711")
    sander.save()
    client = RoleClient()
    page = client.get("/verwaltung/login/")

    response = client.post(
        "/verwaltung/login/",
        {
            "username": "sander",
            "password": "ein langes Kennwort 4711",
            "csrfmiddlewaretoken": page.cookies[settings.CSRF_COOKIE_NAME].value,
        },
    )

    cookie: Any = response.cookies[settings.STAFF_COOKIE_NAME]
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert (cookie["samesite"], cookie["httponly"]) == ("Strict", True)


def test_staff_changes_the_password_under_the_role_of_the_staff_area(sander: User) -> None:
    sander.set_password("ein langes Kennwort 4711")
    sander.save()
    client = RoleClient()
    client.login(username="sander", password="ein langes Kennwort 4711")

    response = client.post(
        "/verwaltung/password_change/",
        {
            "old_password": "ein langes Kennwort 4711",
            "new_password1": "ein anderes Kennwort 0815",
            "new_password2": "ein anderes Kennwort 0815",
        },
    )

    assert response.status_code == 302
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
