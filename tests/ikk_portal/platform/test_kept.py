"""What is kept of a content version: for whom, how long, and that versions and IKKs never mix."""

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from ikk_portal.platform import kept
from ikk_portal.platform.kept import part
from ikk_portal.platform.page_cache import PageCacheMiddleware
from tests.conftest import RoleClient
from tests.pages import PUBLIC
from tests.regions.contents import add_news, add_page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "CHECK_EVERY", 0.0)


class Site:
    """A site whose pages are made of one part, which counts how often it is made."""

    def __init__(self, **how: Any) -> None:
        self.how = how
        self.numbers = count(1)
        self.make: Any = lambda: next(self.numbers)
        self.middleware = PageCacheMiddleware(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(part(request, "number", self.make, **self.how)))

    def ask(self, method: str = "GET", path: str = "/?new") -> str:
        return self.middleware(RequestFactory().generic(method, path)).content.decode()  # type: ignore[attr-defined]


def change_content() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regions_region SET fax = fax WHERE slug = 'nord'")


def test_part_is_made_once_for_all_pages() -> None:
    site = Site()

    assert [site.ask(), site.ask(), site.ask(path="/"), site.ask(path="/hilfe/")] == ["1"] * 4


def test_part_is_made_anew_after_a_change_of_content() -> None:
    site = Site()
    site.ask()
    change_content()

    assert [site.ask(), site.ask()] == ["2", "2"]


def test_part_is_made_anew_at_midnight(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.ask()
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(kept.timezone, "localdate", lambda: tomorrow)

    assert site.ask() == "2"


def test_part_is_kept_until_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    site = Site(until=lambda _: now + timedelta(minutes=5))
    monkeypatch.setattr(kept.timezone, "now", lambda: now + timedelta(minutes=4, seconds=59))
    assert [site.ask(), site.ask()] == ["1", "1"]

    monkeypatch.setattr(kept.timezone, "now", lambda: now + timedelta(minutes=5))

    assert site.ask() == "2"


def test_what_does_not_exist_is_looked_for_again() -> None:
    site = Site()
    site.make = lambda: None if next(site.numbers) < 3 else "there"

    assert [site.ask(), site.ask(), site.ask(), site.ask()] == ["None", "None", "there", "there"]


@pytest.mark.parametrize(("method", "path"), [("POST", "/"), ("GET", "/verwaltung/"), ("GET", "/gesund/bereit")])
def test_who_sends_something_or_works_on_content_gets_no_kept_part(method: str, path: str) -> None:
    site = Site()
    site.ask()

    assert [site.ask(method, path), site.ask(method, path)] == ["2", "3"]


def test_page_is_not_made_of_two_versions() -> None:
    site = Site()
    of_page: list[Any] = []

    def answer(request: HttpRequest) -> HttpResponse:
        of_page.append(part(request, "first", lambda: "old"))
        if len(of_page) == 1:
            change_content()
            site.middleware.keeper.current()  # another visitor comes
        of_page.append(part(request, "first", lambda: "new"))
        return HttpResponse()

    site.middleware.get_response = answer
    site.ask()
    site.ask()

    assert of_page == ["old", "old", "old", "old"]


def test_part_of_an_overtaken_version_is_not_handed_on() -> None:
    site = Site()

    def overtaken() -> str:
        change_content()
        site.middleware.keeper.current()  # another visitor comes
        return "old"

    site.make = overtaken
    assert site.ask() == "old"
    site.make = lambda: "new"

    assert [site.ask(), site.ask()] == ["new", "new"]


def test_nothing_is_kept_before_the_version_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> None:
        raise OperationalError

    monkeypatch.setattr(kept.connection, "cursor", silent)
    site = Site()

    assert [site.ask(), site.ask()] == ["1", "2"]


def test_full_shelf_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LIMIT", 2)
    shelf: kept.Shelf[int] = kept.Shelf()
    for number in range(3):
        shelf.keep(number, number, None)

    assert [shelf.get(number) for number in range(3)] == [None, None, 2]


#: With a query of its own each goes past the ready pages, and is made of kept parts.
READ = sorted({f"{page.path}{'&' if '?' in page.path else '?'}x" for page in PUBLIC if page.is_plain})


def test_pages_made_of_kept_parts_are_those_made_without_whatever_the_order(settings: Any) -> None:
    regions = ("rheinland", "", "bayern")

    def read(client: RoleClient, path: str, region: str) -> str:
        client.cookies["ikk_region"] = region
        if not region:
            del client.cookies["ikk_region"]
        return client.get(path).text

    plain = RoleClient()
    expected = {(path, region): read(plain, path, region) for path in READ for region in regions}
    settings.MIDDLEWARE = [f"{PageCacheMiddleware.__module__}.{PageCacheMiddleware.__name__}", *settings.MIDDLEWARE]
    keeping = RoleClient()

    for order in (regions, regions[::-1]):
        read_now = {(path, region): read(keeping, path, region) for path in READ for region in order}
        assert read_now == expected


@pytest.mark.parametrize("path", ["/?x", "/themen/leistungen/?x"])
def test_page_made_of_kept_parts_shows_what_appears_by_itself(
    settings: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    now = timezone.now()
    add_news("bald", title="Bald neu", public_from=now + timedelta(minutes=5))
    add_page("bald", title="Bald neu", public_from=now + timedelta(minutes=5))
    settings.MIDDLEWARE = [f"{PageCacheMiddleware.__module__}.{PageCacheMiddleware.__name__}", *settings.MIDDLEWARE]
    client = RoleClient()
    assert "Bald neu" not in client.get(path).text

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(minutes=6))

    assert "Bald neu" in client.get(path).text
