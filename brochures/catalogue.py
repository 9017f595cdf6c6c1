"""What the catalogue shows: the list of an IKK or the national one, chosen by topic, language, print and words.

Reading only; what is returned is public, and its files are not loaded.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from brochures.models import Brochure, Language, Topic
from brochures.shelf import availability, copies_at
from regions.models import Region

_BYTES = ("paper__pdf", "paper__cover")


@dataclass(frozen=True)
class Choice:
    """What a visitor looks for; empty where it does not matter."""

    topic: str = ""
    language: str = ""
    large_print: bool = False
    words: str = ""

    def condition(self) -> Q:
        """Return the choice as a condition on brochures."""
        wanted = Q()
        if self.topic:
            wanted &= Q(topic=self.topic)
        if self.language:
            wanted &= Q(language=self.language)
        if self.large_print:
            wanted &= Q(is_large_print=True)
        for word in self.words.split():
            wanted &= Q(title__icontains=word) | Q(subtitle__icontains=word) | Q(summary__icontains=word)
        return wanted


@dataclass(frozen=True)
class Offer:
    """A brochure, and how it stands with copies at the visitor's IKK.

    Attributes:
        brochure: with its paper, whose bytes are not loaded.
        shelf_note: what visitors read about the copies (`shelf.availability`).
        can_be_posted: whether there is one; without an IKK nobody knows, and the order asks for it.
    """

    brochure: Brochure
    shelf_note: str
    can_be_posted: bool

    @property
    def order_path(self) -> str:
        """Where the brochure is ordered."""
        return f"/broschueren/bestellen/?b={self.brochure.key}"


@dataclass(frozen=True)
class Shelf:
    """The brochures about one topic."""

    topic: Topic
    offers: tuple[Offer, ...]


def shelves(region: Region | None, choice: Choice) -> list[Shelf]:
    """Return what an IKK offers and a visitor looks for, by topic; one query."""
    by_topic: dict[str, list[Offer]] = {}
    for brochure in _offered(region).filter(choice.condition()).defer("body", *_BYTES):
        by_topic.setdefault(brochure.topic, []).append(_offer(brochure))
    return [Shelf(topic, tuple(sorted(by_topic[topic], key=_german_first))) for topic in Topic if topic in by_topic]


def find(key: str, region: Region | None) -> Offer | None:
    """Return a brochure that an IKK offers, with its text; one query."""
    found = _offered(region).filter(key=key).defer(*_BYTES).first()
    return _offer(found) if found else None


def is_public(key: str) -> bool:
    """Whether a brochure of this key is public anywhere; one query."""
    return bool(Brochure.objects.public().filter(key=key).exists())


def _offered(region: Region | None) -> "QuerySet[Brochure]":
    listed: QuerySet[Brochure] = Brochure.objects.offered_by(region)
    return listed.filter(paper__isnull=False).select_related("paper", "region").annotate(copies=copies_at(region))


def _offer(brochure: Brochure) -> Offer:
    copies: int | None = brochure.copies  # type: ignore[attr-defined]  # annotated
    return Offer(brochure, availability(copies), can_be_posted=copies != 0)


def _german_first(offer: Offer) -> tuple[int, bool]:
    return list(Language).index(Language(offer.brochure.language)), offer.brochure.is_large_print
