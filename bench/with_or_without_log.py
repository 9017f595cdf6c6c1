"""The portal with or without its access log, for ``gunicorn bench.with_or_without_log``.

``LOG=off`` leaves the log out, ``CHEAPEST=on`` everything else but one view that answers a constant.
"""

import os
from collections.abc import Callable

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import BODY

_LOG = "access_log.middleware.AccessLogMiddleware"


def constant(request: HttpRequest) -> HttpResponse:
    """Answer as the bare Django view does."""
    return HttpResponse(BODY, headers={"Content-Length": str(len(BODY))})


def _application() -> Callable[..., object]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikk_portal.settings")
    django.setup()
    if os.environ.get("CHEAPEST") == "on":
        settings.MIDDLEWARE, settings.ROOT_URLCONF = [_LOG], __name__
    if os.environ.get("LOG") == "off":
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != _LOG]
    # Only now: the handler loads the middleware when it is made.
    from ikk_portal.wsgi import application

    return application


urlpatterns = [path("", constant)]
application = _application()
