"""PIN and Entsperrcode: made at random, written for people, read tolerantly, kept only as what checks them.

Pure craft: no database. Key ring "pins" (the pepper); whoever has the database alone can try no PIN.
"""

import base64
import hmac
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from argon2 import low_level
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.views.decorators.debug import sensitive_variables

from ikk_portal.platform.keys import Key, mac, ring

RING = "pins"
_LOOK_ALIKES = str.maketrans("OIL", "011")  # what text recognition takes for digits
_PURPOSE_OF_UNLOCK_CODE = "unlock-code/v1"
_PURPOSE_OF_SALT = "pin-salt/v1"

_DIGEST = 32  # bytes, Argon2's own default

#: Argon2id: memory in KiB and passes, by the name that the setting PIN_HASHING has.
COSTS = {"full": (64 * 1024, 2), "cheap": (8, 1)}


@dataclass(frozen=True)
class Secrets:
    """What stands on one letter, without blanks and hyphens."""

    pin: str = field(repr=False)
    unlock_code: str = field(repr=False)


def new_secrets() -> Secrets:
    """Return a PIN of 8 digits and an Entsperrcode of 18 (59.8 bits), at random."""
    return Secrets(f"{secrets.randbelow(10**8):08}", f"{secrets.randbelow(10**18):018}")


def written_pin(pin: str) -> str:
    """Return "12345678" as "1234 5678"."""
    return f"{pin[:4]} {pin[4:]}"


def written_unlock_code(code: str) -> str:
    """Return "482015967330741268" as "482 015 967 330 741 268"."""
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))


def parse_pin(typed: str) -> str | None:
    """Return the 8 digits in what somebody typed; None if that is no PIN."""
    digits = _without_separators(typed)
    return digits if re.fullmatch(r"[0-9]{8}", digits) else None


def parse_unlock_code(typed: str) -> str | None:
    """Return the 18 digits in what somebody typed, letters that look like digits read as digits."""
    digits = _without_separators(typed).upper().translate(_LOOK_ALIKES)
    return digits if re.fullmatch(r"[0-9]{18}", digits) else None


def _without_separators(typed: str) -> str:
    return re.sub(r"[\s.,\-‐‑–]", "", unicodedata.normalize("NFKC", typed))


def material(kind: str, number: str, pin: str) -> str:
    """Return what the hasher gets: one PIN of one account, so that equal PINs have nothing in common."""
    return f"pin/v1|{kind}|{number}|{pin}"


@sensitive_variables("pin")
def hash_pin(kind: str, number: str, pin: str) -> str:
    """Return what a PIN is checked against, made with the newest pepper; takes 64 MiB and about 0.1 s.

    The salt is the account's: the PIN in use and the one of a new letter are checked in one run (``which_fits``).
    """
    return PepperedArgon2().encode(material(kind, number, pin), _salt(ring(RING).newest, kind, number))


@sensitive_variables("pin")
def which_fits(kind: str, number: str, pin: str, kept: Sequence[str]) -> int | None:
    """Return the place in ``kept`` of the hash that was made from ``pin``; None if there is none.

    Takes one run of Argon2 for each pepper of the ring, that is one, if ``kept`` holds two hashes, one or none. Two
    hashes of an account have the same salt as long as pepper and cost have not changed between them. A new cost comes
    with a new pepper, or those who have both kinds take one run more until they have signed in.

    Raises:
        KeysUnusable: the pepper that made one of them was taken away.
    """
    peppers = ring(RING).keys
    recipes = [_recipe(encoded) for encoded in kept]
    wanted = dict.fromkeys(recipes)
    for pepper in peppers:
        if len(wanted) < len(peppers):
            wanted.setdefault(_Recipe(pepper.kid, _salt(pepper, kind, number), *COSTS[settings.PIN_HASHING]))
    made = {recipe: recipe.digest(material(kind, number, pin)) for recipe in wanted}
    fitting = [
        hmac.compare_digest(made[recipe], _digest_in(encoded)) for recipe, encoded in zip(recipes, kept, strict=True)
    ]
    return fitting.index(True) if True in fitting else None


def hash_unlock_code(kind: str, number: str, code: str) -> str:
    """Return what an Entsperrcode is checked against: 18 random digits (59.8 bits) need no slow hash."""
    key = ring(RING).newest
    return f"{key.kid}${mac(key, _PURPOSE_OF_UNLOCK_CODE, kind, number, code).hex()}"


def is_unlock_code(kind: str, number: str, code: str, kept: str) -> bool:
    """Return whether ``kept`` was made from ``code``; an empty one was made from none, at the same cost.

    Raises:
        KeysUnusable: the pepper that made it was taken away.
    """
    kid, _, digest = kept.partition("$")
    key = ring(RING).by_kid(kid) if kid else ring(RING).newest
    made = mac(key, _PURPOSE_OF_UNLOCK_CODE, kind, number, code).hex()
    return hmac.compare_digest(made, digest)


class PepperedArgon2(Argon2PasswordHasher):
    """Argon2id over an HMAC of the secret; the pepper's kid stands in the encoded text.

    Not among PASSWORD_HASHERS: no password of staff is ever checked with it. Takes what ``material`` returns.
    """

    algorithm = "peppered_argon2"
    parallelism = 1

    @property
    def memory_cost(self) -> int:  # type: ignore[override]  # the setting decides
        return COSTS[settings.PIN_HASHING][0]

    @property
    def time_cost(self) -> int:  # type: ignore[override]
        return COSTS[settings.PIN_HASHING][1]

    def encode(self, password: str, salt: str) -> str:
        key = ring(RING).newest
        plain = super().encode(_peppered(key.secret, password), salt)
        return plain.replace("$", f"${key.kid}$", 1)

    def verify(self, password: str, encoded: str) -> bool:
        kid, plain = _taken_apart(encoded)
        return bool(super().verify(_peppered(ring(RING).by_kid(kid).secret, password), plain))

    def decode(self, encoded: str) -> Any:
        kid, plain = _taken_apart(encoded)
        return {**super().decode(plain), "kid": kid}

    def must_update(self, encoded: str) -> bool:
        """Return whether pepper or cost are no longer the newest."""
        return _taken_apart(encoded)[0] != ring(RING).newest.kid or bool(super().must_update(encoded))


@dataclass(frozen=True)
class _Recipe:
    """All that the digest of a PIN depends on, but for the PIN; hashes with the same one share a run."""

    kid: str
    salt: str
    memory: int
    passes: int

    def digest(self, secret: str) -> bytes:
        """Run Argon2id once, as ``PepperedArgon2.encode`` does."""
        return low_level.hash_secret_raw(
            _peppered(ring(RING).by_kid(self.kid).secret, secret).encode(),
            self.salt.encode(),
            time_cost=self.passes,
            memory_cost=self.memory,
            parallelism=PepperedArgon2.parallelism,
            hash_len=_DIGEST,
            type=low_level.Type.ID,
        )


def _recipe(encoded: str) -> _Recipe:
    decoded = PepperedArgon2().decode(encoded)
    return _Recipe(decoded["kid"], decoded["salt"], decoded["memory_cost"], decoded["time_cost"])


def _digest_in(encoded: str) -> bytes:
    text = encoded.rpartition("$")[2]
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _salt(pepper: Key, kind: str, number: str) -> str:
    """Return 128 bits that belong to one account and one pepper, in hexadecimal."""
    return mac(pepper, _PURPOSE_OF_SALT, kind, number).hex()[:32]


def _peppered(pepper: bytes, secret: str) -> str:
    return hmac.digest(pepper, secret.encode("utf-8", "surrogatepass"), "sha256").hex()


def _taken_apart(encoded: str) -> tuple[str, str]:
    """Return the kid, and the encoded text without it."""
    algorithm, kid, rest = encoded.split("$", 2)
    return kid, f"{algorithm}${rest}"
