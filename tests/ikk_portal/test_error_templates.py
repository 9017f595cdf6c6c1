"""Error pages that must not need anything: no variable, no region, no database."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from ikk_portal import error_pages
from ikk_portal.management.commands.write_front_pages import PAGES

#: What the context processors give on a page without a chosen IKK.
CONTEXT = {"region": None, "demo": False, "change_url": "/regionen/"}
STATIC_PAGES = sorted(set(PAGES.values()))


@pytest.mark.parametrize("template", STATIC_PAGES)
def test_static_page_needs_neither_context_nor_database(template: str) -> None:
    html = render_to_string(template)

    assert html.count("<h1>") == 1
    assert '<html lang="de">' in html


@pytest.mark.parametrize(("hours", "shows_day"), [(0, False), (30, True)])
def test_waiting_page_says_until_when(hours: int, shows_day: bool) -> None:
    until = timezone.localtime() + timedelta(hours=hours)
    html = error_pages.too_many_requests(RequestFactory().get("/"), until).content.decode()

    assert f">{until:%H:%M}&nbsp;Uhr</time>" in html
    assert (f"Ab <strong>{until.day}. " in html) == shows_day
