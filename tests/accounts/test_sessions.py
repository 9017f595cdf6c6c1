"""Sessions of both areas: the table holds no usable key, both ends hold, and neither opens the other's door."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.utils import timezone

from accounts.actions import end_other_sessions, end_surplus_sessions
from accounts.models import Session, User
from accounts.sessions import end_sessions_of, fingerprint
from tests.accounts.members import member
from tests.accounts.signed_in import client_of, new_session
from tests.conftest import RoleClient, signed_in
from tests.staff import PASSWORD, what_to_type

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

HOME = "/internetfiliale/"


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


@pytest.fixture
def anna(db: None) -> User:
    """An insured person who has used her letter."""
    return member()


def is_inside(client: RoleClient) -> bool:
    response = client.get(HOME)
    assert (
        response.status_code == 200
        or response.headers["Location"] == "/internetfiliale/anmelden/?beendet=1&weiter=/internetfiliale/"
    )
    return response.status_code == 200


def test_session_says_whose_it_is_and_where(anna: User, staff_client: RoleClient, sander: User) -> None:
    client = client_of(anna)

    assert is_inside(client)
    assert sorted(Session.objects.values_list("kind", "user")) == [("member", anna.pk), ("staff", sander.pk)]


@pytest.mark.parametrize("kind", ["staff", "member"])
def test_session_of_either_area_is_accepted(kind: str) -> None:
    Session.objects.create(session_key="x", expire_date=timezone.now(), started_at=timezone.now(), kind=kind)

    assert Session.objects.get().kind == kind


def test_session_of_no_area_is_refused() -> None:
    with pytest.raises(IntegrityError, match="session_kind_known"):
        Session.objects.create(session_key="x", expire_date=timezone.now(), started_at=timezone.now(), kind="robot")


def test_key_copied_from_the_table_opens_nothing(anna: User, staff_client: RoleClient) -> None:
    new_session(anna)
    for row in Session.objects.all():
        thief = RoleClient()
        thief.cookies[settings.STAFF_COOKIE_NAME] = thief.cookies[settings.MEMBER_COOKIE_NAME] = row.session_key

        assert (is_signed_in(thief), is_inside(thief)) == (False, False)
    assert Session.objects.count() == 2


def test_key_of_one_area_does_not_open_the_other(anna: User, staff_client: RoleClient) -> None:
    inside = client_of(anna)
    keys = staff_client.cookies[settings.STAFF_COOKIE_NAME].value, inside.cookies[settings.MEMBER_COOKIE_NAME].value
    crossed = RoleClient()
    crossed.cookies[settings.MEMBER_COOKIE_NAME], crossed.cookies[settings.STAFF_COOKIE_NAME] = keys

    assert (is_inside(crossed), is_signed_in(crossed)) == (False, False)
    assert (is_inside(inside), is_signed_in(staff_client)) == (True, True)


def test_staff_in_a_session_of_members_stay_outside(sander: User) -> None:
    assert not is_inside(client_of(sander))


def test_public_site_sees_no_session_of_staff(anna: User, staff_client: RoleClient) -> None:
    new_session(anna)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
        cursor.execute("SELECT kind FROM accounts_session")
        seen = cursor.fetchall()
        cursor.execute("DELETE FROM accounts_session")
        cursor.execute("RESET ROLE")

    assert seen == [("member",)]
    assert Session.objects.get().kind == "staff"


def test_member_session_ends_after_15_idle_minutes_and_use_prolongs_it(anna: User) -> None:
    client = client_of(anna)
    Session.objects.update(expire_date=timezone.now() + timedelta(seconds=20))
    assert is_inside(client)
    assert timedelta(minutes=14) < Session.objects.get().expire_date - timezone.now() <= timedelta(minutes=15)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert not is_inside(client)


def test_member_session_ends_after_4_hours_whatever_its_use(anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(anna)
    now = timezone.now()
    for minutes in range(10, 240, 10):
        monkeypatch.setattr("django.utils.timezone.now", lambda m=minutes: now + timedelta(minutes=m))
        assert is_inside(client)
    row = Session.objects.get()
    assert row.expire_date - row.started_at == timedelta(hours=4)

    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(minutes=241))

    assert not is_inside(client)


def test_fourth_session_ends_the_oldest(anna: User) -> None:
    bernd = member("B123456782")
    new_session(bernd)
    keys = [fingerprint(new_session(anna).session_key or "") for _ in range(4)]
    for age, key in enumerate(reversed(keys)):
        Session.objects.filter(pk=key).update(started_at=timezone.now() - timedelta(minutes=age))

    assert end_surplus_sessions(user=anna) == 1
    assert end_surplus_sessions(user=anna) == 0

    assert set(anna.sessions.values_list("pk", flat=True)) == set(keys[1:])
    assert bernd.sessions.count() == 1


def test_all_other_sessions_end_but_nobody_elses(anna: User, staff_client: RoleClient) -> None:
    bernd = member("B123456782")
    this, *_ = new_session(anna), new_session(anna), new_session(anna), new_session(bernd)

    assert end_other_sessions(user=anna, session_key=this.session_key or "") == 2

    assert anna.sessions.get().pk == fingerprint(this.session_key or "")
    assert Session.objects.count() == 3


def test_all_sessions_of_somebody_end(anna: User, staff_client: RoleClient) -> None:
    new_session(anna)

    end_sessions_of(anna)

    assert Session.objects.get().kind == "staff"


def test_ended_session_stays_for_its_form_and_goes_half_an_hour_later(anna: User) -> None:
    new_session(anna)
    for minutes, left in ((29, 1), (31, 0)):
        Session.objects.update(expire_date=timezone.now() - timedelta(minutes=minutes))
        call_command("housekeeping", verbosity=0)
        assert Session.objects.count() == left


def test_member_cookie_is_for_this_browser_session_and_out_of_reach_of_scripts(anna: User) -> None:
    cookie: Any = client_of(anna).get(HOME).cookies[settings.MEMBER_COOKIE_NAME]

    assert (cookie["max-age"], cookie["expires"], cookie["path"]) == ("", "", "/")
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)


@pytest.mark.parametrize("address", [HOME, "/internetfiliale/anmelden/", "/internetfiliale/gibt-es-nicht/"])
def test_made_up_member_key_is_removed_and_never_becomes_a_session(address: str) -> None:
    client = RoleClient()
    client.cookies[settings.MEMBER_COOKIE_NAME] = "a" * 32

    response = client.get(address)

    assert response.cookies[settings.MEMBER_COOKIE_NAME].value == ""
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    ["/", "/internetfiliale/registrieren/", "/internetfiliale/pin-vergessen/", "/internetfiliale/abgemeldet/"],
)
def test_pages_before_the_door_do_not_look_at_the_session(anna: User, address: str) -> None:
    client = client_of(anna)
    before = Session.objects.get().expire_date

    response = client.get(address)

    assert response.cookies == {}
    assert "Cache-Control" not in response.headers
    assert "Abmelden" not in response.text
    assert Session.objects.get().expire_date == before


def test_sign_in_page_of_a_stranger_can_be_kept_for_everybody() -> None:
    response = RoleClient().get("/internetfiliale/anmelden/")

    assert (response.cookies, "Cache-Control" in response.headers) == ({}, False)


def test_page_behind_the_door_is_kept_by_nobody(anna: User, settings: Any) -> None:
    settings.MIDDLEWARE = ["ikk_portal.platform.page_cache.PageCacheMiddleware", *settings.MIDDLEWARE]
    client = client_of(anna)
    stranger = RoleClient()

    page = client.get(HOME)

    assert page.headers["Cache-Control"] == "no-store"
    assert "Abmelden" in page.text
    assert stranger.get(HOME).status_code == 302
    assert client.get("/internetfiliale/nachweis/").headers["Cache-Control"] == "no-store"


def test_prolonging_a_session_is_one_statement(anna: User, django_assert_num_queries: Any) -> None:
    session = new_session(anna)
    before = session.decode(Session.objects.get().session_data)

    with django_assert_num_queries(1):
        session.save()

    assert session.decode(Session.objects.get().session_data) == before


def test_session_that_was_ended_meanwhile_does_not_come_back(anna: User) -> None:
    session = new_session(anna)
    session["note"] = "typed in the other window"
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        session.save()

    assert Session.objects.count() == 0
