"""One run of a time-driven command at a time, and which of them are late."""

import os
from datetime import timedelta

import psycopg
import pytest
from django.utils import timezone

from ikk_portal.platform.timers import RunningElsewhere, exclusive, late
from ikk_portal.timers import declared_timers
from tests.conftest import DATABASE, url_for

pytestmark = pytest.mark.django_db
HOURLY = {"probe": timedelta(hours=1)}


def test_success_is_noted_at_the_end() -> None:
    assert late(HOURLY, timezone.now()) == {"probe": None}

    with exclusive("probe"):
        assert late(HOURLY, timezone.now()) == {"probe": None}

    assert late(HOURLY, timezone.now()) == {}


def test_success_of_long_ago_is_late() -> None:
    with exclusive("probe"):
        pass

    assert list(late(HOURLY, timezone.now() + timedelta(minutes=61))) == ["probe"]
    assert late(HOURLY, timezone.now() + timedelta(minutes=59)) == {}


def test_each_machine_does_for_itself_what_is_its_own() -> None:
    with psycopg.connect(url_for("ikk_jobs", DATABASE), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('timer'), hashtext('probe web2'))")
        with pytest.raises(RunningElsewhere), exclusive("probe", machine="web2"):
            pass
        with exclusive("probe", machine="web1"):
            pass

    assert late(HOURLY, timezone.now()) == {}


def test_failure_is_no_success_and_lets_the_lock_go() -> None:
    with pytest.raises(ZeroDivisionError), exclusive("probe"):
        raise ZeroDivisionError

    assert list(late(HOURLY, timezone.now())) == ["probe"]
    with exclusive("probe"):
        pass


def test_second_process_is_refused_until_the_first_ends_or_dies() -> None:
    with psycopg.connect(url_for("ikk_jobs", DATABASE), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtext('timer'), hashtext('probe'))")
        with pytest.raises(RunningElsewhere), exclusive("probe"):
            pass
        with exclusive("another"):
            pass
        with psycopg.connect(os.environ["ADMIN_DATABASE_URL"]) as admin:  # what a kill does to a connection
            admin.execute("SELECT pg_terminate_backend(%s)", [other.info.backend_pid])
    for _ in range(100):
        try:
            with exclusive("probe"):
                return
        except RunningElsewhere:
            continue
    pytest.fail("the lock of the dead process was never let go")


def test_every_declared_timer_is_a_command() -> None:
    from django.core.management import get_commands

    assert set(declared_timers()) <= set(get_commands())
    assert set(declared_timers()) == {
        "aggregate_statistics",
        "close_accounts",
        "expire_pin_letters",
        "hand_over_cases",
        "housekeeping",
        "import_case_status",
        "load_access_log",
        "match_registrations",
    }
