"""To whom a letter goes: an IKK in the words that the room of letters understands."""

from typing import Any

from letters.address_window import Address, lines
from regions.models import Region
from regions.offices import responsible_office


def letter_to(region: Region) -> dict[str, Any]:
    """Return address lines and phone of the office that is responsible, else of the IKK itself."""
    office = responsible_office(region)
    place = office or region
    address = Address(
        name=region.name,
        addition=office.name if office else "",
        street=place.street,
        postcode=place.postcode,
        town=place.town,
    )
    return {"address": lines(address)}
