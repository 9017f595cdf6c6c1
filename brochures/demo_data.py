"""The demo's brochures, read from ``data/``, and what lies on the shelf of each IKK; for demo and tests.

Each brochure is a Markdown file with a head of TOML. Its name is the brochure's key; what an IKK has of its own stands
in ``demo_brochures/<slug>/``.
"""

from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from django.db import transaction

from brochures.actions import publish_brochure, save_brochure
from brochures.models import Brochure, Stock
from privacy.actions import Operator
from regions.headed_text import read_text
from regions.models import Region

_DATA = Path(__file__).parent / "data" / "demo_brochures"
_BY = Operator("demo")
#: IKK and brochure -> copies; all others have some hundreds.
_SHELVES = {
    ("rheinland", "zuzahlungen-und-befreiung"): 12,
    ("rheinland", "pflege-zu-hause"): 0,
    ("nord", "krankengeld"): 1,
}
_NOT_OFFERED = {("bayern", "rueckengesund-im-handwerk")}


@transaction.atomic
def load() -> None:
    """Add what is missing; what somebody has changed meanwhile stays as it is. Safe to repeat.

    Raises:
        letters.brochure.UnsettableBrochure: a text cannot be set; says why.
    """
    regions = {region.slug: region for region in Region.objects.all()}
    known = set(Brochure.objects.values_list("region__slug", "key"))
    for brochure in _brochures(regions):
        if (brochure.region.slug if brochure.region else None, brochure.key) not in known:
            brochure.full_clean()
            save_brochure(by=_BY, brochure=brochure)
            publish_brochure(by=_BY, brochure=brochure)
    _fill_shelves(regions)


def _brochures(regions: dict[str, Region]) -> Iterator[Brochure]:
    for file in sorted(_DATA.glob("*.md")):
        yield _brochure(file, None)
    for file in sorted(_DATA.glob("*/*.md")):
        yield _brochure(file, regions[file.parent.name])


def _brochure(file: Path, region: Region | None) -> Brochure:
    head, body = read_text(file)
    return Brochure(region=region, key=file.stem, body=body, **head)


def _fill_shelves(regions: dict[str, Region]) -> None:
    """Put copies of what each IKK may offer on its shelf, where it has none yet."""
    known = set(Stock.objects.values_list("region_id", "brochure_id"))
    Stock.objects.bulk_create(
        _stock(region, brochure)
        for region in regions.values()
        for brochure in Brochure.objects.public().for_region(region).defer("body")
        if (region.pk, brochure.pk) not in known
    )


def _stock(region: Region, brochure: Brochure) -> Stock:
    place = (region.slug, brochure.key)
    some = 200 + 50 * (crc32("/".join(place).encode()) % 9)
    return Stock(
        region=region,
        brochure=brochure,
        copies=_SHELVES.get(place, some),
        is_offered=place not in _NOT_OFFERED,
    )
