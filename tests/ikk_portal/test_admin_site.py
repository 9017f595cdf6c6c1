"""The staff area's own site: tasks in the order of the work, German, in its own look."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.test import RequestFactory

from accounts.models import User
from ikk_portal import admin_site
from ikk_portal.admin_site import HINTS, TASKS
from ikk_portal.platform.timers import exclusive
from ikk_portal.timers import declared_timers
from regions.models import Rate
from tests.accounts.printing import batch_in, letter_in
from tests.conftest import RoleClient, signed_in
from tests.staff import what_to_type, wrong_code_of


def request_of(user: User) -> Any:
    request = RequestFactory().get("/verwaltung/")
    request.user = user
    return request


def tasks_of(user: User) -> list[tuple[str, list[str]]]:
    app_list = admin.site.get_app_list(request_of(user))
    return [(task["name"], [model["object_name"] for model in task["models"]]) for task in app_list]


def test_tasks_name_only_models_that_exist() -> None:
    assert [apps.get_model(label)._meta.label for _, _, labels in TASKS for label in labels] == [
        label for _, _, labels in TASKS for label in labels
    ]


def test_hints_name_only_models_of_tasks() -> None:
    named = [label for _, _, labels in TASKS for label in labels]

    assert [label for label in HINTS if label not in named] == []
    assert [label for label in named if label not in HINTS] == []


def test_start_page_says_in_a_line_what_each_task_is_for(sander: User) -> None:
    sander.groups.set(Group.objects.all())
    html = signed_in(sander).get("/verwaltung/").text

    assert [hint for hint in HINTS.values() if f">{hint}</p>" not in html] == []


def test_tasks_stand_in_the_order_of_the_work(sander: User) -> None:
    assert tasks_of(sander) == [("Stammdaten", ["Region", "ServiceOffice", "Rate", "U1Tariff"])]


def test_model_without_a_task_stands_at_the_end(sander: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_site, "TASKS", (("raten", "Sätze", ("regions.Rate",)),))

    assert tasks_of(sander) == [("Sätze", ["Rate"]), ("Weiteres", ["Region", "ServiceOffice", "U1Tariff"])]


def test_user_without_a_role_sees_no_task(sander: User) -> None:
    sander.groups.set(Group.objects.none())

    assert tasks_of(User.objects.get(pk=sander.pk)) == []


def test_page_of_one_app_keeps_djangos_own_list(sander: User) -> None:
    app_list = admin.site.get_app_list(request_of(sander), "regions")

    assert [app["app_url"] for app in app_list] == ["/verwaltung/regions/"]


def test_page_of_one_app_bears_its_bare_name(staff_client: RoleClient) -> None:
    assert "<h1>Inhalte und Stammdaten</h1>" in staff_client.get("/verwaltung/regions/").text


def test_empty_list_says_so_and_its_filters_bear_bare_names(fischer: User) -> None:
    client = signed_in(fischer)
    batches = "/verwaltung/accounts/printbatch/"

    page = client.get(batches).text
    assert "Hier ist zurzeit nichts." in page
    assert "0 Druckstapel" not in page
    assert re.findall("<summary>(.*)</summary>", page) == ["Stand", "Nachdruck"]

    page = client.get(f"{batches}?is_reprint__exact=1").text
    assert 'Dazu ist nichts zu finden. <a href="?">Ohne Filter zeigen</a>' in page
    batch_in("submitted")
    assert "1 Druckstapel" in client.get(batches).text


def test_list_counts_what_was_found_only_where_something_was_looked_for(staff_client: RoleClient) -> None:
    offices = "/verwaltung/regions/serviceoffice/"

    assert " gefunden (" not in staff_client.get(offices).text
    assert "0 gefunden (" in staff_client.get(f"{offices}?q=Nirgendheim").text


def test_index_asks_what_to_do(staff_client: RoleClient) -> None:
    html = staff_client.get("/verwaltung/").content.decode()

    assert "<h1>Was möchten Sie tun?</h1>" in html
    assert "admin/portal-admin" in html


def test_index_shows_what_waits_with_the_way_to_the_list_of_who_has_one(fischer: User) -> None:
    letter_in("review")
    batch_in("submitted")

    html = signed_in(fischer).get("/verwaltung/").text

    waiting = "<span>Briefe in Sichtung: <strong>1</strong></span>"
    assert f'<a href="/verwaltung/accounts/letterinreview/">{waiting}</a>' in html
    released = re.findall(r"(<a[^>]*>)?<span>Druckstapel zur Freigabe: <strong>1</strong></span>", html)
    batches = apps.get_model("accounts.PrintBatch")
    assert [bool(link) for link in released] == [batches in admin.site._registry]


def test_index_lists_what_somebody_has_edited_and_is_silent_where_work_is_done_by_steps(sander: User) -> None:
    client = signed_in(sander)
    assert "Neueste Aktionen" not in client.get("/verwaltung/").text

    rate = Rate.objects.filter(region=None).first()
    LogEntry.objects.log_actions(sander.pk, [rate], CHANGE, single_object=True)

    assert "Neueste Aktionen" in client.get("/verwaltung/").text


def test_index_names_timers_that_are_late_and_nothing_once_they_have_run(staff_client: RoleClient) -> None:
    assert "Bitte sagen Sie der technischen Betreuung Bescheid: " in staff_client.get("/verwaltung/").text

    for name in declared_timers():
        with exclusive(name):
            pass

    assert "Was wartet" not in staff_client.get("/verwaltung/").text


@pytest.mark.parametrize(("surface", "site_url"), [("all", "/"), ("staff", None)])
def test_link_to_the_public_pages_only_where_they_are_served(
    sander: User, settings: Any, surface: str, site_url: str | None
) -> None:
    settings.SURFACE = surface

    assert admin.site.each_context(request_of(sander))["site_url"] == site_url


def test_failed_sign_in_does_not_say_what_was_wrong(client: RoleClient, sander: User) -> None:
    right = what_to_type(sander)
    answers = [
        client.post("/verwaltung/login/", {**right, **wrong}).context["form"].errors
        for wrong in ({"username": "niemand"}, {"password": "falsch"}, {"code": wrong_code_of(sander)})
    ]

    message = admin_site.StaffSignInForm.error_messages["invalid_login"]
    assert answers == [{"__all__": [message]}] * 3


def test_sign_in_says_which_field_is_empty_and_leads_to_it(client: RoleClient) -> None:
    html = client.post("/verwaltung/login/", {"username": "", "password": "", "code": ""}).text

    assert html.count("novalidate") == 1
    assert html.count("autofocus") == 1
    assert '<a href="#id_username">Benutzername: Bitte füllen Sie dieses Feld aus.</a>' in html
    assert '<a href="#id_code">Code: Bitte füllen Sie dieses Feld aus.</a>' in html


@pytest.mark.parametrize(
    ("new", "again", "field", "message"),
    [
        ("", "", "new_password1", "Bitte füllen Sie dieses Feld aus."),
        ("ein-langes-geheimnis", "", "new_password2", "Bitte geben Sie das neue Passwort noch einmal ein."),
    ],
)
def test_refused_password_says_what_to_do(
    staff_client: RoleClient, new: str, again: str, field: str, message: str
) -> None:
    fields = {"old_password": "", "new_password1": new, "new_password2": again}

    response = staff_client.post("/verwaltung/password_change/", fields)

    assert response.context["form"].errors[field] == [message]
    assert f'<a href="#id_{field}">' in response.text


def test_password_page_says_what_a_password_may_not_be_like(staff_client: RoleClient) -> None:
    rule = "Das Passwort darf Ihrem Namen oder Benutzernamen nicht ähneln."
    fields = {"old_password": "", "new_password1": "sander-1", "new_password2": "sander-1"}

    response = staff_client.post("/verwaltung/password_change/", fields)

    assert response.context["form"].errors["new_password2"][0] == rule
    assert rule in response.context["form"].fields["new_password1"].help_text


def test_refused_form_leads_to_its_errors(staff_client: RoleClient) -> None:
    html = staff_client.post("/verwaltung/regions/rate/add/", {}).text

    assert '<a href="#id_percent">Prozent: Bitte füllen Sie dieses Feld aus.</a>' in html
    assert html.count("autofocus") == 1
    assert "data-model-name" not in html  # else a script would take the focus away


def test_way_here_and_what_has_been_changed_have_plain_names(staff_client: RoleClient) -> None:
    rate = Rate.objects.get(region=None, key="health")
    page, history = (
        staff_client.get(f"/verwaltung/regions/rate/{rate.pk}/{view}/").text for view in ("change", "history")
    )

    assert '<nav aria-label="Sie sind hier">' in page
    assert '<a href="/verwaltung/regions/">Inhalte und Stammdaten</a>' in page
    assert ">Verlauf</a>" in page
    assert f"<h1>Verlauf: {rate}</h1>" in history
