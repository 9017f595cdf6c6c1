"""The search over the whole site: what rooms write into it, and what visitors get out of it.

A row of the index belongs to the room that wrote it. This module knows no room: it ranks, cuts excerpts and
proposes other spellings. What a room puts in, and what it withholds from visitors of one IKK, stands in its
``search_entries``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Left, Right
from django.utils import timezone
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from ikk_portal.platform.room_modules import modules_called
from regions.models import Region, SearchEntry
from regions.models.search_entry import CONFIGURATION
from regions.towns import fold, likeness

PAGE_SIZE = 10  # results on one page
OFFICE = "Servicestelle"  # the one kind that is found from every region

_OWN_REGION_BONUS = 0.25  # on ranks from 0 to 1
_TO_UNIT_RANGE = Value(32)  # ts_rank_cd's own scaling: rank / (rank + 1)
_BEGIN, _END = "\ue000", "\ue001"  # marks that no text of ours holds: they are taken out of every text
_MARKED = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")
_MARKS = re.compile(f"[{_BEGIN}{_END}\0]")
_BLANKS = re.compile(r"\s+")
_BLOCK = re.compile(r"</?(?:p|h[2-6]|[uo]l|li|t[hdr]|div|blockquote|pre|br|hr)\b")
_BETWEEN = "·"
_STOPS = " .!?:·"
_EDGE = 40  # characters that tell whether an excerpt reaches the beginning or the end of its text
_AFTER_A_STOP = re.compile(rf"(?<=[.!?:…]) {_BETWEEN} ")
_WORD = re.compile(r"\w+")
_ALIKE = 0.7  # likeness from which a spelling is worth proposing
_SPOKEN_MARK = " (externe Seite)"


@dataclass(frozen=True)
class Entry:
    """What can be found; fields as in ``SearchEntry``."""

    kind: str
    key: str
    region: Region | None
    path: str
    title: str
    text: str
    public_from: datetime
    public_until: datetime | None = None


# Writing


def put_entry(
    *,
    kind: str,
    key: str,
    region: Region | None,
    path: str,
    title: str,
    text: str,
    public_from: datetime,
    public_until: datetime | None = None,
) -> None:
    """Make something findable, or renew what is known of it.

    Args:
        kind: what it is, as visitors read it ("Seite").
        key: the same for the national and the regional version.
        region: whose version it is; None for the national one.
        path: where it is read.
        title: plain text.
        text: plain text (`plain_text` makes it); excerpts come from it.
        public_from: from when on it is found.
        public_until: from when on it is no longer found.
    """
    SearchEntry.objects.update_or_create(
        key=key,
        region=region,
        defaults={
            "kind": kind,
            "path": path,
            "title": _without_marks(title),
            "text": _without_marks(text),
            "public_from": public_from,
            "public_until": public_until,
        },
    )


def put(entry: Entry) -> None:
    """Make an entry findable, or renew it."""
    put_entry(**vars(entry))


def remove_entry(key: str, region: Region | None) -> None:
    """Let something no longer be found; what was not there is no error."""
    SearchEntry.objects.filter(key=key, region=region).delete()


@transaction.atomic
def index_all() -> int:
    """Make the index equal to what all rooms offer, and return the number of entries."""
    SearchEntry.objects.all().delete()
    rows = (
        SearchEntry(**{**vars(entry), "title": _without_marks(entry.title), "text": _without_marks(entry.text)})
        for entries in _of_rooms("entries")
        for entry in entries()
    )
    return len(SearchEntry.objects.bulk_create(rows, batch_size=500))


def plain_text(html: str) -> str:
    """Return the words of a rendered text; a dot in the middle stands between blocks that end without a stop."""
    text = strip_tags(_BLOCK.sub(r"\n\g<0>", _BLANKS.sub(" ", html))).replace(_SPOKEN_MARK, "")
    blocks = filter(None, (_BLANKS.sub(" ", unescape(block)).strip() for block in text.split("\n")))
    return _AFTER_A_STOP.sub(" ", f" {_BETWEEN} ".join(blocks))


def _of_rooms(name: str) -> Iterator[Callable[..., Any]]:
    """Yield the function ``name`` of the module ``search_entries`` of each room that has both."""
    for room in modules_called("search_entries"):
        if function := getattr(room, name, None):
            yield function


def _without_marks(text: str) -> str:
    return _MARKS.sub("", text)


# Finding


def has_a_word(query: str) -> bool:
    """Whether there is something to look for: a word of two letters or digits that is not excluded."""
    return any(
        len("".join(_WORD.findall(token))) >= 2 for token in query.split() if not token.startswith("-") and token
    )


def matches(query: str, region: Region | None, now: datetime | None = None) -> "QuerySet[Any]":
    """Return entries, best first, each with ``excerpt_source``, which `excerpt` makes readable.

    Args:
        query: what was typed, with at least one word; "…", - and OR mean what they mean in search engines.
        region: the visitor's IKK; its own versions hide the national ones.
        now: when; the present by default.
    """
    asked = _search_query(query)
    rank = SearchRank(F("vector"), asked, cover_density=True, normalization=_TO_UNIT_RANGE)
    bonus = Case(When(region=region, then=Value(_OWN_REGION_BONUS)), default=Value(0.0)) if region else Value(0.0)
    return (
        _visible(region, now or timezone.now())
        .filter(vector=asked)
        .annotate(
            rank=rank + bonus,
            excerpt_source=SearchHeadline(
                "text",
                asked,
                config=CONFIGURATION,
                start_sel=_BEGIN,
                stop_sel=_END,
                max_words=22,
                min_words=12,
                max_fragments=2,
                fragment_delimiter=" … ",
            ),
            opening=Left("text", _EDGE),
            ending=Right("text", _EDGE),
        )
        .defer("text", "vector")
        .order_by("-rank", "title", "pk")
    )


def excerpt(source: str, opening: str = "", ending: str = "") -> SafeString:
    """Return an excerpt as HTML: everything escaped, the words found in ``<mark>``, "…" where something is left out.

    Args:
        source: as `matches` gives it.
        opening: the first characters of the whole text, "" if it does not matter what comes before.
        ending: its last characters, likewise.
    """
    plain = _MARKS.sub("", source).strip(_STOPS)
    begins = plain.startswith(opening.strip(_STOPS)[: len(plain)])
    ends = plain.endswith(ending.strip(_STOPS)[-len(plain) :]) if plain else True
    shown = ("" if begins else "… ") + source + ("" if ends else "\u00a0…")
    marked = _MARKED.sub(r"<mark>\1</mark>", str(escape(shown)))
    return mark_safe(_MARKS.sub("", marked))  # noqa: S308  (escaped above; what was added holds no text)


def other_spellings(query: str, region: Region | None, now: datetime | None = None) -> list[str]:
    """Return queries that would be found, best first, at most three; one query for each of up to five words."""
    words = list(dict.fromkeys(word for word in _WORD.findall(query) if len(word) >= 3))[:5]
    entries = _visible(region, now or timezone.now())
    proposed = [found for word in words if (found := _most_alike(word, entries))]
    typed = {fold(word) for word in words}
    new = [word for word in proposed if fold(word) not in typed or len(words) > 1]
    return list(dict.fromkeys(new))[:3]


def _most_alike(word: str, entries: "QuerySet[SearchEntry]") -> str | None:
    """Return the word of a title that is most like ``word``, or None."""
    titles = entries.filter(Q(title__trigram_word_similar=word) | Q(title__trigram_similar=word)).order_by()
    folded = fold(word)
    rated = {
        (likeness(folded, fold(candidate)), candidate)
        for title in titles.values_list("title", flat=True)[:200]
        for candidate in _WORD.findall(title)
    }
    best = max(rated, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None


def _visible(region: Region | None, now: datetime) -> "QuerySet[SearchEntry]":
    """Return what the region's visitors may find now: an own version hides the national one of its key, and nothing
    is found that a room withholds from them.
    """
    public = SearchEntry.objects.filter(Q(public_until=None) | Q(public_until__gt=now), public_from__lte=now)
    everywhere = Q(region=None) | Q(kind=OFFICE)
    if region is None:
        return public.filter(everywhere)
    own = public.filter(region=region, key=OuterRef("key"))
    found = public.filter(everywhere | Q(region=region)).exclude(Q(region=None) & Exists(own))
    for withheld in _of_rooms("withheld"):
        found = found.exclude(key__in=withheld(region))
    return found


def _search_query(query: str) -> SearchQuery:
    """Return what PostgreSQL is asked: the words as typed, or the last of them as the beginning of a word.

    Beginnings count in titles only: in texts, half the site would begin like "kranken".
    """
    typed = SearchQuery(query, config=CONFIGURATION, search_type="websearch")
    head, _, last = query.removesuffix("*").rpartition(" ")
    if '"' in query or not re.fullmatch(r"\w{3,}", last):
        return typed
    begun = SearchQuery(f"'{last}':*A", config=CONFIGURATION, search_type="raw")
    if _WORD.search(head):
        begun = SearchQuery(head, config=CONFIGURATION, search_type="websearch") & begun
    return typed | begun
