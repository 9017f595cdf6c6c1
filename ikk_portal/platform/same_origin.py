"""Whether a form was sent by a page of this site, for views without a form token.

Public pages carry no token, because a token needs a cookie. Browsers say themselves where a request comes
from: ``Sec-Fetch-Site`` (all current ones, over TLS) and ``Origin`` (with every POST, since about 2020).
"""

from django.http import HttpRequest


def is_same_origin(request: HttpRequest) -> bool:
    """Return whether every statement of the browser about the origin names this site.

    At least one of the two headers must be there: a browser that sends neither is refused, and the page
    says what to do.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        return False
    own = f"{request.scheme}://{request.get_host()}"
    return site in (None, "same-origin") and origin in (None, own)
