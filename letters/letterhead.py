"""Who writes: what stands on every sheet of one regional IKK."""

from dataclasses import dataclass


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
