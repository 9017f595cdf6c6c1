"""Regional IKKs, what they serve, what they charge, and the postcodes of Germany."""

from regions.models.land import Land
from regions.models.postcode import Postcode
from regions.models.rate import VALIDITY_OVERLAPS, Rate, U1Tariff
from regions.models.region import Region, ServedArea

__all__ = ["VALIDITY_OVERLAPS", "Land", "Postcode", "Rate", "Region", "ServedArea", "U1Tariff"]
