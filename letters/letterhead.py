"""Who writes: what stands on every sheet of one regional IKK."""

from dataclasses import asdict, dataclass

from letters.address_window import FONT_SIZE, TEXT_WIDTH, plain, width

_RETURN_SIZES = (7.0, 6.0)  # pt, the usual and the least


@dataclass(frozen=True)
class Letterhead:
    """A regional IKK as its letters name it; empty where there is nothing.

    Attributes:
        name: short, as people know it; in the head and in the return line.
        legal_name: in full, in the foot.
        street: with house number.
        postcode: five digits.
        town: of the street.
        phone: as it is printed, "0221 98765-0".
        phone_hours: when somebody answers.
        email: of the IKK.
        website: of the IKK, without "https://".
    """

    name: str
    legal_name: str
    street: str
    postcode: str
    town: str
    phone: str
    phone_hours: str = ""
    email: str = ""
    website: str = ""

    def printed(self) -> dict[str, str]:
        """Return the texts as they are printed, by name: what templates call ``head``."""
        return {name: plain(text) for name, text in asdict(self).items()}


def return_line(head: Letterhead) -> tuple[str, float]:
    """Return the line above the address, and its size in points; 0 if it cannot be one line of the window."""
    line = " · ".join((plain(head.name), plain(head.street), f"{plain(head.postcode)} {plain(head.town)}"))
    usual, least = _RETURN_SIZES
    size = min(usual, int(10 * FONT_SIZE * TEXT_WIDTH / width(line)) / 10)
    return line, size if size >= least else 0.0
