"""The bakery, signed in: what tests of the employers' services begin with."""

from typing import Any

import pytest

from accounts.models import User
from tests.accounts.members import member
from tests.accounts.signed_in import client_of
from tests.bestand.rows import brandt
from tests.conftest import RoleClient

NUMBER = "09912342"


def bakery() -> User:
    """Put the Bäckerei Brandt into the register, and give it an access."""
    brandt().save(force_insert=True)
    return member(NUMBER, "employer")


def bakery_client(**content: Any) -> RoleClient:
    """Return a client of the bakery; ``content`` is what its session remembers besides."""
    return client_of(bakery(), **content)


databases = pytest.mark.django_db(databases=["default", "bestand"])
