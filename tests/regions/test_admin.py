"""The staff desk of master data: German, scoped, and never a 500 where two people save at once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.forms import modelform_factory
from django.template.defaultfilters import striptags

from accounts.models import User
from privacy.models import StaffAccess
from regions.admin import master_data as desk
from regions.models import Rate, Region, ServedArea, U1Tariff
from regions.models.rate import in_percent
from tests.conftest import RoleClient, signed_in
from tests.regions.editing import seen

pytestmark = pytest.mark.django_db

RATES = "/verwaltung/regions/rate/"
FORM = {"region": "", "key": "u2", "percent": "0,44", "valid_from": "01.01.2026", "valid_until": ""}


@pytest.fixture(autouse=True)
def _no_u2_of_the_demo(db: None) -> None:
    """The tests of this module enter rates of U2 themselves."""
    Rate.objects.filter(key="u2").delete()


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
    assert "31.12.2026" in staff_client.get(RATES).text


def test_ending_a_rate_makes_room_for_the_next(staff_client: RoleClient) -> None:
    care = Rate.objects.get(region=None, key="care")
    ended = {"key": "care", "percent": "3,6", "valid_until": "31.12.2026"}

    page = staff_client.get(f"{RATES}{care.pk}/change/")
    assert post_rate(staff_client, f"{care.pk}/change/", **ended, **seen(page)).status_code == 302
    assert post_rate(staff_client, key="care", percent="3,7", valid_from="01.01.2027").status_code == 302


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        (
            {"key": "health"},
            "valid_from",
            (
                'Schon eingetragen: <a href="/verwaltung/regions/rate/{health}/change/">14,60\N{NO-BREAK SPACE}% '
                "ab 1. Januar 2026 bis auf Weiteres</a>. Tragen Sie dort zuerst den letzten Tag ein."
            ),
        ),
        ({"key": ""}, "key", "Bitte wählen Sie etwas aus."),
        ({"percent": ""}, "percent", "Bitte füllen Sie dieses Feld aus."),
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
    health = Rate.objects.get(region=None, key="health").pk
    assert response.context["adminform"].form.errors == {field: [message.replace("{health}", str(health))]}
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


TARIFFS = "/verwaltung/regions/u1tariff/"


def post_tariff(client: RoleClient, region: Region, **fields: Any) -> Any:
    level = {"reimbursement": "55", "levy": "1,5", "valid_from": "01.07.2026", "valid_until": ""}
    return client.post(f"{TARIFFS}add/", {"region": region.pk, **level, **fields})


def test_second_standard_level_is_refused_beside_the_first_day(staff_client: RoleClient, rheinland: Region) -> None:
    standard = rheinland.u1_tariffs.get(is_standard=True)

    response = post_tariff(staff_client, rheinland, is_standard="on")

    (message,) = response.context["adminform"].form.errors.pop("valid_from")
    assert striptags(message) == (
        f"In dieser Zeit gibt es schon einen Regelsatz: Erstattung {in_percent(standard.reimbursement)}, "
        f"Umlage {in_percent(standard.levy)} ab 1. Januar 2026 bis auf Weiteres. "
        "Nehmen Sie dort zuerst das Häkchen weg oder tragen Sie den letzten Tag ein."
    )
    assert f'href="{TARIFFS}{standard.pk}/change/"' in message
    assert response.context["adminform"].form.errors == {}
    assert U1Tariff.objects.filter(region=rheinland).count() == 4


def test_second_level_of_one_reimbursement_names_the_first(staff_client: RoleClient, rheinland: Region) -> None:
    first = rheinland.u1_tariffs.order_by("pk")[0]
    U1Tariff.objects.filter(pk=first.pk).update(validity=DateRange(date(2026, 1, 1), date(2027, 1, 1)))

    response = post_tariff(staff_client, rheinland, reimbursement=str(first.reimbursement))

    (message,) = response.context["adminform"].form.errors["valid_from"]
    assert striptags(message) == (
        f"Schon eingetragen: Erstattung {in_percent(first.reimbursement)}, Umlage {in_percent(first.levy)} "
        "ab 1. Januar 2026 bis 31. Dezember 2026. Tragen Sie dort zuerst den letzten Tag ein."
    )
    assert f'href="{TARIFFS}{first.pk}/change/"' in message


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("levy", "0", "Die Umlage muss größer als 0 und kleiner als 20 Prozent sein."),
        ("levy", "20", "Die Umlage muss größer als 0 und kleiner als 20 Prozent sein."),
        ("reimbursement", "39", "Die Erstattung muss zwischen 40 und 80 Prozent liegen (§§ 1 und 9 AAG)."),
        ("reimbursement", "81", "Die Erstattung muss zwischen 40 und 80 Prozent liegen (§§ 1 und 9 AAG)."),
    ],
)
def test_level_out_of_range_is_refused_beside_its_field(
    staff_client: RoleClient, rheinland: Region, field: str, value: str, message: str
) -> None:
    response = post_tariff(staff_client, rheinland, **{field: value})

    assert response.context["adminform"].form.errors == {field: [message]}


@pytest.mark.parametrize(("levy", "reimbursement"), [("0,01", "41"), ("19,99", "79")])
def test_level_at_the_edge_of_its_range_is_saved(
    staff_client: RoleClient, rheinland: Region, levy: str, reimbursement: str
) -> None:
    assert post_tariff(staff_client, rheinland, levy=levy, reimbursement=reimbursement).status_code == 302


def test_overlap_that_the_desk_may_not_open_is_not_named(rheinland: Region) -> None:
    """Without the right to view there is neither value nor link, only what to do."""
    form = modelform_factory(Rate, desk.ValidityForm, fields=["key"])(instance=rheinland.rates.all()[0])

    error = form._named(desk.ValidationError("Allgemein.", desk.VALIDITY_OVERLAPS))

    assert error.message == "Allgemein."


def test_existing_value_is_ended_not_overwritten(staff_client: RoleClient, rheinland: Region) -> None:
    hint = "Dann überschreiben Sie ihn nicht"
    pages = (f"{RATES}{rheinland.rates.all()[0].pk}/change/", f"{TARIFFS}{rheinland.u1_tariffs.all()[0].pk}/change/")

    assert [hint in staff_client.get(path).text for path in pages] == [True, True]
    assert [hint in staff_client.get(f"{path}add/").text for path in (RATES, TARIFFS)] == [False, False]


def test_lists_begin_with_the_ikk_and_say_what_is_standard(staff_client: RoleClient, rheinland: Region) -> None:
    html = staff_client.get(TARIFFS, {"region__id__exact": rheinland.pk}).text
    change_list = staff_client.get(RATES).context["cl"]

    assert html.count('<td class="field-standard">Regelsatz</td>') == 1
    assert html.count('<td class="field-standard">–</td>') == 3
    assert 'alt="True"' not in html
    assert change_list.list_display[:2] == ["action_checkbox", "scope"]
    assert change_list.list_display_links == ("scope", "key")


def test_lists_offer_the_ikks_to_national_staff_only(staff_client: RoleClient, regional_client: RoleClient) -> None:
    national, regional = (client.get(RATES).context["cl"].list_filter for client in (staff_client, regional_client))

    assert (national, regional) == (["region", "key"], ["key"])


def test_ikk_of_a_value_has_no_way_to_its_own_desk(staff_client: RoleClient) -> None:
    assert "related-widget-wrapper-link" not in staff_client.get(f"{RATES}add/").text


def test_regional_staff_do_not_read_what_an_empty_ikk_means(
    staff_client: RoleClient, regional_client: RoleClient
) -> None:
    pages = [client.get(f"{RATES}add/").text for client in (staff_client, regional_client)]

    assert ["Leer: gilt für alle IKKs" in page for page in pages] == [True, False]


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


@pytest.mark.parametrize("ticked", [True, False])
def test_regional_staff_say_whether_their_ikk_takes_paper(
    regional_client: RoleClient, rheinland: Region, ticked: bool
) -> None:
    address = f"/verwaltung/regions/region/{rheinland.pk}/change/"
    fields = _fields(regional_client.get(address))
    fields.pop("takes_paper_from_employers", None)

    response = regional_client.post(address, {**fields, **({"takes_paper_from_employers": "on"} if ticked else {})})

    assert response.status_code == 302
    rheinland.refresh_from_db()
    assert rheinland.takes_paper_from_employers is ticked


def test_every_look_and_change_leaves_a_trail(staff_client: RoleClient, rheinland: Region) -> None:
    rate = rheinland.rates.get()

    staff_client.get(RATES, {"key__exact": "supplement"})
    fields = seen(staff_client.get(f"{RATES}{rate.pk}/change/"))
    post_rate(staff_client, f"{rate.pk}/change/", region=rheinland.pk, key="supplement", percent="2,91", **fields)

    trail = StaffAccess.objects.filter(kind="regions.Rate").order_by("at").values_list("by", "action", "record")
    assert list(trail) == [
        ("sander", "list", ""),
        ("sander", "view", str(rate.pk)),
        ("sander", "view", str(rate.pk)),  # sending the form opens the record once more
        ("sander", "change", str(rate.pk)),
    ]
