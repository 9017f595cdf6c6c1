"""What the catalogue shows: the list of an IKK or the national one, chosen by topic, language, print and words.

Reading only; what is returned is public, and its files are not loaded.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from brochures.models import Brochure, Language, Topic
from brochures.shelf import Offer, offer_of, with_copies
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
class Shelf:
    """The brochures about one topic."""

    topic: Topic
    offers: tuple[Offer, ...]


def shelves(region: Region | None, choice: Choice) -> list[Shelf]:
    """Return what an IKK offers and a visitor looks for, by topic; one query."""
    by_topic: dict[str, list[Offer]] = {}
    for brochure in _offered(region).filter(choice.condition()).defer("body", *_BYTES):
        by_topic.setdefault(brochure.topic, []).append(offer_of(brochure))
    return [Shelf(topic, tuple(sorted(by_topic[topic], key=_german_first))) for topic in Topic if topic in by_topic]


def find(key: str, region: Region | None) -> Offer | None:
    """Return a brochure that an IKK offers, with its text; one query."""
    found = _offered(region).filter(key=key).defer(*_BYTES).first()
    return offer_of(found) if found else None


def is_public(key: str) -> bool:
    """Whether a brochure of this key is public anywhere; one query."""
    return bool(Brochure.objects.public().filter(key=key).exists())


def _offered(region: Region | None) -> "QuerySet[Brochure]":
    listed: QuerySet[Brochure] = Brochure.objects.offered_by(region)
    return with_copies(listed.filter(paper__isnull=False).select_related("paper", "region"), region)


def _german_first(offer: Offer) -> tuple[int, bool]:
    return list(Language).index(Language(offer.brochure.language)), offer.brochure.is_large_print
