"""What stands on paper of one regional IKK, and on letters to it."""

from letters.address_window import Address, lines
from letters.letterhead import Letterhead
from regions.models import Region
from regions.offices import responsible_office


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


def window_of(region: Region) -> tuple[str, ...]:
    """Return the address lines of the office that is responsible, else of the IKK itself."""
    office = responsible_office(region)
    place = office or region
    return lines(Address(region.name, office.name if office else "", place.street, place.postcode, place.town))
