"""The demo's staff: what the terminal shows lets in, at each start other secrets, and nothing keeps them in clear."""

import base64
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.utils import timezone

from accounts.demo_data import SignIn, renew_staff
from accounts.models import User
from accounts.one_time_codes import code_at

pytestmark = pytest.mark.django_db


def entered(printed: SignIn) -> object:
    """Sign in with what was printed."""
    code = code_at(base64.b32decode(printed.key.replace(" ", "")), timezone.now())
    return authenticate(username=printed.username, password=printed.password, code=code)


def test_printed_secrets_let_everybody_in_and_those_of_the_last_start_nobody() -> None:
    last, staff = list(renew_staff()), list(renew_staff())

    assert [entered(printed) for printed in last] == [None] * len(last)
    assert [entered(printed) for printed in staff] == [User.objects.get(username=one.username) for one in staff]
    assert {one.password for one in last} & {one.password for one in staff} == set()
    assert {one.key for one in last} & {one.key for one in staff} == set()


def test_first_sign_in_gives_the_password_the_hash_that_all_others_have(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    printed, other = list(renew_staff())[:2]

    assert [must_be_renewed(one) for one in (printed, other)] == [True, True]
    entered(printed)

    assert [must_be_renewed(one) for one in (printed, other)] == [False, True]


def must_be_renewed(printed: SignIn) -> bool:
    return bool(get_hasher().must_update(User.objects.get(username=printed.username).password))


def test_tables_hold_neither_password_nor_key() -> None:
    staff = list(renew_staff())

    rows = "".join(_everything_of(table) for table in ("accounts_user", "accounts_secondfactor"))

    assert all(printed.username in rows for printed in staff)
    for printed in staff:
        key = base64.b32decode(printed.key.replace(" ", ""))
        written = (printed.key.replace(" ", ""), key.hex(), base64.b64encode(key).decode())
        assert [secret for secret in (printed.password, *written) if secret in rows] == []


def _everything_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(row::text, ' ') FROM {table} AS row")
        return str(cursor.fetchone()[0])
