"""Numbers that people read out and type, "B-7KQ2-M9XD": made of a random key, of which they tell nothing else."""

import hashlib
from uuid import UUID

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: nothing that looks like something else


def readable_number(letter: str, purpose: bytes, key: UUID) -> str:
    """Return 40 bits of the hash of ``key`` behind ``letter``; other purposes make other numbers of the same key."""
    value = int.from_bytes(hashlib.sha256(purpose + key.bytes).digest()[:5])
    digits = "".join(DIGITS[value >> shift & 31] for shift in range(35, -1, -5))
    return f"{letter}-{digits[:4]}-{digits[4:]}"
