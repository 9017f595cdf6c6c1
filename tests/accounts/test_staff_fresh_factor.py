"""The second factor is asked again before what counts: nothing typed is lost, nothing is done twice."""

from typing import Any
from urllib.parse import urlencode

import pytest

from accounts.models import User
from ikk_portal.platform.sealing import seal
from tests.accounts.printing import requested, submitted_batch
from tests.conftest import RoleClient, signed_in
from tests.staff import code_of, let_factor_grow_stale, what_to_type, wrong_code_of

pytestmark = pytest.mark.django_db
TYPED = {"given_name": "Renate", "family_name": "Ritter-Rau", "committed_on": "15.01.2026"}


@pytest.fixture
def page(ritter: User) -> str:
    return f"/verwaltung/accounts/user/{ritter.pk}/details/"


@pytest.fixture
def stale(busch: User) -> RoleClient:
    """A client of the Benutzerverwaltung whose factor was entered six minutes ago."""
    client = signed_in(busch)
    let_factor_grow_stale(client)
    return client


def waiting_in(answer: Any) -> str:
    """Return the hidden field of the page that asks for the code."""
    assert answer.status_code == 200
    assert "<h1>Code eingeben</h1>" in answer.text
    return str(answer.context["waiting"])


def test_fresh_factor_is_not_asked(busch: User, page: str) -> None:
    assert "<h1>Angaben ändern</h1>" in signed_in(busch).get(page).text


def test_page_opens_after_the_code(stale: RoleClient, busch: User, page: str) -> None:
    waiting = waiting_in(stale.get(page))

    answer = stale.post(page, {"fresh_factor": waiting, "code": code_of(busch)})

    assert (answer.status_code, answer.url) == (302, page)
    assert "<h1>Angaben ändern</h1>" in stale.get(page).text


def test_what_was_being_sent_goes_on_after_the_code(stale: RoleClient, busch: User, ritter: User, page: str) -> None:
    waiting = waiting_in(stale.post(page, TYPED))
    ritter.refresh_from_db()
    assert ritter.family_name == "Ritter"

    answer = stale.post(page, {"fresh_factor": waiting, "code": code_of(busch)})

    assert answer.status_code == 302
    ritter.refresh_from_db()
    assert ritter.family_name == "Ritter-Rau"


def test_wrong_code_keeps_what_was_being_sent(stale: RoleClient, busch: User, ritter: User, page: str) -> None:
    waiting = waiting_in(stale.post(page, TYPED))

    again = waiting_in(stale.post(page, {"fresh_factor": waiting, "code": wrong_code_of(busch)}))
    stale.post(page, {"fresh_factor": again, "code": code_of(busch)})

    ritter.refresh_from_db()
    assert ritter.family_name == "Ritter-Rau"


def test_same_answer_sent_twice_is_done_once(stale: RoleClient, busch: User, ritter: User, page: str) -> None:
    answer = {"fresh_factor": waiting_in(stale.post(page, TYPED)), "code": code_of(busch)}
    assert stale.post(page, answer).status_code == 302
    User.objects.filter(pk=ritter.pk).update(family_name="Inzwischen")

    assert waiting_in(stale.post(page, answer))

    ritter.refresh_from_db()
    assert ritter.family_name == "Inzwischen"


@pytest.mark.parametrize("whose", ["another person", "another page", "nobody"])
def test_field_of_somebody_or_something_else_does_nothing(
    stale: RoleClient, busch: User, ritter: User, page: str, whose: str
) -> None:
    other = f"/verwaltung/accounts/user/{busch.pk}/details/"
    sealed = {
        "another person": seal(f"fresh-factor/v1/{ritter.pk}/{page}", {"sent": urlencode(TYPED)}),
        "another page": waiting_in(stale.post(other, TYPED)),
        "nobody": "x",
    }[whose]

    answer = stale.post(page, {"fresh_factor": sealed, "code": code_of(busch)}, follow=True)

    assert "Ihre Eingaben haben zu lange gewartet." in answer.text
    ritter.refresh_from_db()
    assert ritter.family_name == "Ritter"


def test_guesses_at_the_code_are_counted(stale: RoleClient, busch: User, page: str) -> None:
    waiting = waiting_in(stale.get(page))
    for _ in range(5):
        stale.post(page, {"fresh_factor": waiting, "code": wrong_code_of(busch)})

    answer = stale.post(page, {"fresh_factor": waiting, "code": code_of(busch)})

    assert "Das waren zu viele Versuche." in answer.text
    assert stale.get(page).context["waiting"]


def test_session_gets_another_key_when_the_factor_was_asked_again(stale: RoleClient, busch: User, page: str) -> None:
    before = stale.session.session_key

    stale.post(page, {"fresh_factor": waiting_in(stale.get(page)), "code": code_of(busch)})

    assert stale.session.session_key != before
    assert stale.get("/verwaltung/").status_code == 200


def test_time_of_the_factor_is_noted_at_the_sign_in(busch: User) -> None:
    client = RoleClient()
    client.post("/verwaltung/login/", what_to_type(busch))

    assert "<h1>Beschäftigte einladen</h1>" in client.get("/verwaltung/accounts/user/add/").text


def test_page_that_asks_is_a_form_without_what_was_typed(stale: RoleClient, page: str) -> None:
    html = stale.post(page, TYPED).text

    assert "Ritter-Rau" not in html
    assert "Ihre Eingaben bleiben dabei erhalten." in html


@pytest.mark.django_db(databases=["default", "bestand"])
def test_release_of_a_batch_asks_again_and_loses_nothing(fischer: User, vogel: User) -> None:
    batch = submitted_batch(vogel, [requested()])
    address = f"/verwaltung/accounts/printbatch/{batch.pk}/release/"
    client = signed_in(fischer)
    let_factor_grow_stale(client)

    waiting = waiting_in(client.post(address, {"content": batch.content_hash}))
    wrong = client.post(address, {"fresh_factor": waiting, "code": wrong_code_of(fischer)})
    assert "Dieser Code stimmt nicht" in wrong.text
    batch.refresh_from_db()
    assert (batch.state, batch.released_by) == ("submitted", "")

    client.post(address, {"fresh_factor": waiting, "code": code_of(fischer)})
    batch.refresh_from_db()
    assert (batch.state, batch.released_by) == ("released", "fischer")
