"""What can be ordered by post, and how much of it is left: for the order's pages and whoever sends people there."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from brochures.models import Brochure, Language, Stock
from regions.models import Region

FEW = 20  # copies; fewer are told, so that most orders leave the page cache alone (migration 0002)


@dataclass(frozen=True)
class Offer:
    """One brochure of the list.

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
    def is_there(self) -> bool:
        return self.left != 0

    @property
    def is_short(self) -> bool:
        """Whether people should know how many are left."""
        return self.left is not None and self.left < FEW


def offers_of(region: Region | None) -> dict[str, Offer]:
    """Return key -> offer of every public brochure, in the catalogue's order; two queries at most.

    What an IKK does not offer, or has no copies of, has none left. Without an IKK a brochure is there if any has it.
    """
    listed = Brochure.objects.public().for_region(region).defer("body")
    if region is None:
        anywhere = Stock.objects.filter(brochure=OuterRef("pk"), is_offered=True, copies__gt=0)
        rows = listed.annotate(is_anywhere=Exists(anywhere))
        return {row.key: Offer(row, None if row.is_anywhere else 0) for row in rows}
    stock = Stock.objects.filter(region=region, is_offered=True)
    copies = dict(stock.values_list("brochure_id", "copies"))
    return {row.key: Offer(row, copies.get(row.pk, 0)) for row in listed}
