"""P23: the servers stand in a named data centre."""

from django.conf import settings

from tests.conftest import RoleClient
from tests.house_rules.test_settings import PRODUCTION, check


def test_statement_names_the_data_centre(client: RoleClient) -> None:
    page = client.get("/datenschutz/").content.decode()

    assert f"Die Server des Portals stehen bei: {settings.HOSTING_LOCATION}." in page


def test_start_without_a_named_data_centre_is_refused() -> None:
    result = check({key: value for key, value in PRODUCTION.items() if key != "HOSTING_LOCATION"})

    assert result.returncode == 1
    assert "HOSTING_LOCATION is not set." in result.stderr
