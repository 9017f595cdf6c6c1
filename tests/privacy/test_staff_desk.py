"""Staff desks show one region and leave a trail."""

import pytest
from django.contrib import admin
from django.db import connection

from accounts.models import User
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

    response = signed_in(rheinberg).get(f"/verwaltung/regions/region/{other.pk}/change/")

    assert response.status_code == 302  # the admin's own way to say: no such record
    assert response.headers["Location"] == "/verwaltung/"
    assert entries() == []


def test_every_admin_of_the_rooms_is_a_staff_desk() -> None:
    strays = [
        model._meta.label
        for model, model_admin in admin.site._registry.items()
        if not isinstance(model_admin, StaffDeskAdmin)
    ]

    assert strays == []


def test_trail_is_written_under_the_staff_role_without_reading_it_back(staff_client: RoleClient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("REVOKE SELECT ON privacy_staffaccess FROM ikk_staff")

    assert staff_client.get("/verwaltung/regions/rate/").status_code == 200
    assert Rate.objects.count() > 0
