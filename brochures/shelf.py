"""What an IKK can post: a brochure with the copies that are left, and what visitors read about them.

For the catalogue and the order alike, so that both say the same.
"""

from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from brochures.models import Brochure, Language, Stock
from regions.models import Region

FEW = 20  # copies; the trigger of migration 0002 lets larger numbers change without emptying the page cache


@dataclass(frozen=True)
class Offer:
    """One brochure of a list.

    Attributes:
        brochure: the version of the IKK.
        left: copies that are free; None as long as nobody knows which IKK sends them.
    """

    brochure: Brochure
    left: int | None

    @property
    def name(self) -> str:
        """The title, with what tells versions of the same text apart."""
        language = Language(self.brochure.language)
        marks = [str(language.label)] if language != Language.GERMAN else []
        marks += ["Großdruck"] if self.brochure.is_large_print else []
        return f"{self.brochure.title} ({', '.join(marks)})" if marks else self.brochure.title

    @property
    def can_be_posted(self) -> bool:
        return self.left != 0

    @property
    def shelf_note(self) -> str:
        """What visitors read about the shelf; "" where there is enough, or no IKK is chosen."""
        if self.left is None or self.left >= FEW:
            return ""
        return f"nur noch {in_words(self.left)}" if self.left else "zurzeit vergriffen"

    @property
    def order_path(self) -> str:
        """Where the brochure is ordered."""
        return f"/broschueren/bestellen/?b={self.brochure.key}"


def with_copies(listed: "QuerySet[Brochure]", region: Region | None) -> "QuerySet[Brochure]":
    """Return ``listed`` with ``copies``, what `offer_of` reads.

    What an IKK has taken from its list, or has no copies of, has none left. Without an IKK nobody knows how many, but
    that a brochure is nowhere.
    """
    here = Stock.objects.filter(brochure=OuterRef("pk"), is_offered=True)
    if region is None:
        nowhere = ~Exists(here.filter(copies__gt=0))
        return listed.annotate(copies=Case(When(nowhere, then=0), output_field=IntegerField()))
    own = here.filter(region=region).values("copies")
    return listed.annotate(copies=Coalesce(Subquery(own), Value(0)))


def offer_of(brochure: Brochure) -> Offer:
    """Return the offer of a brochure that comes with its copies."""
    return Offer(brochure, brochure.copies)  # type: ignore[attr-defined]  # annotated


def in_words(copies: int) -> str:
    """Return a number of copies as people read it."""
    return "1 Exemplar" if copies == 1 else f"{copies} Exemplare"
