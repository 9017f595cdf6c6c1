"""The baseline: Django with one view, no middleware and no database. ``gunicorn bench.bare``."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench import BODY

settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bench", MIDDLEWARE=[])  # noqa: S106


def bare(request: HttpRequest) -> HttpResponse:
    """Answer a constant."""
    return HttpResponse(BODY, headers={"Content-Length": str(len(BODY))})


urlpatterns = [path("", bare)]
application = get_wsgi_application()
