"""The two areas that are entered by signing in: where each begins, what its cookie is called, how long it is open."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.conf import settings


@dataclass(frozen=True)
class Area:
    """One area. A session of one never opens the other.

    Attributes:
        kind: what the sessions of the area are called in their table.
        prefix: where its addresses begin.
        cookie: name of the cookie that carries the key of a session.
        same_site: when browsers send that cookie along.
        idle: after how long without a request a session ends.
        longest: after how long it ends whatever its use.
        sign_in: name of the page that opens it.
    """

    kind: str
    prefix: str
    cookie: str
    same_site: Literal["Lax", "Strict"]
    idle: timedelta
    longest: timedelta
    sign_in: str


STAFF = Area(
    kind="staff",
    prefix="/verwaltung/",
    cookie=settings.STAFF_COOKIE_NAME,
    same_site="Strict",
    idle=timedelta(minutes=settings.STAFF_SESSION_IDLE_MINUTES),
    longest=timedelta(hours=settings.STAFF_SESSION_HOURS),
    sign_in="admin:login",
)
MEMBERS = Area(
    kind="member",
    prefix="/internetfiliale/",
    cookie=settings.MEMBER_COOKIE_NAME,
    same_site="Lax",
    idle=timedelta(minutes=settings.MEMBER_SESSION_IDLE_MINUTES),
    longest=timedelta(hours=settings.MEMBER_SESSION_HOURS),
    sign_in="accounts:sign-in",
)

#: Pages before the door: the same for everybody, kept by the page cache, and without a session.
_BEFORE_THE_DOOR = tuple(MEMBERS.prefix + page for page in ("registrieren/", "pin-vergessen/", "abgemeldet/"))


def area_of(path: str) -> Area | None:
    """Return the area that ``path`` lies in; None for pages that know no session."""
    if settings.SURFACE != "public" and path.startswith(STAFF.prefix):
        return STAFF
    if settings.SURFACE != "staff" and path.startswith(MEMBERS.prefix) and not path.startswith(_BEFORE_THE_DOOR):
        return MEMBERS
    return None
