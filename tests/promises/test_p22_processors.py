"""P22: external service providers keep the same rules: a mail service without a name stops the start."""

from typing import Any

from tests.conftest import RoleClient
from tests.house_rules.test_settings import PRODUCTION, check


def test_statement_names_exactly_the_configured_mail_service(client: RoleClient, settings: Any) -> None:
    alone = client.get("/datenschutz/").text
    settings.MAIL_PROCESSOR = "Muster-Post GmbH, Deutschland"
    with_service = client.get("/datenschutz/").text

    assert "per E-Mail: " not in alone
    assert "versendet in unserem Auftrag per E-Mail: Muster-Post GmbH, Deutschland." in with_service


def test_start_with_a_mail_service_that_nobody_has_named_is_refused() -> None:
    result = check({**PRODUCTION, "EMAIL_URL": "smtp+ssl://mail.example:465"})

    assert result.returncode == 1
    assert "(ikk_portal.E002)" in result.stderr
