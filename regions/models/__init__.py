"""Regional IKKs, what they serve, charge and tell, their offices, and the postcodes of Germany."""

from regions.models.content import Content, Download, NewsItem, Page, Picture, Section
from regions.models.land import Land
from regions.models.office import ClosingDays, OpeningHours, ServiceOffice
from regions.models.postcode import Postcode
from regions.models.rate import VALIDITY_OVERLAPS, Rate, U1Tariff
from regions.models.region import Region, ServedArea
from regions.models.search_entry import SearchEntry

__all__ = [
    "VALIDITY_OVERLAPS",
    "ClosingDays",
    "Content",
    "Download",
    "Land",
    "NewsItem",
    "OpeningHours",
    "Page",
    "Picture",
    "Postcode",
    "Rate",
    "Region",
    "SearchEntry",
    "Section",
    "ServedArea",
    "ServiceOffice",
    "U1Tariff",
]
