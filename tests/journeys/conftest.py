"""Fixtures that journeys of members share."""

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import Session
from tests.accounts.live_members import Working, working_on
from tests.live import Portal


@pytest.fixture
def working(portal: Portal, django_db_setup: None, django_db_blocker: Any) -> Iterator[Working]:
    """Work on the running portal's database; afterwards no member is left in it signed in."""
    yield lambda: working_on(portal, django_db_blocker)
    with working_on(portal, django_db_blocker):
        Session.objects.filter(kind="member").delete()
