"""Two people at one desk: whoever comes second hears of it and keeps what was typed, down to the last moment.

The other one is a connection of its own that holds its change open until the portal waits for it: past every
check that can be made before.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest
from PIL import Image
from psycopg import sql

from tests.conftest import WORKER, make_database, url_for
from tests.database_server import TEMPLATE
from tests.faults.processes import wait_until
from tests.html_page import HtmlPage
from tests.http_visitor import Answer, HttpVisitor
from tests.live import Portal, running_portal
from tests.staff import known_sign_in

PAGES, PICTURES = "/verwaltung/regions/page/", "/verwaltung/regions/picture/"
MEANWHILE = "Inzwischen hat jemand anderes diesen Eintrag gespeichert. Ihre Eingaben stehen noch hier."
BOUNDARY = "grenze-4711"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    database = f"{TEMPLATE}_editors_{WORKER}"
    make_database(database)
    with running_portal(database, tmp_path_factory.mktemp("editors") / "stderr.log") as running:
        yield running


@pytest.fixture
def other(site: Portal) -> Iterator[psycopg.Connection]:
    """Somebody else's transaction; whatever it has not committed is gone afterwards."""
    with psycopg.connect(url_for("postgres", site.database)) as connection:
        yield connection
        connection.rollback()


@dataclass
class Editor:
    """Somebody who is signed in, with what a browser would do for them."""

    visitor: HttpVisitor

    @classmethod
    def signed_in(cls, site: Portal, name: str) -> "Editor":
        editor = cls(HttpVisitor(site.url))
        form = editor.open("/verwaltung/login/")
        form |= known_sign_in(site.database, name)
        assert editor.send("/verwaltung/login/", form).status == 302
        return editor

    def open(self, path: str) -> dict[str, str]:
        """Return the fields of the page's form as they stand there."""
        answer = self.visitor.get(path)
        assert answer.status == 200
        return fields_of(answer)

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        return self.visitor.post(path, urlencode(fields))

    def send_picture(self, path: str, fields: dict[str, str], picture: bytes) -> Answer:
        parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
        head = 'Content-Disposition: form-data; name="upload"; filename="foto.png"\r\nContent-Type: image/png\r\n\r\n'
        text = "".join(f"--{BOUNDARY}\r\n{part}\r\n" for part in parts) + f"--{BOUNDARY}\r\n{head}"
        body = text.encode() + picture + f"\r\n--{BOUNDARY}--\r\n".encode()
        content_type = f"multipart/form-data; boundary={BOUNDARY}"
        headers = {"Content-Type": content_type, "Origin": self.visitor.origin}
        return self.visitor.ask("POST", path, body, headers)


def fields_of(answer: Answer) -> dict[str, str]:
    """Return name -> value of what a browser would send back."""
    page = HtmlPage("", answer.text)
    fields: dict[str, str] = {}
    for element in page.all("#content-main form[method=post] [name], #login-form [name]"):
        kind = element.attrs.get("type")
        if kind in ("submit", "file") or (kind == "checkbox" and "checked" not in element.attrs):
            continue
        if element.name == "select":
            chosen = re.findall(r'<option value="([^"]*)" selected', element.to_html())
            fields[element.attrs["name"]] = chosen[0] if chosen else ""
        elif element.name == "textarea":
            fields[element.attrs["name"]] = element.to_text(strip=False).removeprefix("\n")
        else:
            fields[element.attrs["name"]] = element.attrs.get("value") or ""
    return fields


@contextmanager
def waiting(site: Portal, send: Callable[[], Answer]) -> Iterator[list[Answer]]:
    """Send a form in the background, and go on once the portal waits for somebody else's lock.

    The answer is in the list after the block.
    """
    answers: list[Answer] = []
    sending = threading.Thread(target=lambda: answers.append(send()))
    sending.start()
    try:
        assert wait_until(lambda: waits(site), 5)
        yield answers
    finally:
        sending.join(timeout=20)


def waits(site: Portal) -> bool:
    with psycopg.connect(url_for("postgres", site.database), autocommit=True) as admin:
        question = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        row = admin.execute(question, [site.database]).fetchone()
        return row is not None and row[0] > 0


def png(color: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 20), color).save(buffer, "PNG")
    return buffer.getvalue()


def value(other: psycopg.Connection, table: str, column: str, key: str) -> Any:
    question = sql.SQL("SELECT {} FROM {} WHERE key = %s").format(sql.Identifier(column), sql.Identifier(table))
    row = other.execute(question, [key]).fetchone()
    return row and row[0]


def page_id(other: psycopg.Connection, key: str) -> int:
    return int(value(other, "regions_page", "id", key))


def error_texts(answer: Answer) -> str:
    return " ".join(element.to_text() for element in HtmlPage("", answer.text).all(".errorlist"))


def test_text_saved_between_check_and_write_is_not_overwritten(site: Portal, other: psycopg.Connection) -> None:
    editor = Editor.signed_in(site, "ritter")
    address = f"{PAGES}{page_id(other, 'bonusheft')}/change/"
    mine = {**editor.open(address), "title": "Meine Fassung", "body": "Mein Absatz.", "_save": "x"}
    other.execute("UPDATE regions_page SET title = 'Ihre', changed_at = now() WHERE key = 'bonusheft'")

    with waiting(site, lambda: editor.send(address, mine)) as answers:
        other.commit()

    (answer,) = answers
    assert answer.status == 200
    assert MEANWHILE in error_texts(answer)
    again = fields_of(answer)
    assert (again["title"], again["body"].strip()) == ("Meine Fassung", "Mein Absatz.")
    assert value(other, "regions_page", "title", "bonusheft") == "Ihre"
    other.commit()

    assert editor.send(address, {**again, "_save": "x"}).status == 302  # having read it
    assert value(other, "regions_page", "title", "bonusheft") == "Meine Fassung"


def test_of_two_who_save_at_once_one_is_told(site: Portal, other: psycopg.Connection) -> None:
    editors = [Editor.signed_in(site, "ritter") for _ in range(2)]
    address = f"{PAGES}{page_id(other, 'fahrkosten')}/change/"
    forms = [
        {**editor.open(address), "title": f"Fassung {number}", "_save": "x"} for number, editor in enumerate(editors)
    ]
    answers: dict[int, Answer] = {}

    def save(number: int) -> None:
        answers[number] = editors[number].send(address, forms[number])

    both = [threading.Thread(target=save, args=[number]) for number in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(timeout=20)

    assert sorted(answer.status for answer in answers.values()) == [200, 302]
    winner, loser = sorted(answers, key=lambda number: -answers[number].status)
    assert MEANWHILE in error_texts(answers[loser])
    assert fields_of(answers[loser])["title"] == f"Fassung {loser}"
    assert value(other, "regions_page", "title", "fahrkosten") == f"Fassung {winner}"


def test_text_deleted_between_check_and_write_is_said_to_be_gone(site: Portal, other: psycopg.Connection) -> None:
    editor = Editor.signed_in(site, "ritter")
    address = f"{PAGES}{page_id(other, 'haushaltshilfe')}/change/"
    mine = {**editor.open(address), "_save": "x"}
    other.execute("DELETE FROM regions_page WHERE key = 'haushaltshilfe'")

    with waiting(site, lambda: editor.send(address, mine)) as answers:
        other.commit()

    assert answers[0].status == 302
    assert "Diesen Eintrag gibt es nicht" in editor.visitor.get("/verwaltung/").text


def test_picture_put_in_under_a_name_that_is_taken_at_this_moment_is_refused(
    site: Portal, other: psycopg.Connection
) -> None:
    editor = Editor.signed_in(site, "ritter")
    mine = {**editor.open(f"{PICTURES}add/"), "key": "neu", "alternative_text": "Meins.", "_save": "x"}
    other.execute(
        "INSERT INTO regions_picture (key, content, content_hash, size, alternative_text, format, width, height)"
        " VALUES ('neu', 'x', repeat('0', 64), 1, 'Ihres.', 'png', 1, 1)"
    )

    with waiting(site, lambda: editor.send_picture(f"{PICTURES}add/", mine, png("red"))) as answers:
        other.commit()

    assert answers[0].status == 200
    assert error_texts(answers[0]) == "Fehler: Diesen Kurznamen gibt es hier schon."
    assert fields_of(answers[0])["alternative_text"] == "Meins."
    assert value(other, "regions_picture", "alternative_text", "neu") == "Ihres."


def test_picture_changed_between_check_and_write_is_not_overwritten(site: Portal, other: psycopg.Connection) -> None:
    editor = Editor.signed_in(site, "ritter")
    address = f"{PICTURES}{value(other, 'regions_picture', 'id', 'fahrrad')}/change/"
    mine = {**editor.open(address), "alternative_text": "Meins.", "_save": "x"}
    other.execute("UPDATE regions_picture SET alternative_text = 'Ihres.' WHERE key = 'fahrrad'")

    with waiting(site, lambda: editor.send_picture(address, mine, png("red"))) as answers:
        other.commit()

    assert MEANWHILE in error_texts(answers[0])
    assert fields_of(answers[0])["alternative_text"] == "Meins."
    assert value(other, "regions_picture", "alternative_text", "fahrrad") == "Ihres."


def test_replacing_a_picture_does_not_bring_back_what_a_text_said_before(
    site: Portal, other: psycopg.Connection
) -> None:
    editor = Editor.signed_in(site, "ritter")
    address = f"{PICTURES}{value(other, 'regions_picture', 'id', 'fahrrad')}/change/"
    form = {**editor.open(address), "_save": "x"}
    ours = "key = 'bonusprogramm' AND region_id IS NULL"
    other.execute(f"SELECT 1 FROM regions_page WHERE {ours} FOR UPDATE")

    with waiting(site, lambda: editor.send_picture(address, form, png("blue"))) as answers:
        other.execute(f"UPDATE regions_page SET body = 'Neu: ![](bild:fahrrad)' WHERE {ours}")
        other.commit()

    assert answers[0].status == 302
    shown = other.execute(f"SELECT html FROM regions_page WHERE {ours}").fetchone()
    assert shown
    assert re.fullmatch(r'<p>Neu: <img src="[^"]+" alt="[^"]+" width="40" height="20" loading="lazy"></p>\n', shown[0])


def test_hours_of_an_office_saved_meanwhile_are_not_overwritten(site: Portal, other: psycopg.Connection) -> None:
    editor = Editor.signed_in(site, "sander")
    row = other.execute("SELECT office_id, id FROM regions_openinghours ORDER BY office_id, day, opens").fetchone()
    assert row
    address = f"/verwaltung/regions/serviceoffice/{row[0]}/change/"
    mine = {**editor.open(address), "hours_note": "Meine Notiz", "_save": "x"}
    other.execute("UPDATE regions_openinghours SET opens = '00:30' WHERE id = %s", [row[1]])
    other.commit()

    answer = editor.send(address, mine)

    assert MEANWHILE in error_texts(answer)
    assert fields_of(answer)["hours_note"] == "Meine Notiz"
    opens = other.execute("SELECT opens::text FROM regions_openinghours WHERE id = %s", [row[1]]).fetchone()
    assert opens == ("00:30:00",)
