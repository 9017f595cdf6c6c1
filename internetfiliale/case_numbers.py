"""A case's number, "V-7KQ2-M9XD": made of its key; receipts show it, and the core system knows the case by it."""

from uuid import UUID, uuid5

from ikk_portal.platform.readable_numbers import DIGITS, readable_number

FORM = rf"^V-[{DIGITS}]{{4}}-[{DIGITS}]{{4}}$"


def case_number(key: UUID) -> str:
    """Return what people read of a case's key: 40 bits of its hash, which tell nothing of the rest."""
    return readable_number("V", b"case/number/v1", key)


def key_of_another_number(key: UUID) -> UUID:
    """Return the key of a case whose own number another case has by chance: always the same one for the same key."""
    return uuid5(key, "case/another-number/v1")
