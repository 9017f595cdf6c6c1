"""What stands on paper of one regional IKK."""

from letters.letterhead import Letterhead
from regions.models import Region


def letterhead_of(region: Region) -> Letterhead:
    """Return who writes, as the room of letters understands it."""
    return Letterhead(
        name=region.name,
        legal_name=region.legal_name,
        street=region.street,
        postcode=region.postcode,
        town=region.town,
        phone=region.phone_national,
        phone_hours=region.phone_hours,
        email=region.email,
    )
