"""Signing in with name, password and code: once per code, equal for everybody, never shut for long."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import use_code
from accounts.budgets import STAFF_ACCOUNT
from accounts.models import SecondFactor, User
from accounts.one_time_codes import code_at
from ikk_portal.platform import keys
from ikk_portal.platform.sealing import SealBroken
from tests.conftest import RoleClient, signed_in
from tests.staff import code_of, factor_of, what_to_type, wrong_code_of

pytestmark = pytest.mark.django_db
LOGIN = "/verwaltung/login/"


def signs_in(client: RoleClient, typed: dict[str, str]) -> bool:
    return client.post(LOGIN, typed).status_code == 302


def test_name_password_and_code_let_in(client: RoleClient, sander: User) -> None:
    assert signs_in(client, what_to_type(sander))

    assert client.get("/verwaltung/").status_code == 200


def test_code_lets_in_once(client: RoleClient, sander: User) -> None:
    typed = what_to_type(sander)
    assert signs_in(client, typed)

    assert not signs_in(RoleClient(), typed)


def test_code_of_the_step_before_does_not_count_after_the_present_one(sander: User) -> None:
    key = factor_of(sander).key
    assert use_code(username="sander", code=code_of(sander)) is not None

    assert use_code(username="sander", code=code_at(key, timezone.now() - timedelta(seconds=30))) is None


def test_wrong_password_uses_no_code_up(client: RoleClient, sander: User) -> None:
    typed = what_to_type(sander)

    assert not signs_in(client, {**typed, "password": "falsch"})

    assert signs_in(client, typed)


def test_there_is_no_sign_in_with_two_of_the_three(sander: User) -> None:
    typed = what_to_type(sander)

    for missing in typed:
        assert authenticate(**{name: value for name, value in typed.items() if name != missing}) is None


def test_signed_in_without_the_second_factor_gets_the_sign_in_page_only(sander: User) -> None:
    client = RoleClient()
    client.force_login(sander)

    answers = [client.get(path) for path in ("/verwaltung/", "/verwaltung/regions/rate/", "/verwaltung/jsi18n/")]

    assert [(answer.status_code, answer.url.partition("?")[0]) for answer in answers] == [(302, LOGIN)] * 3
    assert client.get(LOGIN).status_code == 200


def test_session_of_another_factor_is_no_longer_verified(sander: User) -> None:
    client = signed_in(sander)
    assert client.get("/verwaltung/").status_code == 200

    SecondFactor.objects.filter(user=sander).delete()
    factor_of(sander)

    assert client.get("/verwaltung/").status_code == 302


class CountingHasher(MD5PasswordHasher):
    """Counts how often it is run."""

    runs = 0

    def encode(self, password: str, salt: str, **_: Any) -> str:
        type(self).runs += 1
        return super().encode(password, salt)


def test_unknown_name_costs_the_same_work_and_gets_the_same_answer(sander: User, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.accounts.test_staff_sign_in.CountingHasher"]
    right = what_to_type(sander)
    wrong = [
        {**right, "username": "niemand"},
        {**right, "password": "falsch"},
        {**right, "code": wrong_code_of(sander)},
    ]
    client = RoleClient()
    client.get(LOGIN)  # what is made once for all
    client.post(LOGIN, {**right, "username": "auch-niemand"})

    seen = []
    for typed in wrong:
        CountingHasher.runs = 0
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.post(LOGIN, typed)
        page = answer.text.replace(typed["username"], "NAME").split("csrfmiddlewaretoken")
        seen.append((answer.status_code, page[0], page[1].partition(">")[2], len(queries), CountingHasher.runs))

    assert seen[0] == seen[1] == seen[2]
    assert seen[0][-1] == 1


def test_who_was_wrong_too_often_is_told_until_when_to_wait(client: RoleClient, sander: User) -> None:
    typed = what_to_type(sander)
    for name in ("sander", "niemand"):
        for _ in range(STAFF_ACCOUNT.burst):
            client.post(LOGIN, {**typed, "username": name, "password": "falsch"})

    refused = [client.post(LOGIN, {**typed, "username": name}).text for name in ("sander", "niemand")]

    assert ["Das waren zu viele Versuche. Ab " in text for text in refused] == [True, True]
    assert timedelta(hours=1) == STAFF_ACCOUNT.interval  # nobody waits longer
    assert use_code(username="sander", code=typed["code"]) is not None  # nothing was used up meanwhile


def test_right_sign_in_is_no_try(client: RoleClient, sander: User) -> None:
    for _ in range(STAFF_ACCOUNT.burst + 2):
        SecondFactor.objects.update(last_step=-1)
        assert signs_in(client, what_to_type(sander))


def test_malformed_code_is_a_mistake_of_writing(client: RoleClient, sander: User) -> None:
    answer = client.post(LOGIN, {**what_to_type(sander), "code": "12345"})

    assert answer.context["form"].errors == {"code": ["Der Code hat 6 Ziffern, zum Beispiel 123 456."]}


def test_sign_in_page_lets_password_managers_and_phones_help(client: RoleClient) -> None:
    html = client.get(LOGIN).text

    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html
    assert 'autocomplete="current-password"' in html


def test_key_does_not_lie_open_in_the_table(sander: User) -> None:
    factor = factor_of(sander)

    assert factor.key not in (factor.sealed_key.encode(), bytes.fromhex(factor.sealed_key.encode().hex()))
    assert keys.ring("factors").keys != keys.ring("forms").keys


def test_key_copied_to_another_account_opens_nothing(sander: User, ritter: User) -> None:
    factor_of(ritter)
    SecondFactor.objects.filter(user=ritter).update(sealed_key=factor_of(sander).sealed_key)

    with pytest.raises(SealBroken):
        factor_of(ritter).key  # noqa: B018


def test_factor_without_a_key_is_refused_by_the_database(sander: User) -> None:
    factor = factor_of(sander)
    factor.sealed_key = ""

    with pytest.raises(IntegrityError, match="secondfactor_key_given"):
        factor.save()


def test_staff_cookie_is_the_only_thing_a_session_needs(sander: User) -> None:
    assert settings.STAFF_COOKIE_NAME in signed_in(sander).cookies
