"""What stands on one printed letter. It is made of the register at the moment of printing, and is kept nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from accounts.pins import Secrets
from bestand.register import DeliveryAddress
from letters.address_window import TO_THE_MANAGEMENT, Address, fits, lines
from regions.models import Region

_GONE = "Die Nummer steht nicht mehr im Bestand."


@dataclass(frozen=True)
class Sheet:
    """One letter as it is printed.

    Attributes:
        letter_id: as the letter bears it, digits, capitals and hyphens.
        region: the IKK that writes.
        kind: "insured" or "employer".
        letter_form: "normal", "large" or "read_aloud".
        number_ending: the last three characters of the number.
        name: of whom the letter goes to, from the register.
        on_behalf_of: whose secrets they are, if the letter goes to somebody else; else empty.
        address: the lines of the window.
        secrets: made for this sheet.
        printed_on: the date of the letter.
        valid_until: last day of the first sign-in.
    """

    letter_id: str
    region: Region
    kind: str
    letter_form: str
    number_ending: str
    name: str
    on_behalf_of: str
    address: tuple[str, ...]
    secrets: Secrets = field(repr=False)
    printed_on: date
    valid_until: date


class CannotPrint(Exception):
    """One sheet cannot be printed; the text says why, in German, and repeats nothing of the sheet."""

    def __init__(self, letter_id: str, reason: str) -> None:
        super().__init__(reason)
        self.letter_id = letter_id


class MakePdf(Protocol):
    """Makes one PDF of some sheets, in their order and in memory.

    Raises:
        CannotPrint: naming one sheet; the others may go without it.
    """

    def __call__(self, sheets: Sequence[Sheet], /) -> bytes: ...


def window(address: DeliveryAddress | None, kind: str) -> tuple[str, ...]:
    """Return the lines of the window; those of employers say that the management alone may open the letter.

    Raises:
        ValueError: saying in German why the letter cannot be sent there.
    """
    if address is None:
        raise ValueError(_GONE)
    names = lines(Address(name=address.name, addition=address.name_addition))
    place = lines(
        Address(
            name=address.addition,
            street=address.street,
            postcode=address.postcode,
            town=address.town,
            country=address.country,
        )
    )
    printed = (*names, *((TO_THE_MANAGEMENT,) if kind == "employer" else ()), *place)
    problem = fits(printed)
    if problem:
        raise ValueError(problem.message)
    return printed
