"""P13: few may access; each role sees its pages only, and every access of staff is recorded."""

import pytest

from accounts.models import User
from privacy.models import StaffAccess
from regions.models import Region
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db

LISTS = [f"/verwaltung/regions/{desk}/" for desk in ("region", "rate", "u1tariff", "serviceoffice")]
EDITORS_LISTS = [f"/verwaltung/regions/{desk}/" for desk in ("page", "newsitem", "picture", "download")]

LETTERS_LISTS = ["/verwaltung/accounts/letterinreview/", "/verwaltung/accounts/printbatch/"]
LETTERS_PAGES = ["/verwaltung/accounts/letteratthephone/", "/verwaltung/accounts/returnedletter/"]
PRINTERS_LISTS = ["/verwaltung/accounts/lettertoprint/", "/verwaltung/accounts/printbatch/"]


@pytest.fixture
def without_role(sander: User) -> RoleClient:
    """Sachbearbeiterin Sander after her role was taken."""
    sander.groups.clear()
    return signed_in(sander)


@pytest.mark.parametrize("address", LISTS + EDITORS_LISTS + LETTERS_LISTS + LETTERS_PAGES + PRINTERS_LISTS[:1])
def test_staff_without_a_role_is_refused(without_role: RoleClient, address: str) -> None:
    assert without_role.get(address).status_code == 403
    assert StaffAccess.objects.count() == 0


@pytest.mark.parametrize("address", LISTS)
def test_master_data_role_is_let_in_and_recorded(staff_client: RoleClient, address: str) -> None:
    assert staff_client.get(address).status_code == 200

    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action) == ("sander", "list")


@pytest.mark.parametrize("address", EDITORS_LISTS)
def test_editors_are_let_in_and_recorded(address: str) -> None:
    assert signed_in(User.objects.get(username="ritter")).get(address).status_code == 200

    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action) == ("ritter", "list")


@pytest.mark.parametrize(("username", "addresses"), [("sander", EDITORS_LISTS), ("ritter", LISTS)])
def test_each_role_is_refused_the_desks_of_the_other(username: str, addresses: list[str]) -> None:
    client = signed_in(User.objects.get(username=username))

    assert {client.get(address).status_code for address in addresses} == {403}
    assert StaffAccess.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "/verwaltung/auth/group/",
        "/verwaltung/privacy/staffaccess/",
        "/verwaltung/accounts/session/",
    ],
)
def test_nobody_reaches_roles_sessions_or_the_trail(staff_client: RoleClient, address: str) -> None:
    assert staff_client.get(address).status_code == 404


def test_nobody_deletes_a_region(staff_client: RoleClient, rheinland: Region) -> None:
    assert staff_client.get(f"/verwaltung/regions/region/{rheinland.pk}/delete/").status_code == 403


def test_regional_staff_sees_one_region_in_every_list(rheinberg: User) -> None:
    client = signed_in(rheinberg)

    page = client.get("/verwaltung/regions/region/").content.decode()

    assert "Muster-IKK Rheinland" in page
    assert "Muster-IKK Hessen" not in page
    assert "Muster-IKK Hessen" not in client.get("/verwaltung/regions/rate/").content.decode()


@pytest.mark.parametrize("address", LETTERS_LISTS)
def test_who_decides_about_letters_is_let_in_and_recorded(fischer: User, address: str) -> None:
    assert signed_in(fischer).get(address).status_code == 200

    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action, entry.region) == ("fischer", "list", "Muster-IKK Rheinland")


@pytest.mark.parametrize("address", PRINTERS_LISTS)
def test_who_prints_letters_is_let_in_and_recorded(vogel: User, address: str) -> None:
    assert signed_in(vogel).get(address).status_code == 200

    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action, entry.region) == ("vogel", "list", "Muster-IKK Rheinland")


@pytest.mark.parametrize("address", LISTS + EDITORS_LISTS + LETTERS_LISTS[:1] + LETTERS_PAGES[:1])
def test_who_prints_letters_sees_nothing_else(vogel: User, address: str) -> None:
    assert signed_in(vogel).get(address).status_code == 403


@pytest.mark.parametrize("address", LISTS + EDITORS_LISTS + PRINTERS_LISTS[:1] + LETTERS_PAGES)
def test_who_decides_about_letters_sees_nothing_else(fischer: User, address: str) -> None:
    assert signed_in(fischer).get(address).status_code == 403
