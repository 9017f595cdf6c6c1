"""Whose a case is: drafts of two services, people and sessions stay apart, and nobody sends without end."""

import pytest

from accounts.models import User
from ikk_portal.platform.sealing import unseal
from internetfiliale.budgets import PER_DAY, PER_HOUR
from internetfiliale.models import Case
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.budgets import use_up
from tests.conftest import RoleClient
from tests.internetfiliale.filling import fill_in, sealed_in, send, service_path

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

LETTERS, CARD = "form-der-briefe", "gesundheitskarte"
LARGE = {"step": "form", "letter_form": "large"}
CHECK = {"step": "check"}


@pytest.fixture
def anna() -> User:
    on_file("A123456780")
    return member()


@pytest.fixture
def client(anna: User) -> RoleClient:
    return client_of(anna)


def test_windows_of_two_services_have_drafts_of_their_own(anna: User, client: RoleClient) -> None:
    drafts = {
        unseal(f"case/v1/{slug}/{anna.pk}/rheinland", sealed_in(client.get(service_path(slug))), max_age=None)["key"]
        for slug in (LETTERS, CARD)
    }

    assert len(drafts) == 2


def test_draft_of_another_service_opens_nothing(client: RoleClient) -> None:
    check = fill_in(client, LETTERS, LARGE)

    page = client.post(service_path(CARD), {"sealed": sealed_in(check), **CHECK})

    assert "Ihre früheren Antworten sind nicht mehr da" in page.text


def test_same_wish_of_two_people_and_of_two_sessions_is_more_than_one_case(anna: User, client: RoleClient) -> None:
    on_file("B123456782")

    for somebody in (client, client_of(member("B123456782")), client_of(anna)):
        send(somebody, LETTERS, fill_in(somebody, LETTERS, LARGE), **CHECK)

    assert Case.objects.count() == 3


def test_account_sends_fewer_cases_in_a_day_than_in_so_many_hours(anna: User, client: RoleClient) -> None:
    use_up(PER_DAY.of(str(anna.pk)))

    page = send(client, LETTERS, fill_in(client, LETTERS, LARGE), **CHECK)

    assert (page.status_code, Case.objects.count()) == (429, 0)
    assert PER_DAY.burst < 3 * PER_HOUR.burst


def test_case_sent_twice_counts_once(anna: User, client: RoleClient) -> None:
    check = fill_in(client, LETTERS, LARGE)
    first = send(client, LETTERS, check, **CHECK)
    use_up(PER_HOUR.of(str(anna.pk)))

    again = send(client, LETTERS, check, **CHECK)

    assert (again.status_code, again.headers["Location"]) == (303, first.headers["Location"])
