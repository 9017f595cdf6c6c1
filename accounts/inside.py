"""What a page of the branch knows about who is signed in: which IKK it speaks for, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accounts.areas import MEMBERS
from accounts.kept_forms import owner_mark
from regions.middleware import speak_for
from regions.models import Region

_REGION, _REGIONS = "region", "regions"


@dataclass(frozen=True)
class Inside:
    """Who is in, for header and forms of a page.

    Attributes:
        ends_at: when the session ends if nothing more is done.
        can_be_prolonged: whether doing something moves that end.
        owner_mark: says in a form whose it is, without naming anybody.
        has_several_ikks: whether there is another IKK to change to.
    """

    ends_at: datetime
    can_be_prolonged: bool
    owner_mark: str
    has_several_ikks: bool

    @property
    def longest_hours(self) -> int:
        return MEMBERS.longest // timedelta(hours=1)

    @property
    def seconds_left(self) -> int:
        return max(0, round((self.ends_at - timezone.now()).total_seconds()))


def enter(request: HttpRequest) -> None:
    """Make ``request`` one of the branch: signed in, and speaking for the IKK of the register, not of the cookie."""
    session: Any = request.session
    if slug := session.get(_REGION):
        speak_for(request, slug)
    request.inside = Inside(  # type: ignore[attr-defined]
        ends_at=session.ends_at,
        can_be_prolonged=session.ends_at < session.ends_at_the_latest,
        owner_mark=owner_mark(request.user),
        has_several_ikks=len(session.get(_REGIONS, ())) > 1,
    )


def inside_of(request: HttpRequest) -> Inside | None:
    """Return what the request knows about who is signed in; None on every page that is for everybody."""
    return getattr(request, "inside", None)


def settle(request: HttpRequest, regions: list[Region]) -> None:
    """Note the IKKs of who signs in, oldest account first; pages speak for the first one until another is chosen."""
    request.session[_REGIONS] = [region.slug for region in regions]
    request.session[_REGION] = regions[0].slug if regions else ""


def slugs_of(request: HttpRequest) -> list[str]:
    """Return the IKKs that who is signed in may choose from."""
    return list(request.session.get(_REGIONS, ()))


def choose(request: HttpRequest, slug: str) -> None:
    """Let this session speak for another of the own IKKs from now on."""
    request.session[_REGION] = slug
