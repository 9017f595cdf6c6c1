"""P12: what was typed in a case can be opened by nothing that the web host has, from the moment it is taken in."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

import psycopg
import pyrage
import pytest
from django.views.debug import SafeExceptionReporterFilter

from accounts.models import User
from ikk_portal.postgres import PG_DUMP
from internetfiliale.actions import submit_case
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.conftest import url_for
from tests.database_server import BASE_DIR
from tests.faults.core_house import DATABASE, CoreHouse
from tests.faults.printer import files_holding
from tests.internetfiliale.cases import KEY, anna
from tests.internetfiliale.core_system import IDENTITY, opened
from tests.internetfiliale.filling import fill_in, send
from tests.live import database_url

pytestmark = [pytest.mark.xdist_group("core-house")]
__all__ = ["anna"]

TYPED = {"street": "Zwitscherhainweg 7319", "iban": "DE02120300000000202051", "town": "Zirpenbrück an der Ölse"}
IN_WORDS = {"Neue Anschrift": "Zwitscherhainweg 7319, 99310 Zirpenbrück an der Ölse"}
#: Takes in a case as the web does, then tells its settings and its environment.
AS_WEB = f"""
import os, sys, django; django.setup()
from uuid import UUID
from django.conf import settings
from accounts.models import User
from ikk_portal.postgres import PG_DUMP
from internetfiliale.actions import submit_case
from regions.models import Region
submit_case(by=User.objects.get(number="A123456780"), region=Region.objects.get(slug="rheinland"), key=UUID("{KEY}"),
    service="kanarienvorgang", answers={TYPED!r}, in_words={IN_WORDS!r}, letter_before_change=True)
print({{name: getattr(settings, name) for name in dir(settings)}}, dict(os.environ))
"""


@pytest.fixture
def house(django_db_setup: None, tmp_path: Path) -> Iterator[CoreHouse]:
    house = CoreHouse(tmp_path)
    yield house
    house.close()


@pytest.fixture
def web(house: CoreHouse) -> str:
    """What a process of the public surface knows that has just taken in a case of somebody who is signed in."""
    house.owner.execute(
        "INSERT INTO accounts_session (session_key, session_data, expire_date, started_at, kind, user_id) "
        "SELECT 'x', '', now() + interval '15 minutes', now(), 'member', id FROM accounts_user WHERE number = %s",
        ["A123456780"],
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "ikk_portal.settings",
        "DATABASE_URL": database_url("ikk_public", DATABASE),
        "CORE_SYSTEM_PUBLIC_KEY": str(IDENTITY.to_public()),
        "TMPDIR": str(house.exchange.inbox.parent),
    }
    done = subprocess.run(
        [sys.executable, "-c", AS_WEB], cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def forms_of(text: str) -> list[str]:
    """Return a text as it might be kept: plain, in JSON, in an address, as a dump shows bytes, in base64 at each of
    three places.
    """
    data = text.encode()
    places = [base64.b64encode(b"x" * place + data)[4 if place else 0 : -4].decode() for place in range(3)]
    return [text, json.dumps(text)[1:-1], quote(text), quote_plus(text), data.hex(), *places]


def backup() -> str:
    """Return what a backup of the database holds: whatever there is in it, large objects included."""
    arguments = ["--large-objects", f"--dbname={url_for('postgres', DATABASE)}"]
    return subprocess.run([PG_DUMP, *arguments], capture_output=True, text=True, check=True).stdout


def web_host(house: CoreHouse) -> list[Path]:
    """Return all places from which a process of the web reads, or to which it writes: the programme, keys, files that
    it serves, log of accesses, mails, locks, temporary files, the inbox, and what the database server keeps.
    """
    programme = [path for path in BASE_DIR.iterdir() if path.name not in ("tests", "var") and path.name[0] != "."]
    place = Path(os.environ["KEYS_DIRECTORY"]).parent
    assert data_directory().is_relative_to(place)
    return [*programme, place, house.exchange.inbox.parent]


def data_directory() -> Path:
    """Return where the database server keeps its files, with everything written to them."""
    with psycopg.connect(url_for("postgres", DATABASE), autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        (directory,) = admin.execute("SHOW data_directory").fetchone() or ("",)
    return Path(directory)


def test_stored_case_stands_nowhere_but_sealed(house: CoreHouse, web: str) -> None:
    (sealed,) = house.owner.execute("SELECT sealed FROM internetfiliale_casepayload").fetchone() or (b"",)
    assert opened(sealed)["answers"] == TYPED  # the core system does open it
    needles = [form for value in (*TYPED.values(), *IN_WORDS.values()) for form in forms_of(value)]
    dump, data = backup(), data_directory()

    assert "kanarienvorgang" in dump  # the searches do find what is kept
    assert bytes(sealed).hex() in dump
    assert files_holding(["kanarienvorgang"], data / "pg_wal")
    assert files_holding(["kanarienvorgang"], data / "base")
    assert [needle for needle in needles if needle in dump or needle in web] == []
    assert files_holding(needles, *web_host(house)) == set()


def test_no_private_key_is_on_the_web_host(house: CoreHouse, web: str) -> None:
    """Neither the one that opens the case nor any other: the database, the keys, the settings, the programme itself."""
    (sealed,) = house.owner.execute("SELECT sealed FROM internetfiliale_casepayload").fetchone() or (b"",)
    keys = Path(os.environ["KEYS_DIRECTORY"])

    assert str(IDENTITY.to_public()) in web
    assert str(IDENTITY) not in web
    assert "AGE-SECRET-KEY-" not in web
    assert "AGE-SECRET-KEY-" not in backup()
    assert files_holding(["AGE-SECRET-KEY-1"], *web_host(house)) == set()
    secrets = [path.read_text().strip() for path in keys.rglob("*") if path.is_file()] + [os.environ["SECRET_KEY"]]
    assert len(secrets) > 3
    for secret in secrets:
        with pytest.raises(pyrage.DecryptError):
            pyrage.passphrase.decrypt(bytes(sealed), secret)


def test_role_of_the_web_cannot_read_what_it_has_sealed(house: CoreHouse, web: str) -> None:
    for statement in (
        "SELECT * FROM internetfiliale_casepayload",
        "SELECT sealed FROM internetfiliale_casepayload",
        "COPY internetfiliale_casepayload TO STDOUT",
        "UPDATE internetfiliale_casepayload SET sealed = sealed",
        "DELETE FROM internetfiliale_casepayload",
        "SELECT * FROM internetfiliale_case",
        "SELECT * FROM internetfiliale_notice",
        "UPDATE internetfiliale_case SET state = 'done'",
        "ALTER TABLE internetfiliale_case DISABLE ROW LEVEL SECURITY",
    ):
        for role in ("ikk_public", "ikk_staff"):
            with (
                psycopg.connect(url_for(role, DATABASE), autocommit=True) as connection,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                connection.execute(statement)


@pytest.mark.django_db
def test_error_while_sealing_tells_nothing_that_was_typed(anna: User, rheinland: Region, settings: Any) -> None:
    settings.CORE_SYSTEM_PUBLIC_KEY = "age1broken"

    with pytest.raises(pyrage.RecipientError) as error:
        submit_case(by=anna, region=rheinland, service="anschrift", key=KEY, answers=TYPED, letter_before_change=True)

    shown = "".join(_variables(error.tb))
    assert "Zwitscherhainweg" in "".join(_variables(error.tb, is_filtered=False))
    assert [value for value in TYPED.values() if value in shown] == []


@pytest.mark.django_db(databases=["default", "bestand"])
def test_error_behind_the_last_button_tells_nothing_that_was_typed(settings: Any) -> None:
    on_file("A123456780")
    client, card = client_of(member()), "gesundheitskarte"
    birthday = {"child_birth_date_0": "9", "child_birth_date_1": "3", "child_birth_date_2": "2019"}
    child = {"step": "kind", "child_given_name": "Zwitscherhild", "child_family_name": "Zwitscherhain", **birthday}
    check = fill_in(client, card, {"step": "fuer-wen", "for_whom": "child"}, child, {"step": "grund", "reason": "lost"})
    settings.CORE_SYSTEM_PUBLIC_KEY = "age1broken"

    with pytest.raises(pyrage.RecipientError) as error:
        send(client, card, check, step="check")

    assert "Zwitscherhild" in "".join(_variables(error.tb, is_filtered=False))
    assert "Zwitscherh" not in "".join(_variables(error.tb))


def _variables(trace: TracebackType | None, *, is_filtered: bool = True) -> Iterator[str]:
    """Yield the variables of our frames as an error report would show them."""
    while trace:
        if (
            "/internetfiliale/" in trace.tb_frame.f_code.co_filename
            and "/tests/" not in trace.tb_frame.f_code.co_filename
        ):
            shown = SafeExceptionReporterFilter().get_traceback_frame_variables(None, trace.tb_frame)
            yield repr(shown if is_filtered else trace.tb_frame.f_locals)
        trace = trace.tb_next
