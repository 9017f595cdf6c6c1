"""Printing in the browser as it runs on a staff host, each connection under its own role: once, and never twice."""

import re
import socket
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest

from tests.faults.print_house import DATABASE, REGISTER, PrintHouse
from tests.faults.printer import PrintDesk, secrets_of
from tests.faults.processes import wait_until
from tests.faults.test_print_run import assert_nothing_is_kept, desk, house, run_to_its_end  # noqa: F401  (fixtures)
from tests.http_visitor import Answer, HttpVisitor
from tests.live import Portal, database_url, register_url, running_portal
from tests.staff import known_sign_in

pytestmark = [pytest.mark.xdist_group("print_house")]


@pytest.fixture
def staff_host(house: PrintHouse) -> Iterator[Portal]:  # noqa: F811
    """A staff host where browser printing is switched on."""
    environment = {
        "SURFACE": "staff",
        "PRINT_DATABASE_URL": database_url("ikk_jobs", DATABASE),
        "PRINT_BESTAND_DATABASE_URL": register_url("bestand_match", REGISTER),
    }
    log = house.logs / "staff-host.log"
    with running_portal(DATABASE, log, role="ikk_staff", register=REGISTER, **environment) as running:
        yield running


class Vogel:
    """Sachbearbeiter Vogel, signed in with his second factor, before the page of the batch."""

    def __init__(self, house: PrintHouse, staff_host: Portal) -> None:  # noqa: F811
        self.visitor = HttpVisitor(staff_host.url)
        self.batch = f"/verwaltung/accounts/printbatch/{house.batch}"
        self.token = self._token_of("/verwaltung/login/")
        fields = {**known_sign_in(DATABASE, "vogel"), "csrfmiddlewaretoken": self.token}
        assert self.visitor.post("/verwaltung/login/", urlencode(fields)).status == 302
        self.token = self._token_of(f"{self.batch}/change/")

    def _token_of(self, path: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.visitor.get(path).text)
        assert found
        return found[1]

    def press(self, step: str, **fields: str) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
        return HttpVisitor(self.visitor.origin, self.visitor.cookies).post(f"{self.batch}/{step}/", body)

    def read(self) -> str:
        return self.visitor.get(f"{self.batch}/change/").text


@pytest.fixture
def vogel(house: PrintHouse, staff_host: Portal) -> Vogel:  # noqa: F811
    return Vogel(house, staff_host)


def test_each_part_is_printed_once_after_the_one_before_was_checked_and_nothing_is_kept(
    house: PrintHouse,  # noqa: F811
    vogel: Vogel,
) -> None:
    run = house.start("print_pin_letters", *house.arguments(sheets=2), stdout=subprocess.PIPE)
    first = run.communicate(timeout=60)[0]
    assert vogel.press("print-part", part="2").status == 409
    assert house.states() == {"printing": 2, "released": 4}
    vogel.press("parts/1/confirm")
    assert [vogel.press("print-part", part=part).status for part in ("1", "9" * 5000, "²")] == [409] * 3

    with ThreadPoolExecutor() as double_click:
        answers = list(double_click.map(lambda _: vogel.press("print-part", part="2"), range(2)))

    (printed,) = (answer for answer in answers if answer.status == 200)
    (refused,) = (answer for answer in answers if answer.status == 409)
    assert "er kommt kein zweites Mal" in refused.text
    assert (printed.media_type, printed.header("Content-Disposition")) == (
        "application/pdf",
        'inline; filename="druck.pdf"',
    )
    assert "no-store" in printed.header("Cache-Control")
    assert [len(secrets_of(pdf)) for pdf in (first, printed.body)] == [2, 4]
    assert not set(secrets_of(first)) & set(secrets_of(printed.body))
    assert house.states() == {"printed": 2, "printing": 4}
    assert house.letters_with_secrets() == house.letters_in("printing") | house.letters_in("printed")
    trail = "SELECT by || ', ' || region || ', ' || detail FROM privacy_staffaccess WHERE detail LIKE 'Druck im%'"
    assert house.one(trail) == "vogel, Muster-IKK Rheinland, Druck im Browser: Teil 2, Briefe: 4"
    assert_nothing_is_kept(house, [first, printed.body])


def test_browser_and_command_together_print_each_letter_once(
    house: PrintHouse,  # noqa: F811
    desk: PrintDesk,  # noqa: F811
    vogel: Vogel,
) -> None:
    pdfs: list[bytes] = []
    desk.serve(pdfs)
    run = house.print(desk.command, sheets=1, PIN_HASHING="full")
    answers = [vogel.press("print-part", part=str(number)) for number in (1, 2, 3)]
    assert run.wait(60) == 0, house.log

    pdfs += [answer.body for answer in answers if answer.status == 200]
    secrets = [pair for pdf in pdfs for pair in secrets_of(pdf)]
    assert (len(secrets), len(set(secrets))) == (6, 6)
    assert house.states() == {"printing": 6}


@pytest.mark.long
def test_part_whose_browser_went_away_is_given_up_by_hand(house: PrintHouse, vogel: Vogel) -> None:  # noqa: F811
    body = urlencode({"csrfmiddlewaretoken": vogel.token, "part": "1"})
    cookies = "; ".join(f"{name}={value}" for name, value in vogel.visitor.cookies.items())
    head = (
        f"POST {vogel.batch}/print-part/ HTTP/1.1\r\nHost: {urlsplit(vogel.visitor.origin).netloc}\r\n"
        f"Origin: {vogel.visitor.origin}\r\nCookie: {cookies}\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    )
    host, _, port = urlsplit(vogel.visitor.origin).netloc.partition(":")
    with socket.create_connection((host, int(port))) as browser:
        browser.sendall((head + body).encode())
    assert wait_until(lambda: house.states() == {"printing": 6}, 20), house.log
    assert wait_until(lambda: "zu prüfen" in vogel.read(), 10)

    assert vogel.press("parts/1/unclear").status == 302

    assert (house.states(), house.letters_with_secrets()) == ({"unclear": 6}, set())
