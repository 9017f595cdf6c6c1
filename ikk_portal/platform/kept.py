"""What a process keeps of the content: ready pages, and the parts that pages are made of.

Database triggers raise the content version with every change of content; rates and statements may change by
their date, so midnight counts as a change, too. Each version has a ``Kept`` of its own, which goes when the
version moves. A request holds on to the one it began with: what it adds to an overtaken one goes with that,
and no page is put together from two versions.

A part is for everybody: it is made of content and of what its key names, never of the request.
"""

import threading
import time
from collections.abc import Callable, Hashable
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db import DatabaseError, InterfaceError, connection, migrations
from django.http import HttpRequest
from django.utils import timezone

from ikk_portal.platform.connections import before_asking

CHECK_EVERY = 1.0  # seconds
LIMIT = 5_000  # things on a shelf; more than paths times regions, so only a bug or an attack ever reaches it

_ATTRIBUTE = "_kept"

T = TypeVar("T")
Version = tuple[int, date]


class Shelf(Generic[T]):
    """Things under their keys, each until its time is over."""

    def __init__(self) -> None:
        self._things: dict[Hashable, tuple[T, datetime | None]] = {}

    def get(self, key: Hashable) -> T | None:
        """Return what is kept, unless its time is over."""
        thing, until = self._things.get(key, (None, None))
        return None if until and until <= timezone.now() else thing

    def keep(self, key: Hashable, thing: T, until: datetime | None) -> None:
        """Keep ``thing`` until it may no longer be right; None for never by itself."""
        if len(self._things) >= LIMIT:
            self._things.clear()
        self._things[key] = (thing, until)


class Kept(Generic[T]):
    """What belongs to one content version: pages (of the cache's own type) and parts of pages."""

    def __init__(self) -> None:
        self.pages: Shelf[T] = Shelf()
        self.parts: Shelf[object] = Shelf()


class Keeper(Generic[T]):
    """Knows the content version, and what is kept of it."""

    def __init__(self) -> None:
        self._looking = threading.Lock()
        self._version: Version | None = None
        self._kept: Kept[T] | None = None
        self._looked_at = float("-inf")

    def current(self) -> Kept[T] | None:
        """Return what is kept of the current version; None before the database has ever answered.

        Asks the database once a second at most, and goes on with what there is while it does not answer.
        """
        due = time.monotonic() - self._looked_at >= CHECK_EVERY
        if due and self._looking.acquire(blocking=False):  # the others go on meanwhile
            try:
                self._look_at_version()
            finally:
                self._looked_at = time.monotonic()
                self._looking.release()
        return self._kept

    def _look_at_version(self) -> None:
        before_asking()
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT version FROM ikk_portal_contentversion")
                version = (cursor.fetchone()[0], timezone.localdate())
        except (DatabaseError, InterfaceError):
            return
        if version != self._version:
            self._version, self._kept = version, Kept()


def hand_over(request: HttpRequest, kept: Kept[T] | None) -> None:
    """Let the parts of this request's page come from ``kept``, and go there."""
    setattr(request, _ATTRIBUTE, kept)


def part(
    request: HttpRequest,
    key: Hashable,
    make: Callable[[], T],
    until: Callable[[T], datetime | None] = lambda _: None,
) -> T:
    """Return a part of pages, made once for each content version.

    A request that the page cache does not see (one that sends something, the staff area) makes it anew.

    Args:
        request: the request that is answered; nothing of it may get into the part.
        key: everything that the part depends on but content and date; few values in all.
        make: makes the part. None is not kept: what does not exist has too many names.
        until: says of a part when it may no longer be right by itself.
    """
    kept: Kept[object] | None = getattr(request, _ATTRIBUTE, None)
    if kept is None:
        return make()
    found: T | None = kept.parts.get(key)  # type: ignore[assignment]  # what was kept under this key
    if found is not None:
        return found
    made = make()
    if made is not None:
        kept.parts.keep(key, made, until(made))
    return made


def watch(table: str) -> migrations.RunSQL:
    """Return the migration step that lets every change of ``table`` move the content version."""
    return migrations.RunSQL(
        f"CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION ikk_portal_content_changed()",
        f"DROP TRIGGER content_changed ON {table}",
    )
