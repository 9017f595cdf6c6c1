"""What goes wrong behind the door looks as good as what goes right: too many, too busy, too late, not here."""

import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from accounts.models import User
from bestand.demo_data import ANNA
from ikk_portal.platform.host_slots import slot
from internetfiliale.budgets import PER_HOUR, charge_case
from letters import turns
from regions.models import Region
from tests.accounts.live_members import Working, cookie_of
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.browser import Look, Visit, follow, overflow, violations
from tests.conftest import RoleClient
from tests.internetfiliale.employers import bakery
from tests.internetfiliale.filling import fill_in, send, service_path
from tests.internetfiliale.mailboxes import case_of
from tests.live import Portal

LETTERS, CERTIFICATE, BY_CASE = "form-der-briefe", "versicherungsbescheinigung", "unbedenklichkeit-anfordern"
LARGE, CHECK = {"step": "form", "letter_form": "large"}, {"step": "check"}
LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]


def anna() -> User:
    on_file("A123456780")
    return member()


def too_many(_: pytest.MonkeyPatch) -> Any:
    user = anna()
    client = client_of(user)
    check = fill_in(client, LETTERS, LARGE)
    for _ in range(PER_HOUR.burst):
        charge_case(user=user, key=uuid4())
    return send(client, LETTERS, check, **CHECK)


def busy(patch: pytest.MonkeyPatch, user: User, ask: Callable[[RoleClient], Any]) -> Any:
    client = client_of(user, second_proof=True)
    patch.setattr(turns, "PATIENCE", 0.0)
    with ExitStack() as crowd:
        for _ in range(turns.AT_ONCE):
            crowd.enter_context(slot("letter", slots=turns.AT_ONCE, patience=1))
        return ask(client)


def document_busy(patch: pytest.MonkeyPatch) -> Any:
    return busy(patch, anna(), lambda client: client.post(service_path(CERTIFICATE)))


def receipt_busy(patch: pytest.MonkeyPatch) -> Any:
    case = case_of(anna())
    return busy(patch, case.account, lambda client: client.get(f"/internetfiliale/vorgaenge/{case.pk}/quittung.pdf"))


def late(patch: pytest.MonkeyPatch) -> Any:
    client, earlier = client_of(anna()), time.time() - 13 * 60 * 60
    with patch.context() as then:
        then.setattr(time, "time", lambda: earlier)
        question = client.get(service_path(LETTERS))
    return send(client, LETTERS, question, **LARGE)


def answers_lost(_: pytest.MonkeyPatch) -> Any:
    return client_of(anna()).post(service_path(LETTERS), {"sealed": "x", **LARGE})


def token_ended(_: pytest.MonkeyPatch) -> Any:
    user = anna()
    client = client_of(user)
    question = client.get(service_path(LETTERS))
    client.handler.enforce_csrf_checks = True
    return send(client, LETTERS, question, user, **LARGE)


def not_offered(_: pytest.MonkeyPatch) -> Any:
    user = bakery()
    client = client_of(user, region="rheinland", regions=["rheinland", "bayern"])
    question = client.get(service_path(BY_CASE))
    Region.objects.filter(slug="bayern").update(takes_paper_from_employers=False)
    client.post("/internetfiliale/ikk/", {"ikk": "bayern"})
    return send(client, BY_CASE, question, user, step="wie-oft", how_often="once")


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, what the page answers, and what it says."""

    happens: Callable[[pytest.MonkeyPatch], Any]
    status: int
    said: str

    def __str__(self) -> str:
        return self.happens.__name__


TROUBLES = (
    Trouble(too_many, 429, "Bitte warten Sie noch etwas"),
    Trouble(document_busy, 503, "Das PDF gibt es gerade nicht"),
    Trouble(receipt_busy, 503, "Das PDF gibt es gerade nicht"),
    Trouble(late, 200, "Bitte senden Sie die Seite noch einmal"),
    Trouble(answers_lost, 200, "Bitte beginnen Sie noch einmal"),
    Trouble(token_ended, 403, "Was Sie eingegeben haben, ist nicht verloren."),
    Trouble(not_offered, 404, "Das bietet die Muster-IKK Bayern"),
)


@pytest.mark.django_db(databases=["default", "bestand"])
@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("trouble", TROUBLES, ids=str)
def test_trouble_is_said_accessibly_and_fits(
    visit_in_turn: Visit, portal: Portal, monkeypatch: pytest.MonkeyPatch, trouble: Trouble, look: Look
) -> None:
    answer = trouble.happens(monkeypatch)
    assert answer.status_code == trouble.status
    window = visit_in_turn(look, errors={trouble.status})
    headers = {"Content-Type": "text/html"}
    window.route(
        f"{portal.url}/gestoert/",
        lambda route: route.fulfill(status=trouble.status, headers=headers, body=answer.content),
    )
    window.goto("/gestoert/")

    expect(window.get_by_role("main")).to_contain_text(trouble.said)
    assert violations(window) == []
    assert overflow(window) == 0


def test_page_forgets_its_error_once_its_file_is_there(visit: Visit, working: Working) -> None:
    with working():
        cookie = cookie_of(ANNA.number, second_proof=True)
    page = visit(Look(320), cookies=cookie)
    page.goto(service_path("antrag-zum-ausdrucken"))
    button = page.get_by_role("button", name="Antrag herunterladen (PDF)")

    follow(button)  # with its script, which mends the title
    expect(page).to_have_title(re.compile("^Fehler: Antrag ausdrucken"))
    page.get_by_role("radio").first.check()
    with page.expect_download():
        button.click()

    expect(page).to_have_title(re.compile("^Antrag ausdrucken"))
    expect(page.get_by_role("alert")).to_have_count(0)
    assert violations(page) == []
