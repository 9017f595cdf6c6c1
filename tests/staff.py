"""Second factors in tests: what an authenticator app would know, and sign-ins over the wire with a known password."""

from datetime import timedelta
from functools import cache

import psycopg
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from accounts.fresh_factor import SESSION_KEY
from accounts.models import SecondFactor, User
from accounts.one_time_codes import code_at, new_key
from tests.live import Portal, database_url

PASSWORD = "ein-langes-Passwort-der-Tests"


def factor_of(user: User) -> SecondFactor:
    """Return the second factor of ``user``, made now if there was none."""
    factor = SecondFactor.objects.filter(user=user).first()
    if factor is None:
        factor = SecondFactor(user=user, last_step=-1)
        factor.key = new_key()
        factor.save()
    return factor


def code_of(user: User) -> str:
    """Return what the app of ``user`` shows now."""
    return code_at(factor_of(user).key, timezone.now())


def wrong_code_of(user: User) -> str:
    """Return a code that the app of ``user`` shows neither now nor just before or after."""
    key, now = factor_of(user).key, timezone.now()
    shown = {code_at(key, now + timedelta(seconds=seconds)) for seconds in (-60, -30, 0, 30, 60)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in shown)


def what_to_type(user: User) -> dict[str, str]:
    """Give ``user`` a known password, in the test's own transaction; return what is typed to sign in."""
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return {"username": user.username, "password": PASSWORD, "code": code_of(user)}


def let_factor_grow_stale(client: Client) -> None:
    """Make the client's second factor one that was entered six minutes ago."""
    session = client.session
    session[SESSION_KEY] = (timezone.now() - timedelta(minutes=6)).isoformat()
    session.save()


@cache
def _hashed_password() -> str:
    return Argon2PasswordHasher().encode(PASSWORD, "salt-of-the-tests-stays")  # or sessions end


def known_sign_in(database: str, username: str) -> dict[str, str]:
    """Give somebody of the demo's staff a known password; return what is typed to sign in once."""
    with psycopg.connect(database_url("ikk_owner", database), autocommit=True) as connection:
        connection.execute("UPDATE accounts_user SET password = %s WHERE username = %s", [_hashed_password(), username])
    return {"username": username, "password": PASSWORD, "code": present_code(database, username)}


def present_code(database: str, username: str) -> str:
    """Return the code of this moment; it counts again, however often it was used just now."""
    with psycopg.connect(database_url("ikk_owner", database), autocommit=True) as connection:
        row = connection.execute(
            "UPDATE accounts_secondfactor SET last_step = -1 FROM accounts_user "
            "WHERE user_id = accounts_user.id AND username = %s RETURNING user_id, sealed_key",
            [username],
        ).fetchone()
    assert row is not None
    return code_at(SecondFactor(user_id=row[0], sealed_key=row[1]).key, timezone.now())


def sign_in(page: Page, portal: Portal, username: str) -> None:
    """Sign in by the form, with a real code."""
    typed = known_sign_in(portal.database, username)
    page.goto("/verwaltung/login/")
    for name, value in typed.items():
        page.fill(f"#id_{name}", value)
    page.press("#id_code", "Enter")
    page.wait_for_url(f"{portal.url}/verwaltung/")
