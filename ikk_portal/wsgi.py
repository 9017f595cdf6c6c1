"""The WSGI application that gunicorn serves."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ikk_portal.platform import keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ikk_portal.settings")

_BOUNDARY = re.compile(r';\s*boundary=("[^"]*"|[^;]*)', re.IGNORECASE)


class PlainContentType:
    """Lets nothing of a request's Content-Type through but the type itself and the boundary of its parts.

    Our forms are UTF-8. Django believes any other character set that a request names, even one whose
    decoding fails before the first middleware runs, or makes characters that PostgreSQL cannot store.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if content_type := environ.get("CONTENT_TYPE"):
            boundary = _BOUNDARY.search(content_type)
            environ["CONTENT_TYPE"] = content_type.partition(";")[0] + (boundary[0] if boundary else "")
        return self.application(environ, start_response)


application = PlainContentType(get_wsgi_application())
_rings = keys.EVERYWHERE if settings.SURFACE == "public" else keys.EVERYWHERE + keys.STAFF_AREA
keys.require(settings.KEYS_DIRECTORY, _rings)  # a server runs no system checks
