"""The staff area's own site: tasks in the order of the work, German, in its own look."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import RequestFactory

from accounts.models import User
from ikk_portal import admin_site
from ikk_portal.admin_site import TASKS
from tests.conftest import RoleClient


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


def test_index_asks_what_to_do(staff_client: RoleClient) -> None:
    html = staff_client.get("/verwaltung/").content.decode()

    assert "<h1>Was möchten Sie tun?</h1>" in html
    assert "admin/portal-admin" in html


@pytest.mark.parametrize(("surface", "site_url"), [("all", "/"), ("staff", None)])
def test_link_to_the_public_pages_only_where_they_are_served(
    sander: User, settings: Any, surface: str, site_url: str | None
) -> None:
    settings.SURFACE = surface

    assert admin.site.each_context(request_of(sander))["site_url"] == site_url


def test_failed_sign_in_does_not_say_what_was_wrong(client: RoleClient, sander: User) -> None:
    answers = [
        client.post("/verwaltung/login/", {"username": name, "password": "falsch"}).context["form"].errors
        for name in (sander.username, "niemand")
    ]

    assert answers[0] == answers[1] == {"__all__": [admin_site.StaffSignInForm.error_messages["invalid_login"]]}
