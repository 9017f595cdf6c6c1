"""The page cache: who gets which bytes, and how fast a change reaches every process."""

import gzip
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from typing import Any

import brotli
import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.sessions import SessionStore
from ikk_portal.database_roles import declared_grants
from ikk_portal.platform import kept, page_cache
from tests.conftest import url_for
from tests.live import Portal

pytestmark = pytest.mark.django_db


class Site:
    """A site behind the cache that counts how often it is asked."""

    def __init__(self, **headers: str) -> None:
        self.asked = 0
        self.headers = headers
        self.status = 200
        self.cookie = ""
        self.body = "Seite"
        self.until: datetime | None = None
        self.middleware = page_cache.PageCacheMiddleware(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        response = HttpResponse(f"{self.body} {self.asked}", status=self.status, headers=self.headers)
        if self.cookie:
            response.set_cookie("x", self.cookie)
        return page_cache.keep_until(response, self.until)

    def get(self, path: str = "/", region: str = "", **extra: Any) -> Any:
        request = RequestFactory().get(path, **extra)
        if region:
            request.COOKIES["ikk_region"] = region
        return self.middleware(request)


@pytest.fixture(autouse=True)
def _look_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "CHECK_EVERY", 0.0)


def test_second_visitor_gets_the_kept_page() -> None:
    site = Site()

    assert [site.get().content, site.get().content, site.asked] == [b"Seite 1", b"Seite 1", 1]


def test_each_region_path_host_and_scheme_has_its_own_page() -> None:
    site = Site()
    for ask in ({}, {"region": "nord"}, {"path": "/hilfe/"}, {"headers": {"host": "localhost"}}, {"secure": True}):
        site.get(**ask)  # type: ignore[arg-type]

    assert site.asked == 5


def test_change_of_content_empties_the_cache() -> None:
    site = Site()
    site.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regions_region SET fax = fax WHERE slug = 'nord'")

    assert (site.get().content, site.asked) == (b"Seite 2", 2)


def test_page_that_the_content_overtook_is_not_kept() -> None:
    site = Site()
    answer = site.answer

    def slow(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE regions_region SET fax = fax WHERE slug = 'nord'")
        site.middleware.keeper.current()
        return answer(request)

    site.middleware.get_response = slow
    site.get()
    site.get()

    assert site.asked == 2


def test_midnight_empties_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.get()
    tomorrow = kept.timezone.localdate() + kept.timezone.timedelta(days=1)
    monkeypatch.setattr(kept.timezone, "localdate", lambda: tomorrow)

    site.get()

    assert site.asked == 2


def test_page_is_kept_until_something_on_it_appears_or_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    now = kept.timezone.now()
    site.until = now + timedelta(minutes=5)
    monkeypatch.setattr(kept.timezone, "now", lambda: now + timedelta(minutes=4, seconds=59))
    site.get()
    site.get()
    assert site.asked == 1

    monkeypatch.setattr(kept.timezone, "now", lambda: now + timedelta(minutes=5))
    site.get()

    assert site.asked == 2


def test_browser_is_told_to_ask_each_time_and_to_share_with_nobody() -> None:
    site = Site()

    for path in ("/", "/", "/?q=x"):
        response = site.get(path)
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["Vary"] == "Accept-Encoding, Cookie"
        assert response.headers["ETag"].startswith('W/"')


@pytest.mark.parametrize("path", ["/", "/?q=x"])
def test_browser_that_has_the_page_gets_304_without_a_body(path: str) -> None:
    site = Site(**{"X-Content-Type-Options": "nosniff"})
    site.middleware.get_response = lambda _: HttpResponse("Seite", headers=site.headers)
    etag = site.get(path).headers["ETag"]

    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        response = site.get(path, headers={"if-none-match": known})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["ETag"] == etag
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["Vary"] == "Accept-Encoding, Cookie"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(response.headers)


def test_browser_with_another_page_gets_the_new_one() -> None:
    site = Site()
    old = site.get().headers["ETag"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE regions_region SET fax = fax WHERE slug = 'nord'")

    response = site.get(headers={"if-none-match": old})

    assert (response.status_code, response.content) == (200, b"Seite 2")


def test_regions_never_mix_whatever_the_order() -> None:
    site = Site()
    site.middleware.get_response = lambda request: HttpResponse(f"IKK {request.COOKIES.get('ikk_region', 'keine')}")

    read = [site.get(region=region).content.decode() for region in ("nord", "", "bayern") * 3]

    assert read == ["IKK nord", "IKK keine", "IKK bayern"] * 3


def test_form_with_a_token_is_not_kept_even_for_those_who_have_the_cookie() -> None:
    site = Site()
    site.body = '<input type="hidden" name="csrfmiddlewaretoken" value="geheim">'
    first, second = site.get(), site.get()

    assert (site.asked, "ETag" in first.headers, "ETag" in second.headers) == (2, False, False)


def test_page_that_looked_into_the_session_is_not_kept() -> None:
    site = Site()
    answer = site.answer

    def personal(request: HttpRequest) -> HttpResponse:
        request.session = SessionStore("none")  # type: ignore[assignment]
        request.session.get("name")
        return answer(request)

    site.middleware.get_response = personal
    site.get()
    site.get()

    assert site.asked == 2


@pytest.mark.parametrize(
    ("accepts", "decode"),
    [
        ("", bytes),
        ("gzip", gzip.decompress),
        ("gzip, br", brotli.decompress),
        ("br;q=0, gzip;q=0.5", gzip.decompress),
        ("br; q=0.0, gzip;q=0", bytes),
        ("sbr", bytes),
    ],
)
def test_bytes_come_in_the_best_encoding_the_browser_takes(accepts: str, decode: Any) -> None:
    site = Site()
    for _ in range(2):
        response = site.get(headers={"accept-encoding": accepts})
        assert decode(response.content) == b"Seite 1"
        assert response.headers["Content-Length"] == str(len(response.content))
        assert response.headers["Vary"] == "Accept-Encoding, Cookie"


def test_answers_with_cookies_errors_private_or_other_types_are_not_kept() -> None:
    private, plain, broken, cookie = (
        Site(**{"Cache-Control": "no-store"}),
        Site(**{"Content-Type": "text/plain"}),
        Site(),
        Site(),
    )
    broken.status = 404
    cookie.cookie = "value"
    sites = (private, plain, broken, cookie)
    for site in sites * 2:
        site.get()

    assert [site.asked for site in sites] == [2, 2, 2, 2]


def test_queries_and_other_methods_pass_by() -> None:
    site = Site()
    site.get("/?q=x")
    site.get("/?q=x")
    site.middleware(RequestFactory().post("/"))
    site.middleware(RequestFactory().head("/"))
    site.get("/")

    assert site.asked == 5


def test_sign_in_page_is_kept_but_for_who_may_be_signed_in() -> None:
    site = Site()
    signed_in = {"HTTP_COOKIE": f"{settings.MEMBER_COOKIE_NAME}=x"}
    for cookies in ({}, signed_in, signed_in, {}):
        site.get("/internetfiliale/anmelden/", **cookies)

    assert site.asked == 3


def test_full_cache_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LIMIT", 2)
    site = Site()
    for path in ("/a", "/b", "/c", "/a"):
        site.get(path)

    assert site.asked == 4


def test_every_table_that_public_pages_read_is_watched() -> None:
    shown_on_no_page = {
        "ikk_portal_contentversion",
        "ikk_portal_spentbudget",
        "ikk_portal_timerrun",
        "access_log_loadedfile",
        "accounts_registrationday",
        "accounts_session",
        "accounts_user",
        "accounts_wrongtries",
    }
    granted = declared_grants()["ikk_public"]
    read = {table for table, privileges in granted.items() if "SELECT" in privileges} - shown_on_no_page
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'content_changed'")
        watched = {table for (table,) in cursor.fetchall()}

    assert watched == read


def test_change_reaches_every_process_within_a_second(portal: Portal) -> None:
    def phones() -> set[bool]:
        pages = []
        for path in ["/regionen/hessen/", "/hilfe/?made-of-kept-parts"] * 40:
            asked = urllib.request.Request(portal.url + path, headers={"Cookie": "ikk_region=hessen"})
            pages.append(urllib.request.urlopen(asked).read().decode())
        return {"+49 69 90009 999" in page or "069 90009 999" in page for page in pages}

    assert phones() == {False}
    with psycopg.connect(url_for("ikk_staff", portal.database), autocommit=True) as staff:
        (before,) = staff.execute("SELECT phone FROM regions_region WHERE slug = 'hessen'").fetchone()
        staff.execute("UPDATE regions_region SET phone = '+49 69 90009 999' WHERE slug = 'hessen'")
        time.sleep(1.1)  # each process looks once a second
        try:
            assert phones() == {True}
        finally:
            staff.execute("UPDATE regions_region SET phone = %s WHERE slug = 'hessen'", [before])


def test_silent_database_holds_nobody_but_the_one_who_asks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site()
    site.get()
    asking, answered = threading.Event(), threading.Event()

    def silent(keeper: kept.Keeper) -> None:
        asking.set()
        assert answered.wait(10)

    monkeypatch.setattr(kept.Keeper, "_look_at_version", silent)
    one_who_asks = threading.Thread(target=site.middleware.keeper.current)
    one_who_asks.start()
    assert asking.wait(10)

    assert site.get().content == b"Seite 1"

    answered.set()
    one_who_asks.join()


def test_health_and_staff_pages_pass_by() -> None:
    site = Site()
    for path in ("/gesund/live", "/verwaltung/") * 2:
        site.get(path)

    assert site.asked == 4


@pytest.mark.parametrize("path", ["/", "/hilfe/", "/datenschutz/", "/themen/", "/aktuelles/"])
@pytest.mark.parametrize("cookie", ["", "ikk_region=rheinland"])
def test_real_pages_come_ready_and_are_not_sent_twice(portal: Portal, path: str, cookie: str) -> None:
    address = urllib.request.Request(portal.url + path, headers={"Cookie": cookie, "Accept-Encoding": "br"})
    with urllib.request.urlopen(address) as first:
        headers = first.headers

    again = urllib.request.Request(portal.url + path, headers={"Cookie": cookie, "If-None-Match": headers["ETag"]})
    with pytest.raises(urllib.error.HTTPError) as known:
        urllib.request.urlopen(again)

    assert (headers["Content-Encoding"], headers["Cache-Control"]) == ("br", "private, no-cache")
    assert known.value.code == 304
    known.value.close()
