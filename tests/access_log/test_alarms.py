"""What of the access log stands on the health page. Lines that are lost: ``test_middleware.py``."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from access_log.alarms import alarms
from access_log.models import LoadedFile
from tests.access_log.logs import line, loaded, spooled
from tests.access_log.test_models import MINUTE, insert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_machine")]


def alarms_of(role: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        try:
            return alarms(timezone.now())
        finally:
            cursor.execute("RESET ROLE")


@pytest.mark.parametrize("role", ["ikk_public", "ikk_staff"])
def test_nothing_to_tell_is_no_alarm(role: str) -> None:
    minute = timezone.now() - timedelta(minutes=9)
    spooled(minute, line(minute))

    assert alarms_of(role) == []


def test_file_that_waits_for_more_than_ten_minutes_is_told() -> None:
    minute = timezone.now() - timedelta(minutes=11)
    spooled(minute, line(minute))
    spooled(timezone.now(), line(timezone.now()))

    told = f"access log: a file of {minute:%d.%m.%Y %H:%M} UTC waits on this machine to be loaded"
    assert alarms_of("ikk_public") == [told]
    loaded()
    assert alarms_of("ikk_public") == []


def test_lines_set_aside_are_told_for_a_day() -> None:
    minute = timezone.now() - timedelta(minutes=2)
    spooled(minute, line(minute), b"half a line\n", b"another\n")
    loaded()

    assert alarms_of("ikk_public") == ["access log: 2 damaged lines were set aside"]
    LoadedFile.objects.update(loaded_at=timezone.now() - timedelta(days=1))
    assert alarms_of("ikk_public") == []


@pytest.mark.parametrize("role", ["ikk_public", "ikk_staff"])
def test_row_outside_every_day_is_told_to_who_may_not_see_it(role: str) -> None:
    insert(minute=MINUTE + timedelta(days=1_000))

    assert alarms_of(role) == ["access log: rows lie outside every day"]


def test_spool_that_cannot_be_read_is_told(settings: Any, tmp_path: Path) -> None:
    settings.ACCESS_LOG_DIRECTORY = tmp_path / "file"
    settings.ACCESS_LOG_DIRECTORY.write_text("")

    assert alarms_of("ikk_public") == ["access log: the spool of this machine cannot be read (Not a directory)"]
