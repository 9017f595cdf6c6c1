"""The staff desk of master data: German, scoped, and never a 500 where two people save at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import User
from privacy.models import StaffAccess
from regions.admin import master_data as desk
from regions.models import Rate, Region, ServedArea, U1Tariff
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db

RATES = "/verwaltung/regions/rate/"
FORM = {"region": "", "key": "u2", "percent": "0,44", "valid_from": "01.01.2026", "valid_until": ""}


@pytest.fixture
def regional_client(rheinberg: User) -> RoleClient:
    return signed_in(rheinberg)


def post_rate(client: RoleClient, path: str = "add/", **fields: Any) -> Any:
    return client.post(RATES + path, {**FORM, **fields})


def test_national_staff_see_all_ikks(staff_client: RoleClient) -> None:
    response = staff_client.get("/verwaltung/regions/region/")

    assert response.context["cl"].result_count == 12


def test_regional_staff_see_their_ikk_only(regional_client: RoleClient) -> None:
    bayern = Region.objects.get(slug="bayern")

    response = regional_client.get("/verwaltung/regions/region/")

    assert [region.slug for region in response.context["cl"].result_list] == ["rheinland"]
    assert regional_client.get(f"/verwaltung/regions/region/{bayern.pk}/change/").status_code == 302


def test_regional_staff_do_not_see_national_rates(regional_client: RoleClient) -> None:
    national = Rate.objects.get(region=None, key="health")

    response = regional_client.get(RATES)

    assert [rate.region.slug for rate in response.context["cl"].result_list] == ["rheinland"]
    assert regional_client.get(f"{RATES}{national.pk}/change/").status_code == 302


def test_regional_staff_cannot_save_a_national_rate(regional_client: RoleClient) -> None:
    response = post_rate(regional_client, region="")

    assert response.status_code == 200
    assert "region" in response.context["adminform"].form.errors
    assert Rate.objects.filter(key="u2").exists() is False


def test_regional_staff_cannot_save_a_rate_of_another_ikk(regional_client: RoleClient) -> None:
    response = post_rate(regional_client, region=Region.objects.get(slug="bayern").pk)

    assert "region" in response.context["adminform"].form.errors


def test_regional_staff_read_what_binds_the_ikk(regional_client: RoleClient, rheinland: Region) -> None:
    response = regional_client.get(f"/verwaltung/regions/region/{rheinland.pk}/change/")

    assert 'name="phone"' in response.text
    assert 'name="slug"' not in response.text
    assert 'name="areas-0-postcode_prefix"' not in response.text
    assert regional_client.get("/verwaltung/regions/region/add/").status_code == 403


def test_national_staff_change_who_serves_what(staff_client: RoleClient, rheinland: Region) -> None:
    response = staff_client.get(f"/verwaltung/regions/region/{rheinland.pk}/change/")

    assert 'name="slug"' in response.text
    assert 'name="areas-0-postcode_prefix"' in response.text
    assert staff_client.get("/verwaltung/regions/region/add/").status_code == 200


def test_rate_with_an_open_end_is_saved(staff_client: RoleClient) -> None:
    assert post_rate(staff_client).status_code == 302

    rate = Rate.objects.get(key="u2")
    assert (rate.percent, rate.validity) == (Decimal("0.44"), DateRange(date(2026, 1, 1), None))


def test_last_day_is_included(staff_client: RoleClient) -> None:
    post_rate(staff_client, valid_until="31.12.2026")

    rate = Rate.objects.get(key="u2")
    assert rate.validity == DateRange(date(2026, 1, 1), date(2027, 1, 1))
    form = staff_client.get(f"{RATES}{rate.pk}/change/").context["adminform"].form
    assert (form["valid_from"].value(), form["valid_until"].value()) == (date(2026, 1, 1), date(2026, 12, 31))
    assert "31. Dezember 2026" in staff_client.get(RATES).text


def test_ending_a_rate_makes_room_for_the_next(staff_client: RoleClient) -> None:
    care = Rate.objects.get(region=None, key="care")
    ended = {"key": "care", "percent": "3,6", "valid_until": "31.12.2026"}

    assert post_rate(staff_client, f"{care.pk}/change/", **ended).status_code == 302
    assert post_rate(staff_client, key="care", percent="3,7", valid_from="01.01.2027").status_code == 302


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"key": "health"}, "valid_from", "In dieser Zeit gilt schon ein Wert. Beenden Sie zuerst diesen."),
        ({"valid_from": ""}, "valid_from", "Bitte geben Sie den ersten Tag an."),
        ({"valid_until": "31.12.2025"}, "valid_until", "Der letzte Tag liegt vor dem ersten."),
        ({"percent": "101"}, "__all__", "Ein Satz liegt zwischen 0 und 100 Prozent."),
    ],
)
def test_refused_rate_says_why_and_keeps_the_input(
    staff_client: RoleClient, fields: dict[str, str], field: str, message: str
) -> None:
    response = post_rate(staff_client, **fields)

    assert response.status_code == 200
    assert response.context["adminform"].form.errors == {field: [message]}
    assert response.context["adminform"].form["percent"].value() == fields.get("percent", "0,44")


def test_rate_saved_by_somebody_else_a_moment_before_is_a_form_error(
    staff_client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other row appears between validation and saving."""
    original = desk.RateAdmin.save_model

    def other_was_faster(self: Any, request: Any, obj: Rate, form: Any, change: bool) -> None:
        original(self, request, obj, form, change)
        monkeypatch.undo()
        raise desk.IntegrityError("rate_validity_apart")

    Rate.objects.create(key="u2", percent=1, validity=DateRange(date(2027, 1, 1), None))
    monkeypatch.setattr(desk.RateAdmin, "save_model", other_was_faster)
    response = post_rate(staff_client, valid_until="31.12.2026")
    assert response.status_code == 302  # the second attempt met no obstacle

    monkeypatch.setattr(Rate, "validate_constraints", _only_later(monkeypatch))
    response = post_rate(staff_client, percent="0,55")

    assert response.status_code == 200
    assert list(response.context["adminform"].form.errors) == ["valid_from"]
    assert response.context["adminform"].form["percent"].value() == "0,55"


def _only_later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a check that passes once, as if the other row were not there yet."""

    def passes_once(self: Rate, exclude: Any = None) -> None:
        monkeypatch.undo()

    return passes_once


def test_second_standard_level_is_refused_beside_the_first_day(staff_client: RoleClient, rheinland: Region) -> None:
    fields = {
        "region": rheinland.pk,
        "reimbursement": "55",
        "levy": "1,5",
        "is_standard": "on",
        "valid_from": "01.07.2026",
        "valid_until": "",
    }

    response = staff_client.post("/verwaltung/regions/u1tariff/add/", fields)

    assert response.context["adminform"].form.errors == {
        "valid_from": ["In dieser Zeit gibt es schon einen Regelsatz."]
    }
    assert U1Tariff.objects.filter(region=rheinland).count() == 4


def test_area_of_another_ikk_is_refused_with_a_message(staff_client: RoleClient, rheinland: Region) -> None:
    page = staff_client.get(f"/verwaltung/regions/region/{rheinland.pk}/change/")
    fields = {name: value for name, value in _fields(page).items() if value is not None}
    extra = len(rheinland.areas.all())
    fields |= {f"areas-{extra}-land": "DE-BY", f"areas-{extra}-postcode_prefix": ""}

    response = staff_client.post(f"/verwaltung/regions/region/{rheinland.pk}/change/", fields)

    assert response.status_code == 200
    assert "Dieses Gebiet gehört schon zu einer IKK." in response.text
    assert ServedArea.objects.filter(land="DE-BY").count() == 1


def _fields(page: Any) -> dict[str, Any]:
    """Return what a browser would send back unchanged."""
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    return {field.html_name: field.value() for form in forms for field in form}


def test_every_look_and_change_leaves_a_trail(staff_client: RoleClient, rheinland: Region) -> None:
    rate = rheinland.rates.get()

    staff_client.get(RATES, {"key__exact": "supplement"})
    staff_client.get(f"{RATES}{rate.pk}/change/")
    post_rate(staff_client, f"{rate.pk}/change/", region=rheinland.pk, key="supplement", percent="2,91")

    trail = StaffAccess.objects.filter(kind="regions.Rate").order_by("at").values_list("by", "action", "record")
    assert list(trail) == [
        ("sander", "list", ""),
        ("sander", "view", str(rate.pk)),
        ("sander", "change", str(rate.pk)),
    ]
