"""PIN and Entsperrcode: what is made, how it is written and read, and what is kept of it."""

import re
from pathlib import Path
from typing import Any

import pytest
from argon2 import low_level
from hypothesis import given
from hypothesis import strategies as st

from accounts.pins import (
    COSTS,
    PepperedArgon2,
    hash_pin,
    hash_unlock_code,
    is_unlock_code,
    material,
    new_secrets,
    parse_pin,
    parse_unlock_code,
    which_fits,
    written_pin,
    written_unlock_code,
)
from ikk_portal.platform.keys import KeysUnusable, _read, add_key, make_missing, ring

ANNA = ("insured", "A123456780")
CODE = "482015967330741268"


@pytest.fixture
def keys(tmp_path: Path, settings: Any) -> Path:
    settings.KEYS_DIRECTORY = make_missing(tmp_path)
    return tmp_path


def test_secrets_have_their_form_and_come_back_from_paper() -> None:
    for _ in range(200):
        made = new_secrets()
        assert re.fullmatch(r"\d{4} \d{4}", written_pin(made.pin))
        assert re.fullmatch(r"\d{3}( \d{3}){5}", written_unlock_code(made.unlock_code))
        assert parse_pin(written_pin(made.pin)) == made.pin
        assert parse_unlock_code(written_unlock_code(made.unlock_code)) == made.unlock_code
        assert made.pin not in repr(made)
        assert made.unlock_code not in repr(made)


def test_secrets_use_all_digits_everywhere_and_never_repeat() -> None:
    made = [new_secrets() for _ in range(2_000)]

    assert [set(place) for place in zip(*(one.pin for one in made), strict=True)] == [set("0123456789")] * 8
    assert [set(place) for place in zip(*(one.unlock_code for one in made), strict=True)] == [set("0123456789")] * 18
    assert len({one.unlock_code for one in made}) == len(made)


@pytest.mark.parametrize(
    "typed", ["12345678", "1234 5678", " 1234-5678 ", "1234\u00a05678", "12.34.56.78", "１２３４5678"]
)
def test_pin_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_pin(typed) == "12345678"


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "1234567a", "①234567", "१२३४५६७८"])
def test_what_is_no_pin_is_refused(typed: str) -> None:
    assert parse_pin(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "482 015 967 330 741 268",
        " 482-015-967–330‑741-268 ",
        "482.015.967.330.741.268",
        "4 8 2, 0 1 5, 9 6 7, 3 3 0, 7 4 1, 2 6 8",
        "482\u00a0015\u2009967\u202f330\t741  268",
        "４８２ 015 967 330 741 ２６８",
        "4820 1596 7330 7412 68",
        "482 OI5 967 33o 74l 268",
    ],
)
def test_unlock_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_unlock_code(typed) == CODE


@pytest.mark.parametrize(
    "typed",
    ["", "1234 5678", CODE[1:], CODE + "0", "A82 015 967 330 741 268", "४८२ ०१५ ९६७ ३३० ७४१ २६८"],
)
def test_what_is_no_unlock_code_is_refused(typed: str) -> None:
    assert parse_unlock_code(typed) is None


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    pin, code = parse_pin(typed), parse_unlock_code(typed)

    assert pin is None or (pin.isascii() and pin.isdigit())
    assert code is None or len(code) == 12


def test_hash_belongs_to_one_pin_of_one_account(keys: Path) -> None:
    kept = hash_pin(*ANNA, "12345678")
    hasher = PepperedArgon2()

    assert hasher.verify(material(*ANNA, "12345678"), kept)
    assert not hasher.verify(material(*ANNA, "12345679"), kept)
    assert not hasher.verify(material("insured", "C000500021", "12345678"), kept)
    assert not hasher.verify(material("employer", ANNA[1], "12345678"), kept)
    assert hash_pin("insured", "C000500021", "12345678").rpartition("$")[0] != kept.rpartition("$")[0]  # the salt
    assert "12345678" not in kept
    assert len(kept) <= 200


def test_hash_costs_what_was_decided_and_names_its_pepper(keys: Path, settings: Any) -> None:
    settings.PIN_HASHING = "full"

    kept = hash_pin(*ANNA, "12345678")

    kid = ring("pins").newest.kid
    assert kept.startswith(f"peppered_argon2${kid}$argon2id$v=19$m=65536,t=2,p=1$")
    assert PepperedArgon2().decode(kept)["kid"] == kid
    assert COSTS["full"] == (65536, 2)


def test_hash_without_its_pepper_says_nothing(keys: Path) -> None:
    kept = hash_pin(*ANNA, "12345678")
    kept_code = hash_unlock_code(*ANNA, CODE)
    (keys / "pins" / ring("pins").newest.kid).unlink()
    add_key(keys, "pins")
    _read.cache_clear()

    with pytest.raises(KeysUnusable):
        PepperedArgon2().verify(material(*ANNA, "12345678"), kept)
    with pytest.raises(KeysUnusable):
        is_unlock_code(*ANNA, CODE, kept_code)
    forged = kept.replace(kept.split("$")[1], ring("pins").newest.kid)
    assert not PepperedArgon2().verify(material(*ANNA, "12345678"), forged)


def test_older_pepper_still_checks_and_asks_for_a_new_hash(keys: Path) -> None:
    kept = hash_pin(*ANNA, "12345678")
    assert not PepperedArgon2().must_update(kept)
    add_key(keys, "pins").rename(keys / "pins" / "99990101-a")
    _read.cache_clear()

    assert PepperedArgon2().verify(material(*ANNA, "12345678"), kept)
    assert PepperedArgon2().must_update(kept)


def test_dearer_hashing_asks_for_a_new_hash(keys: Path, settings: Any) -> None:
    kept = hash_pin(*ANNA, "12345678")
    settings.PIN_HASHING = "full"

    assert PepperedArgon2().must_update(kept)


def test_both_pins_of_an_account_are_checked_in_one_run(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [hash_pin(*ANNA, "12345678"), hash_pin(*ANNA, "87654321")]
    runs: list[int] = []
    real = low_level.hash_secret_raw
    monkeypatch.setattr(low_level, "hash_secret_raw", lambda *a, **named: runs.append(1) or real(*a, **named))

    found = [which_fits(*ANNA, pin, kept) for pin in ("12345678", "87654321", "11111111", "")]

    assert (found, len(runs)) == ([0, 1, None, None], 4)
    assert which_fits(*ANNA, "12345678", []) is None
    assert which_fits("insured", "C000500021", "12345678", kept) is None
    assert len(runs) == 6


def test_hashes_of_another_cost_or_salt_are_checked_as_well(keys: Path, settings: Any) -> None:
    hasher = PepperedArgon2()
    another_salt = hasher.encode(material(*ANNA, "87654321"), hasher.salt())
    cheap = hash_pin(*ANNA, "12345678")
    settings.PIN_HASHING = "full"

    assert which_fits(*ANNA, "12345678", [another_salt, cheap]) == 1
    assert which_fits(*ANNA, "87654321", [another_salt, cheap]) == 0


def test_unlock_code_is_checked_for_its_account_only(keys: Path) -> None:
    kept = hash_unlock_code(*ANNA, CODE)

    assert is_unlock_code(*ANNA, CODE, kept)
    assert not is_unlock_code(*ANNA, "482015967330741269", kept)
    assert not is_unlock_code("insured", "C000500021", CODE, kept)
    assert len(kept) <= 120
