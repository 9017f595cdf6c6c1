"""Every address of the project, on all surfaces, and the objects that its parameters name in tests.

An address with a new kind of object gets one entry in ``OBJECTS``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.actions import invite_staff
from accounts.models import PrintBatch, User
from brochures.models import Brochure, BrochurePaper
from internetfiliale.services.catalogue import catalogue
from regions.models import Download, NewsItem, Page, Picture, Rate, Region, ServiceOffice, U1Tariff
from tests.accounts.members import member
from tests.accounts.printing import NUMBERS, letter_in, requested, without_triggers
from tests.brochures.sending import ordered
from tests.contact.test_models import kept
from tests.internetfiliale.mailboxes import case_of, notice_of
from tests.pages import ORDERING

#: Whose objects: the IKK of staff and of Anna, and that of others.
OWN, FOREIGN = "rheinland", "bayern"
ANNA = "A123456780"

_IN_REVIEW = ("X110411675", "D123456784")

#: What is asked for where parameters name something for everybody.
FOR_EVERYBODY = {
    "/broschueren/bestellen/fertig/": next(page.path for page in ORDERING if page.name == "order-done"),
    "/aktuelles/<slug:key>/": "/aktuelles/bonusheft-jahresende/",
    "/broschueren/<slug:key>/": "/broschueren/gesunde-zaehne/",
    "/datenschutz/archiv/<date:valid_from>/": "/datenschutz/archiv/2026-11-26/",
    "/kontakt/brief/<slug:topic>/": "/kontakt/brief/krankengeld/",
    "/kontakt/e-mail/<slug:topic>/": "/kontakt/e-mail/broschueren/",
    "/regionen/<slug:slug>/": "/regionen/rheinland/",
    "/servicestellen/<slug:key>/": "/servicestellen/koeln/",
    "/themen/<slug:section>/": "/themen/leistungen/",
    "/themen/<slug:section>/<slug:key>/": "/themen/leistungen/zahnersatz/",
    "/verwaltung/(?P<url>.*)$": "/verwaltung/gibt-es-nicht/",
    "/verwaltung/accounts/lettertoprint/collect/<slug:which>/": "/verwaltung/accounts/lettertoprint/collect/reprint/",
}


@dataclass(frozen=True)
class Named:
    """What stands for the parameters of an address, in their order.

    Attributes:
        own: what names an object of the own IKK, or one of Anna's.
        foreign: what names an object of another IKK, or of another insured person; None if there is none.
    """

    own: tuple[Any, ...]
    foreign: tuple[Any, ...] | None = None


def _one_per_ikk(make: Callable[[Region], Any]) -> Callable[[], Named]:
    """Return what makes an object of the own IKK and one of another."""

    def named() -> Named:
        own, foreign = (make(Region.objects.get(slug=slug)) for slug in (OWN, FOREIGN))
        return Named((own.pk, 1), (foreign.pk, 1))  # where a second parameter is, it counts parts

    return named


def _row(model: Any, *, with_national: bool = False) -> Callable[[Region], Model]:
    """Return what finds the own row of an IKK; without one, a national row is copied for it."""

    def found(region: Region) -> Any:
        keys = model.objects.filter(region=None).values("key") if with_national else None
        rows = model.objects.filter(region=region, **({"key__in": keys} if with_national else {}))
        if row := rows.first():
            return row
        row = model.objects.filter(region=None).first()
        row.pk, row.region = None, region
        row.save(force_insert=True)
        return row

    return found


def _batch(region: Region) -> Any:
    batch = letter_in("printing", NUMBERS[2 + _place(region)], region=region).batch
    without_triggers(lambda: PrintBatch.objects.filter(pk=batch.pk).update(region=region))
    return batch


def _place(region: Region) -> int:
    """Return a number of the IKK for what there may be once in the whole portal."""
    return (OWN, FOREIGN).index(region.slug)


def _brochure(region: Region) -> Brochure:
    """Return an own brochure of the IKK, with the paper of the national one."""
    row: Any = _row(Brochure)(region)
    if not BrochurePaper.objects.filter(brochure=row).exists():
        paper = BrochurePaper.objects.filter(brochure__region=None).first()
        paper.pk, paper.brochure = None, row
        paper.save(force_insert=True)
    return row


def _not_copied_yet(model: Any) -> Callable[[], Named]:
    """Return what finds a national row of which the own IKK has no version."""

    def named() -> Named:
        own = model.objects.filter(region__slug=OWN).values("key")
        return Named((model.objects.filter(region=None).exclude(key__in=own).first().pk,), (uuid4().int % 10**9,))

    return named


def _anna() -> User:
    return User.objects.filter(number=ANNA).first() or member(ANNA)


def _annas_case() -> Named:
    return Named((case_of(_anna()).pk,))


def _annas_notice() -> Named:
    return Named((notice_of(case_of(_anna())).pk,))


def _invitation() -> Named:
    _, token = invite_staff(
        by=User.objects.get(username="busch"),
        username="eingeladen",
        names=("E", "Eingeladen"),
        region=None,
        roles=["Statistik"],
        committed_on=timezone.localdate(),
    )
    return Named((token,))


def _file(model: Any, *columns: str) -> Callable[[], Named]:
    return lambda: Named(model.objects.values_list(*columns).first())


#: Beginning of an address -> what makes the objects that it names; the longest beginning counts.
OBJECTS: dict[str, Callable[[], Named]] = {
    "/bilder/": _file(Picture, "content_hash", "format"),
    "/broschueren/dateien/<sha256:cover_hash>": _file(BrochurePaper, "cover_hash"),
    "/broschueren/dateien/<sha256:pdf_hash>": _file(BrochurePaper, "pdf_hash", "brochure__key"),
    "/dateien/": _file(Download, "content_hash", "key"),
    "/internetfiliale/postfach/": _annas_notice,
    "/internetfiliale/vorgaenge/": _annas_case,
    "/verwaltung/accounts/letterinreview/": _one_per_ikk(
        lambda ikk: letter_in("review", _IN_REVIEW[_place(ikk)], region=ikk)
    ),
    "/verwaltung/accounts/lettertoprint/": _one_per_ikk(lambda ikk: requested(NUMBERS[_place(ikk)], ikk.slug)),
    "/verwaltung/accounts/printbatch/": _one_per_ikk(_batch),
    "/verwaltung/accounts/user/": lambda: Named((User.objects.get(username="rosen").pk,)),
    "/verwaltung/brochures/brochure/": _one_per_ikk(_brochure),
    "/verwaltung/brochures/brochure/<int:pk>/copy/": _not_copied_yet(Brochure),
    "/verwaltung/brochures/order/": _one_per_ikk(lambda ikk: ordered(f"B-7KQ2-M9X{_place(ikk)}", slug=ikk.slug)),
    "/verwaltung/brochures/stock/": _one_per_ikk(_brochure),
    "/verwaltung/contact/enquiry/": _one_per_ikk(lambda ikk: kept(topic="broschueren", region=ikk)),
    "/verwaltung/einrichten/": _invitation,
    "/verwaltung/regions/download/": _one_per_ikk(_row(Download)),
    "/verwaltung/regions/newsitem/": _one_per_ikk(_row(NewsItem, with_national=True)),
    "/verwaltung/regions/newsitem/<int:pk>/copy/": _not_copied_yet(NewsItem),
    "/verwaltung/regions/page/": _one_per_ikk(_row(Page, with_national=True)),
    "/verwaltung/regions/page/<int:pk>/copy/": _not_copied_yet(Page),
    "/verwaltung/regions/picture/": _one_per_ikk(_row(Picture)),
    "/verwaltung/regions/rate/": _one_per_ikk(_row(Rate)),
    "/verwaltung/regions/region/": _one_per_ikk(lambda ikk: ikk),
    "/verwaltung/regions/serviceoffice/": _one_per_ikk(_row(ServiceOffice)),
    "/verwaltung/regions/u1tariff/": _one_per_ikk(_row(U1Tariff)),
}

_SERVICE = "/internetfiliale/dienste/<slug:slug>/"
_PARAMETER = re.compile(r"<[^>]+>")
_ONE_OF = re.compile(r"\^\(\?P<\w+>([\w|]+)\)/\$$")


def all_addresses() -> dict[str, str]:
    """Return every address of every surface with the room that answers it.

    One that names a room or a service is one for each of them.
    """
    found = {}
    for pattern, room in _walk(get_resolver("ikk_portal.urls_of_all_surfaces")):
        if choice := _ONE_OF.search(pattern):
            found |= {f"{pattern[: choice.start()]}{name}/": name for name in choice[1].split("|")}
        elif pattern == _SERVICE:
            found |= {pattern.replace("<slug:slug>", service.slug): room for service in catalogue()}
        else:
            found[pattern] = room
    return found


def names_objects(pattern: str) -> bool:
    """Whether an address has parameters that name something which is not for everybody."""
    return "<" in pattern and pattern not in FOR_EVERYBODY


def _walk(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern, _room(pattern, entry)
        else:
            yield from _walk(entry, pattern)


def _room(pattern: str, entry: URLPattern) -> str:
    """Return the room that answers: where the view lives; of Django's own views, whose models they show."""
    room = str(entry.callback.__module__).partition(".")[0]
    if room != "django":
        return room
    label = pattern.split("/")[2]
    return label if apps.is_installed(label) else "ikk_portal"


class Objects:
    """The objects of one test: made when the first address asks for them."""

    def __init__(self) -> None:
        self._made: dict[Callable[[], Named], Named] = {}

    def address(self, pattern: str) -> str:
        """Return the address with the own objects."""
        return FOR_EVERYBODY.get(pattern) or _filled(pattern, self._named(pattern).own)

    def foreign_address(self, pattern: str) -> str | None:
        """Return the address with objects of another IKK or person; None where there are none."""
        foreign = self._named(pattern).foreign
        return None if foreign is None else _filled(pattern, foreign)

    def unknown_address(self, pattern: str) -> str:
        """Return the address with objects that there never were."""
        return _filled(pattern, tuple(map(_never_was, self._named(pattern).own)))

    def _named(self, pattern: str) -> Named:
        if "<" not in pattern:
            return Named(())
        beginnings = [beginning for beginning in OBJECTS if pattern.startswith(beginning)]
        if not beginnings:
            raise LookupError(f"Say in tests/addresses.py (OBJECTS) what {pattern} names.")
        make = OBJECTS[max(beginnings, key=len)]
        if make not in self._made:
            self._made[make] = make()
        return self._made[make]


def _filled(pattern: str, values: tuple[Any, ...]) -> str:
    left = list(values)
    return _PARAMETER.sub(lambda _: str(left.pop(0)), pattern)


def _never_was(value: Any) -> Any:
    """Return a key of the same kind that no object has."""
    if isinstance(value, UUID):
        return UUID(int=0)
    return 999_999_999 if isinstance(value, int) else "gibt-es-nicht"
