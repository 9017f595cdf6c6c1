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
from accounts.models import LetterInReview, PinLetter, User
from regions.actions import copy_for_region
from regions.models import NewsItem, Page, Region
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db

#: Pages of the site itself: for everybody who is signed in.
FOR_ALL = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "app_list"}
#: Pages that answer a sent form only.
BY_POST = ("_preview", "_copy")
#: Desk: the role that works there, the pages it is let in to, and those that nobody is (in an IKK of its own).
DESKS = {
    "accounts_letterinreview": ("PIN-Freigabe", "change changelist history", "add delete"),
    "accounts_user": ("Benutzerverwaltung", "add change changelist details history leave reset roles", "delete"),
    "regions_download": ("Redaktion", "add change changelist delete history", ""),
    "regions_newsitem": (
        "Redaktion",
        "add as-region change changelist compare copy delete history preview unpublish",
        "",
    ),
    "regions_page": (
        "Redaktion",
        "add as-region change changelist compare copy delete history preview unpublish",
        "",
    ),
    "regions_picture": ("Redaktion", "add change changelist delete history", ""),
    "regions_rate": ("Stammdaten", "add change changelist delete history", ""),
    "regions_region": ("Stammdaten", "change changelist history", "add delete"),
    "regions_serviceoffice": ("Stammdaten", "add change changelist delete history", ""),
    "regions_u1tariff": ("Stammdaten", "add change changelist delete history", ""),
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
    letter = PinLetter.objects.create(
        kind="insured",
        number="A123456780",
        region=rheinland,
        letter_form="normal",
        household_key="x",
        state="review",
        review_reasons=["address_changed"],
        requested_at=timezone.now(),
    )
    found: dict[str, Model] = {"accounts_letterinreview": LetterInReview.objects.get(pk=letter.pk)}
    editor = User.objects.get(username="rosen")
    found["accounts_user"] = editor
    for model in (Page, NewsItem):
        national = model.objects.filter(region=None).exclude(key__in=own_keys(model, rheinland)).first()
        found[f"regions_{model._meta.model_name}_copy"] = national
        other = model.objects.filter(region=None).exclude(key__in=own_keys(model, rheinland)).exclude(pk=national.pk)
        found[f"regions_{model._meta.model_name}"] = copy_for_region(by=editor, content=other.first(), region=rheinland)
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


def is_let_in(client: RoleClient, page: str, records: dict[str, Model]) -> bool:
    """Ask for ``page`` and return whether it was answered, not refused or said to be none."""
    is_list = page.endswith(("_changelist", "_add", "_preview"))
    address = reverse(f"admin:{page}", args=[] if is_list else [record_for(page, records).pk])
    answer = client.post(address) if page.endswith(BY_POST) else client.get(address)
    return answer.status_code != 403 and answer.headers.get("Location") != "/verwaltung/"


def test_table_names_every_page_and_every_role() -> None:
    named = {f"{desk}_{page}" for desk, (_, *kinds) in DESKS.items() for page in " ".join(kinds).split()}

    assert named == set(pages())
    assert {role for role, *_ in DESKS.values()} | WITHOUT_DESK == set(declared_roles())


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

    assert let_in == {f"{desk}_{page}" for desk, (who, own, _) in DESKS.items() if who == role for page in own.split()}


def test_pages_of_the_site_itself_are_known() -> None:
    names = {entry.name for entry in admin.site.get_urls() if isinstance(entry, URLPattern) and entry.name}

    assert names == FOR_ALL
