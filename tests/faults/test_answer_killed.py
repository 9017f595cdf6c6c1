"""The process that sends an answer is killed after the mail server has the mail: nobody sends it a second time."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import make_database, url_for
from tests.contact.smtp_sink import Sink, running_sink
from tests.database_server import BASE_DIR, TEMPLATE
from tests.live import database_url

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
DATABASE = f"{TEMPLATE}_answer_{WORKER}"
SEND = """
import sys, django
django.setup()
from accounts.models import User
from contact.actions.answering import NotPossibleNow, send_answer
try:
    send_answer(by=User.objects.get(username="kessler"), enquiry=sys.argv[1], text="Guten Tag")
except NotPossibleNow:
    sys.exit(3)
"""


@pytest.fixture
def owner(db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a database of the test's own."""
    make_database(DATABASE)
    with psycopg.connect(url_for("ikk_owner", DATABASE), autocommit=True) as connection:
        yield connection


def taken(owner: psycopg.Connection[Any]) -> UUID:
    """Keep an enquiry that Katrin Kessler has taken, and return its key."""
    key = uuid4()
    owner.execute(
        "INSERT INTO contact_enquiry (id, topic, message, email, page, received_at) "
        "VALUES (%s, 'website', 'Frage', 'anna@example.org', '', now())",
        [key],
    )
    owner.execute("UPDATE contact_enquiry SET state = 'taken', taken_by = 'kessler', taken_at = now()")
    return key


def sending(key: UUID, sink: Sink) -> "subprocess.Popen[bytes]":
    """Send the answer as a process of the staff area would."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ikk_portal.settings",
        "DATABASE_URL": database_url("ikk_staff", DATABASE),
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
    }
    return subprocess.Popen([sys.executable, "-c", SEND, str(key)], cwd=BASE_DIR, env=environment)


def test_killed_sending_is_unclear_and_is_not_repeated(owner: psycopg.Connection[Any]) -> None:
    key = taken(owner)
    with running_sink() as sink:
        sink.goes_on.clear()
        process = sending(key, sink)
        assert sink.has_mail.wait(60)
        process.kill()
        process.wait()
        sink.goes_on.set()

        assert owner.execute("SELECT state, draft FROM contact_enquiry").fetchall() == [("sending", "Guten Tag")]
        assert sending(key, sink).wait(60) == 3
        assert len(sink.mails) == 1
