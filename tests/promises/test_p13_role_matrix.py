"""P13: each role meets its own pages only. A new page, or a new role, must be added to the table here."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.actions import declared_roles, national_roles
from accounts.models import LetterInReview, User
from brochures import actions as brochure_actions
from brochures.models import Brochure
from regions.actions import copy_for_region
from regions.models import NewsItem, Page, Region
from tests.accounts.printing import NUMBERS, letter_in, requested
from tests.brochures.brochures import brochure, clear_room
from tests.brochures.sending import ordered
from tests.conftest import RoleClient, signed_in
from tests.contact.test_models import kept

pytestmark = pytest.mark.django_db

#: Pages of the site itself: for everybody who is signed in.
FOR_ALL = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "app_list"}
#: Pages that answer a sent form only.
BY_POST = ("_preview", "_copy", "_collect", "_run", "_pick-list", "_labels", "_notes", "_dispatch", "_undo")
_EDITED = "add as-region change changelist compare copy delete history preview unpublish"
_ALL = "add change changelist delete history"
#: Desk: the pages that each role is let in to (in an IKK of its own), and those that nobody is.
DESKS: dict[str, tuple[dict[str, str], str]] = {
    "access_log_publishedcount": ({"Statistik": "changelist"}, ""),
    "accounts_letteratthephone": ({"Kundenservice-Telefon": "changelist"}, ""),
    "accounts_letterinreview": ({"PIN-Freigabe": "change changelist history"}, "add delete"),
    "accounts_lettertoprint": ({"PIN-Versand": "change changelist collect history"}, "add delete"),
    "accounts_printbatch": (
        {
            "PIN-Versand": "change changelist history dissolve part_confirm part_misprint part_settle part_unclear "
            "post print print-part submit take-out",
            "PIN-Freigabe": "change changelist history refuse release",
        },
        "add delete",
    ),
    "accounts_returnedletter": ({"PIN-Versand": "changelist"}, ""),
    "accounts_user": (
        {"Benutzerverwaltung": "add change changelist details history leave reset roles"},
        "delete",
    ),
    "brochures_brochure": (
        {"Redaktion": "add change changelist copy cover delete history pdf preview withdraw"},
        "",
    ),
    "brochures_order": (
        {"Broschürenversand": "change changelist dispatch erase history labels notes pick-list run undo"},
        "add delete",
    ),
    "brochures_returnedorder": ({"Broschürenversand": "changelist"}, ""),
    "brochures_stock": ({"Broschürenversand": "brochure changelist counts"}, ""),
    "contact_enquiry": ({"Kundenservice": "change changelist history"}, "add delete"),
    "regions_download": ({"Redaktion": _ALL}, ""),
    "regions_newsitem": ({"Redaktion": _EDITED}, ""),
    "regions_page": ({"Redaktion": _EDITED}, ""),
    "regions_picture": ({"Redaktion": _ALL}, ""),
    "regions_rate": ({"Stammdaten": _ALL}, ""),
    "regions_region": ({"Stammdaten": "change changelist history"}, "add delete"),
    "regions_serviceoffice": ({"Stammdaten": _ALL}, ""),
    "regions_u1tariff": ({"Stammdaten": _ALL}, ""),
}
#: Roles without a desk of their own yet.
WITHOUT_DESK = {"Geschützte Akten"}


def pages() -> Iterator[str]:
    """Yield the name of every page of the desks, from the registry of the admin."""
    for model_admin in admin.site._registry.values():
        for entry in model_admin.get_urls():
            if isinstance(entry, URLPattern) and entry.name:
                yield entry.name


@pytest.fixture
def records(rheinland: Region) -> dict[str, Model]:
    """One record of each desk, of the Muster-IKK Rheinland where it has an IKK."""
    letter = letter_in("review", NUMBERS[2])
    found: dict[str, Model] = {"accounts_letterinreview": LetterInReview.objects.get(pk=letter.pk)}
    found["accounts_lettertoprint"] = requested()
    found["accounts_printbatch"] = letter_in("printing", NUMBERS[1]).batch
    found["contact_enquiry"] = kept()
    editor = User.objects.get(username="rosen")
    found["accounts_user"] = editor
    clear_room()
    found["brochures_order"] = ordered()
    found["brochures_stock"] = brochure()
    brochure("zweite")
    for model in (Page, NewsItem):
        national = model.objects.filter(region=None).exclude(key__in=own_keys(model, rheinland)).first()
        found[f"regions_{model._meta.model_name}_copy"] = national
        other = model.objects.filter(region=None).exclude(key__in=own_keys(model, rheinland)).exclude(pk=national.pk)
        found[f"regions_{model._meta.model_name}"] = copy_for_region(by=editor, content=other.first(), region=rheinland)
    national = Brochure.objects.filter(region=None).exclude(key__in=own_keys(Brochure, rheinland))
    found["brochures_brochure_copy"] = national[0]
    own = brochure_actions.copy_for_region(by=editor, brochure=national[1], region=rheinland)
    found["brochures_brochure"] = own
    return found


def own_keys(model: Any, region: Region) -> Any:
    return model.objects.filter(region=region).values("key")


def record_for(page: str, records: dict[str, Model]) -> Model:
    """Return what ``page`` is asked about."""
    desk = "_".join(page.split("_")[:2])
    if found := records.get(page) or records.get(desk):
        return found
    rows = apps.get_model(*desk.split("_"))._default_manager.all()
    if rows.model is Region:
        return rows.get(slug="rheinland")
    if not rows.filter(region__slug="rheinland").exists():
        rows.filter(pk=rows.first().pk).update(region=Region.objects.get(slug="rheinland"))
    return rows.filter(region__slug="rheinland").first()


def _arguments(page: str, records: dict[str, Model]) -> list[Any]:
    if page.endswith(("_changelist", "_add", "_preview")):
        return []
    if page.endswith(("_counts", *BY_POST[3:])):
        return []
    if page.endswith("_collect"):
        return ["reprint"]  # there is none: nothing changes
    return [record_for(page, records).pk, *([1] if "_part_" in page else [])]


def is_let_in(client: RoleClient, page: str, records: dict[str, Model]) -> bool:
    """Ask for ``page`` and return whether it was answered, not refused or said to be none."""
    address = reverse(f"admin:{page}", args=_arguments(page, records))
    orders = {"orders": str(records["brochures_order"].pk)}
    answer = client.post(address, orders) if page.endswith(BY_POST) else client.get(address)
    return answer.status_code != 403 and answer.headers.get("Location") != "/verwaltung/"


def test_table_names_every_page_and_every_role() -> None:
    named = {
        f"{desk}_{page}" for desk, (own, nobody) in DESKS.items() for page in " ".join([*own.values(), nobody]).split()
    }

    assert named == set(pages())
    assert {role for own, _ in DESKS.values() for role in own} | WITHOUT_DESK == set(declared_roles())


@pytest.mark.parametrize("role", sorted(declared_roles()))
def test_role_is_let_in_where_the_table_says_and_nowhere_else(
    role: str, records: dict[str, Model], rheinland: Region
) -> None:
    region = None if role in national_roles() else rheinland
    user = User.objects.create_staff(
        "matrix", given_name="M", family_name="M", region=region, committed_on=timezone.localdate()
    )
    user.groups.set(Group.objects.filter(name=role))
    client = signed_in(user)

    let_in = {page for page in pages() if is_let_in(client, page, records)}

    assert let_in == {f"{desk}_{page}" for desk, (own, _) in DESKS.items() for page in own.get(role, "").split()}


def test_pages_of_the_site_itself_are_known() -> None:
    names = {entry.name for entry in admin.site.get_urls() if isinstance(entry, URLPattern) and entry.name}

    assert names == FOR_ALL
