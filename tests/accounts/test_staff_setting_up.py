"""What a one-time link opens: password and second factor are set up, once, within a week."""

import base64
import re
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.utils import timezone

from accounts.actions import invite_staff, reset_staff
from accounts.models import SecondFactor, StaffInvitation, User
from accounts.one_time_codes import code_at
from privacy.models import StaffAccess
from regions.models import Region
from tests.conftest import RoleClient
from tests.staff import what_to_type

pytestmark = pytest.mark.django_db
PASSWORD = "drei bunte Heringe 47"
DONE = "/verwaltung/einrichten/fertig/"


@pytest.fixture
def token(busch: User, rheinland: Region) -> str:
    """The link of Nora Neu, who has just been invited."""
    return invite_staff(
        by=busch,
        username="neu",
        names=("Nora", "Neuenkirchen"),
        region=rheinland,
        roles=["Redaktion"],
        committed_on=timezone.localdate(),
    )[1]


def page_of(token: str) -> str:
    return f"/verwaltung/einrichten/{token}/"


def choose(client: RoleClient, token: str, password: str = PASSWORD) -> dict[str, str]:
    """Choose a password; return the hidden field of the second page, and the code of its key."""
    page = client.post(page_of(token), {"new_password1": password, "new_password2": password}).context
    key = base64.b32decode(page["key"].replace(" ", ""))
    return {"sealed": page["sealed"], "code": code_at(key, timezone.now())}


def test_link_sets_up_password_and_factor_and_dies(client: RoleClient, token: str) -> None:
    answer = client.post(page_of(token), choose(client, token))

    assert (answer.status_code, answer.url) == (302, DONE)
    assert "Ihr Zugang ist eingerichtet" in client.get(DONE).text
    user = User.objects.get(username="neu")
    assert user.check_password(PASSWORD)
    assert client.get(page_of(token)).status_code == 404
    entry = StaffAccess.objects.latest("at")
    assert (entry.by, entry.action, entry.record) == ("neu", "change", str(user.pk))


def test_code_that_confirmed_is_used_up_and_the_next_lets_in(client: RoleClient, token: str) -> None:
    answers = choose(client, token)
    client.post(page_of(token), answers)
    key = SecondFactor.objects.get(user__username="neu").key
    following = code_at(key, timezone.now() + timedelta(seconds=30))

    assert authenticate(username="neu", password=PASSWORD, code=answers["code"]) is None
    assert authenticate(username="neu", password=PASSWORD, code=following) is not None


def test_nothing_is_stored_before_the_first_code(client: RoleClient, token: str) -> None:
    choose(client, token)

    assert not SecondFactor.objects.filter(user__username="neu").exists()
    assert not User.objects.get(username="neu").has_usable_password()


def test_wrong_code_shows_the_same_key_again(client: RoleClient, token: str) -> None:
    first = client.post(page_of(token), {"new_password1": PASSWORD, "new_password2": PASSWORD}).context

    again = client.post(page_of(token), {"sealed": first["sealed"], "code": "000000"}).context

    assert (again["key"], again["sealed"]) == (first["key"], first["sealed"])
    assert "passt nicht zum Schlüssel" in again["form"].errors["code"][0]


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("kurz", "kurz", "12 Zeichen"),
        ("neuenkirchen47", "neuenkirchen47", "ähneln"),
        ("password1234", "password1234", "üblich"),
        (PASSWORD, "anders", "nicht identisch"),
    ],
)
def test_password_follows_the_policy(client: RoleClient, token: str, first: str, second: str, message: str) -> None:
    answer = client.post(page_of(token), {"new_password1": first, "new_password2": second})

    assert message in " ".join(answer.context["form"].errors["new_password2"])


@pytest.mark.parametrize("why", ["unknown", "too old", "replaced", "used"])
def test_link_that_no_longer_opens_says_so(client: RoleClient, busch: User, token: str, why: str) -> None:
    if why == "unknown":
        token = "x" * 43
    elif why == "too old":
        old = timezone.now() - timedelta(days=8)
        StaffInvitation.objects.update(issued_at=old, valid_until=old + timedelta(days=7))
    elif why == "replaced":
        reset_staff(by=busch, user=User.objects.get(username="neu"))
    else:
        client.post(page_of(token), choose(client, token))

    answers = [client.get(page_of(token)), client.post(page_of(token), {"sealed": "x", "code": "123456"})]

    assert [(answer.status_code, "gilt nicht mehr" in answer.text) for answer in answers] == [(404, True)] * 2


def test_last_page_sent_twice_sets_up_once_and_says_done_twice(client: RoleClient, token: str) -> None:
    answers = choose(client, token)
    client.post(page_of(token), answers)
    before = SecondFactor.objects.get(user__username="neu").pk

    again = client.post(page_of(token), answers)

    assert (again.status_code, again.url) == (302, DONE)
    assert SecondFactor.objects.get(user__username="neu").pk == before
    assert StaffAccess.objects.filter(by="neu").count() == 1


@pytest.mark.parametrize("why", ["other form", "other link", "too late", "reset since", "page asked for"])
def test_nobody_but_who_sent_that_form_learns_that_the_account_is_set_up(
    client: RoleClient, busch: User, token: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slower, answers = choose(client, token), choose(client, token)
    client.post(page_of(token), answers)
    address, sent = page_of(token), answers
    if why == "other form":
        sent = slower
    elif why == "other link":
        address = page_of("x" * 43)
    elif why == "too late":
        monkeypatch.setattr("accounts.views.setting_up._MAX_AGE", timedelta(seconds=-1))
    elif why == "reset since":
        reset_staff(by=busch, user=User.objects.get(username="neu"))

    answer = client.get(address, answers) if why == "page asked for" else client.post(address, sent)

    assert (answer.status_code, "gilt nicht mehr" in answer.text) == (404, True)


def test_sealed_field_of_another_link_begins_again(client: RoleClient, busch: User, token: str) -> None:
    answers = choose(client, token)
    _, other = invite_staff(by=busch, username="zwei", names=("Z", "Zwei"), region=None, roles=[], committed_on=None)

    answer = client.post(page_of(other), answers)

    assert (answer.status_code, answer.url) == (302, page_of(other))
    assert not SecondFactor.objects.filter(user__username="zwei").exists()


def test_table_holds_no_token(token: str) -> None:
    invitation = StaffInvitation.objects.get()

    assert token not in (invitation.token_hash, str(invitation.pk))
    assert re.fullmatch(r"[\w-]{43}", token)
    assert timedelta(days=6, hours=23) < invitation.valid_until - timezone.now() <= timedelta(days=7)


def test_link_that_ends_before_it_begins_is_refused_by_the_database(sander: User) -> None:
    now = timezone.now()
    StaffInvitation.objects.create(user=sander, token_hash="a", issued_at=now, valid_until=now + timedelta(days=7))

    with pytest.raises(IntegrityError, match="staffinvitation_ends_later"):
        StaffInvitation.objects.update(valid_until=now)


def test_set_up_page_draws_the_key_without_inline_style(client: RoleClient, token: str) -> None:
    html = client.post(page_of(token), {"new_password1": PASSWORD, "new_password2": PASSWORD}).text

    assert "<svg" in html
    assert "style=" not in html
    assert PASSWORD not in html


def test_signed_in_person_may_open_somebody_elses_link_without_harm(sander: User, token: str) -> None:
    client = RoleClient()
    client.post("/verwaltung/login/", what_to_type(sander))

    assert client.get(page_of(token)).status_code == 200
    assert client.get("/verwaltung/").status_code == 200
