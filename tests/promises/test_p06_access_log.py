"""P06: access is logged for safety, with address, date, time and page; nobody is evaluated by it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import connection, models
from django.utils import timezone

from access_log import middleware
from access_log.actions import load_spool
from access_log.lines import COLUMNS
from access_log.models import LoadedFile, LoggedRequest
from tests.access_log.logs import spool_names, stored, written_lines
from tests.accounts.members import member
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.house_rules.test_structure import ROOT, tracked

pytestmark = pytest.mark.django_db
NUMBER = "A123456780"
ADDRESS = "203.0.113.77"
ACCOUNTS = [model for app in ("accounts", "privacy") for model in apps.get_app_config(app).get_models()]


@pytest.fixture
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that stands still: how long a request takes may differ, and is in the log as one of eight classes."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(middleware.time, "perf_counter", lambda: 1.0)


@pytest.fixture
def signed_in() -> RoleClient:
    """Anna, signed in, with everything a browser sends along."""
    return client_of(member(NUMBER), proven=True)


@pytest.mark.django_db(databases="__all__")
@pytest.mark.usefixtures("_still")
@pytest.mark.parametrize("path", ["/", "/hilfe/", "/themen/", "/wp-login.php", "/internetfiliale/registrieren/"])
def test_line_of_who_is_signed_in_is_byte_for_byte_that_of_a_stranger(
    client: RoleClient, signed_in: RoleClient, path: str
) -> None:
    for visitor in (client, signed_in):
        visitor.cookies[settings.REGION_COOKIE_NAME] = "nord"
        visitor.get(path, REMOTE_ADDR=ADDRESS)

    first, second = written_lines()
    assert first == second


@pytest.mark.django_db(databases="__all__")
def test_row_of_who_is_signed_in_shares_no_value_and_no_time_with_any_table_about_accounts(
    signed_in: RoleClient,
) -> None:
    for path in ("/internetfiliale/", "/internetfiliale/meine-daten/", "/internetfiliale/ikk/", "/hilfe/"):
        signed_in.get(path, REMOTE_ADDR=ADDRESS)
    load_spool(now=timezone.now() + timedelta(minutes=2))
    rows = stored(", ".join(f"{name}::text" for name in COLUMNS))
    assert len(rows) == 4
    kept = [str(values) for model in ACCOUNTS for values in model.objects.values_list()]
    assert len(kept) > 10
    assert not [row for row in kept if ADDRESS in row]
    minutes = {datetime.fromisoformat(row[0]) for row in rows}
    assert minutes.isdisjoint(_moments())
    whole = " ".join(" ".join(filter(None, row)) for row in rows)
    for secret in (NUMBER, *(cookie.value for cookie in signed_in.cookies.values())):
        assert secret not in whole


def _moments() -> set[datetime]:
    """Return every time that stands in a table about accounts."""
    found: set[datetime] = set()
    for model in ACCOUNTS:
        for field in model._meta.local_concrete_fields:
            if isinstance(field, models.DateTimeField):
                found |= set(model.objects.exclude(**{field.name: None}).values_list(field.name, flat=True))
    return found


def test_schema_of_the_log_has_nothing_that_another_table_could_be_joined_by() -> None:
    log = {field.name: field for field in LoggedRequest._meta.local_concrete_fields}

    assert tuple(log) == COLUMNS
    assert not any(field.is_relation or field.unique for field in log.values())
    assert isinstance(log["address"], models.GenericIPAddressField)
    for model in apps.get_models():
        others = {field.name: field for field in model._meta.local_concrete_fields}
        if model is not LoggedRequest:
            assert not any(isinstance(field, models.GenericIPAddressField) for field in others.values()), model
        if model in ACCOUNTS:  # the IKK is that of the cookie, and left out wherever somebody can be signed in
            assert others.keys().isdisjoint(log.keys() - {"region"}), model
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid IN (conrelid, confrelid) "
            "WHERE contype IN ('f', 'p', 'u') AND relnamespace = 'access_log'::regnamespace"
        )
        assert cursor.fetchall() == []


def test_time_of_the_log_has_no_seconds_and_that_of_accounts_has(signed_in: RoleClient) -> None:
    for _ in range(3):
        signed_in.get("/hilfe/")
    load_spool(now=timezone.now() + timedelta(minutes=2))

    assert {moment.second + moment.microsecond for moment in stored("minute")} == {0}
    marks = LoadedFile.objects.values_list("name", flat=True)
    assert all(re.match(r"\d{8}T\d{4}Z\.", name) for name in marks)


def test_rows_older_than_the_retention_are_gone(client: RoleClient) -> None:
    client.get("/hilfe/", REMOTE_ADDR=ADDRESS)
    now = timezone.now()
    load_spool(now=now + timedelta(minutes=2))
    assert stored("host(address)") == [ADDRESS]

    days_end = now.astimezone(UTC).replace(hour=0, minute=0) + timedelta(days=settings.ACCESS_LOG_DAYS)
    load_spool(now=days_end - timedelta(minutes=2))
    assert stored("host(address)") == [ADDRESS]
    load_spool(now=days_end)

    assert stored("host(address)") == []
    assert spool_names() == []


#: Who may name the raw log: the room itself. Statistics count; only the report shows a row, on a terminal.
MAY_NAME_IT = {
    "access_log/actions.py",
    "access_log/aggregation.py",  # counts under the role of the timers
    "access_log/management/commands/access_log_report.py",
    "access_log/models.py",
    "access_log/partitions.py",
}


def test_no_page_shows_a_row_of_the_log() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in tracked("*.py", "templates/*")
        if path.relative_to(ROOT).parts[0] not in ("tests", "bench") and "migrations" not in path.parts
        if re.search("loggedrequest", path.read_text(), re.IGNORECASE)
    }

    assert found == MAY_NAME_IT
    assert LoggedRequest not in admin.site._registry
