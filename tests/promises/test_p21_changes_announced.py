"""P21: the statement is dated, says what changed, and all versions stay readable."""

from django.template.defaultfilters import date as german_date

from privacy.statements import all_statements
from tests.conftest import RoleClient


def test_every_version_is_dated_says_what_is_new_and_is_readable(client: RoleClient) -> None:
    archive = client.get("/datenschutz/archiv/").content.decode()

    for statement in all_statements():
        day = german_date(statement.valid_from, "j. F Y")
        assert f"Fassung vom {day}" in archive
        assert statement.changes in archive
        assert client.get(f"/datenschutz/archiv/{statement.valid_from.isoformat()}/").status_code == 200


def test_statement_says_from_when_it_holds_and_leads_to_the_archive(client: RoleClient) -> None:
    page = client.get("/datenschutz/").content.decode()

    assert f"Gültig ab {german_date(all_statements()[0].valid_from, 'j. F Y')}." in page
    assert 'href="/datenschutz/archiv/"' in page
