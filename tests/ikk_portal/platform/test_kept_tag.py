"""``{% kept %}``: what a kept piece sees, and under what it is kept."""

import gc
import weakref

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import TemplateSyntaxError, engines
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from ikk_portal.platform.page_cache import PageCacheMiddleware
from regions.models import Region

pytestmark = pytest.mark.django_db

CALL_US = '{% kept "components/call_us.html" region=region %}'


class Site:
    """A site with one template, for the region that a visitor names."""

    def __init__(self, source: str) -> None:
        self.template = engines["django"].from_string(source)
        self.middleware = PageCacheMiddleware(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponse:
        region = SimpleLazyObject(lambda: Region.objects.filter(slug=request.GET["region"]).first())
        return HttpResponse(self.template.render({"region": region}, request))

    def ask(self, region: str) -> str:
        return self.middleware(RequestFactory().get("/", {"region": region})).content.decode()  # type: ignore[attr-defined]


def test_regions_never_mix_whatever_the_order() -> None:
    site = Site(CALL_US)
    phones = {region.slug: region.phone_national for region in Region.objects.all()}

    for slug in ("nord", "bayern", "none", "bayern", "none", "nord"):
        text = site.ask(slug)
        assert [phone for phone in phones.values() if phone in text] == ([phones[slug]] if slug in phones else [])


def test_piece_sees_only_what_is_named() -> None:
    site = Site('{% include "components/call_us.html" %}|{% kept "components/call_us.html" %}')

    seen, kept_piece = site.ask("nord").split("|")

    assert "Rufen Sie uns an" in seen
    assert kept_piece.strip() == ""


def test_piece_is_rendered_once(rheinland: Region) -> None:
    site = Site(CALL_US)
    before = site.ask("rheinland")
    Region.objects.filter(pk=rheinland.pk).update(phone="+49 221 1")

    assert site.ask("rheinland") == before  # within the second in which nobody looks at the version


def test_what_is_kept_holds_no_request() -> None:
    site = Site(CALL_US)
    request = RequestFactory().get("/", {"region": "nord"})
    gone = weakref.ref(request)
    site.middleware(request)
    del request
    gc.collect()

    assert gone() is None


@pytest.mark.parametrize(
    "source",
    [
        '{% kept "components/call_us.html" region=request.region %}',
        '{% kept "components/call_us.html" region=user|default:"" %}',
        '{% kept "components/call_us.html" region=csrf_token %}',
        '{% kept "components/call_us.html" region %}',
        "{% kept name %}",
    ],
)
def test_tag_refuses_what_belongs_to_one_visitor_or_is_unclear(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        engines["django"].from_string(source)
