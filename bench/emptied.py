"""The portal as after a change: ``gunicorn bench.emptied``. A header of the request says what is not there any more.

"Empty: pages" makes each page anew from the parts that are kept; "Empty: all" finds nothing kept, not even what the
content version is, as the first page after a change does.
"""

import os
from collections.abc import Callable, Hashable
from datetime import datetime

import django
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ikk_portal.platform.kept import Shelf
from ikk_portal.platform.page_cache import Page, PageCacheMiddleware


class _Bottomless(Shelf[Page]):
    def keep(self, key: Hashable, thing: Page, until: datetime | None) -> None:
        """Let it fall."""


class EmptiedPageCacheMiddleware:
    """Stands where the page cache stands."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.cache = PageCacheMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.headers.get("Empty") == "all":
            return PageCacheMiddleware(self.get_response)(request)
        if kept := self.cache.keeper.current():
            kept.pages = _Bottomless()
        return self.cache(request)


def _application() -> Callable[..., object]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikk_portal.settings")
    django.setup()
    stand_in = f"{__name__}.{EmptiedPageCacheMiddleware.__name__}"
    cache = f"{PageCacheMiddleware.__module__}.{PageCacheMiddleware.__name__}"
    settings.MIDDLEWARE = [stand_in if name == cache else name for name in settings.MIDDLEWARE]
    # Only now: the handler loads the middleware when it is made.
    from ikk_portal.wsgi import application

    return application


application = _application()
