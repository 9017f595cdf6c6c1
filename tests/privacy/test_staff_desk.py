"""Staff desks show one region and leave a trail."""

import pytest
from django.contrib import admin

from accounts.models import User
from ikk_portal.database_roles import declared_grants
from privacy.models import StaffAccess
from privacy.scoping import visible_to
from privacy.staff_desk import StaffDeskAdmin
from regions.models import Rate, Region
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db


def entries() -> list[tuple[str, str, str]]:
    return list(StaffAccess.objects.order_by("at").values_list("by", "action", "kind"))


def test_visible_to_shows_national_staff_everything(sander: User) -> None:
    assert visible_to(Region.objects.all(), sander, region="pk").count() == 12


def test_visible_to_shows_regional_staff_their_region_only(rheinberg: User, rheinland: Region) -> None:
    assert list(visible_to(Region.objects.all(), rheinberg, region="pk")) == [rheinland]


def test_list_is_recorded_with_its_filter(staff_client: RoleClient) -> None:
    staff_client.get("/verwaltung/regions/region/?q=rhein")

    entry = StaffAccess.objects.get()
    assert (entry.by, entry.action, entry.kind, entry.detail) == (
        "sander",
        "list",
        "regions.Region",
        "q=rhein",
    )


def test_opened_record_is_recorded(staff_client: RoleClient, rheinland: Region) -> None:
    staff_client.get(f"/verwaltung/regions/region/{rheinland.pk}/change/")

    assert entries() == [("sander", "view", "regions.Region")]
    assert StaffAccess.objects.get().record == str(rheinland.pk)


def test_record_of_another_region_does_not_exist_for_regional_staff(rheinberg: User) -> None:
    other = Region.objects.get(slug="hessen")

    client = signed_in(rheinberg)
    response = client.get(f"/verwaltung/regions/region/{other.pk}/change/")

    assert response.status_code == 302  # the admin's own way to say: no such record
    assert response.headers["Location"] == "/verwaltung/"
    assert entries() == []
    message = "Diesen Eintrag gibt es nicht, oder er gehört zu einer anderen IKK."
    assert [str(note) for note in client.get("/verwaltung/").context["messages"]] == [message]


def test_every_admin_of_the_rooms_is_a_staff_desk() -> None:
    strays = [
        model._meta.label
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, StaffDeskAdmin)
    ]

    assert strays == []


def test_trail_is_written_under_a_role_that_may_not_read_it(staff_client: RoleClient) -> None:
    assert declared_grants()["ikk_staff"]["privacy_staffaccess"] == "INSERT"

    assert staff_client.get("/verwaltung/regions/rate/").status_code == 200
    assert Rate.objects.count() > 0


@pytest.mark.parametrize("page", ["history", "change", "delete"])
def test_record_opened_by_post_is_recorded_too(staff_client: RoleClient, page: str) -> None:
    rate = Rate.objects.exclude(region=None).earliest("pk")

    response = staff_client.post(f"/verwaltung/regions/rate/{rate.pk}/{page}/")

    assert response.status_code == 200
    assert entries() == [("sander", "view", "regions.Rate")]


@pytest.mark.parametrize("address", ["/verwaltung/autocomplete/", "/verwaltung/r/1/1/"])
def test_addresses_that_the_trail_would_not_see_do_not_exist(staff_client: RoleClient, address: str) -> None:
    assert staff_client.get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "region/?name__regex=(",
        "region/?slug__iregex=[",
        "rate/?key__regex=(",
        "rate/?percent__gt=1e999999",
        "rate/?validity=abc",
        "rate/?validity__contains=2026-01-01",
        "u1tariff/?reimbursement__regex=(",
        "rate/?region__user__password__startswith=a",
    ],
)
def test_filter_made_by_hand_is_refused(staff_client: RoleClient, query: str) -> None:
    assert staff_client.get(f"/verwaltung/regions/{query}").status_code == 400


def test_selection_made_by_hand_is_refused(staff_client: RoleClient) -> None:
    selection = {"action": "delete_selected", "_selected_action": "abc", "index": "0"}

    assert staff_client.post("/verwaltung/regions/rate/", selection).status_code == 400


def test_filter_that_the_page_offers_works(staff_client: RoleClient) -> None:
    response = staff_client.get("/verwaltung/regions/rate/?key__exact=supplement")

    assert response.status_code == 200
    assert response.context["cl"].result_count == 12
