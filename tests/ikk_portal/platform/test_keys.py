"""Key rings: newest first, closed to others, and one purpose never speaks for another."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from ikk_portal.platform.keys import (
    Key,
    KeysUnusable,
    _read,
    add_key,
    mac,
    make_missing,
    needed_by,
    problems,
    require,
    ring,
)

KEY = Key("a", bytes(32))
ANOTHER = Key("b", bytes(31) + b"\x01")
texts = st.lists(st.text(st.characters(exclude_categories=())), max_size=3)


@pytest.fixture
def directory(tmp_path: Path, settings: Any) -> Path:
    """An installation with one key."""
    settings.KEYS_DIRECTORY = make_missing(tmp_path)
    return tmp_path


def key_file(directory: Path) -> Path:
    (path,) = (directory / "limits").iterdir()
    return path


def test_first_key_is_made_once_and_closed_to_others(directory: Path) -> None:
    make_missing(directory)

    assert key_file(directory).stat().st_mode & 0o777 == 0o600
    assert len(ring("limits").newest.secret) == 32
    assert problems(directory) == []


def test_newest_key_comes_first_and_older_ones_stay(directory: Path) -> None:
    old = ring("limits").newest
    for name in ("99990101-a", "99990102-a"):
        key_file_of = directory / "limits" / name
        key_file_of.write_text("ab" * 32)
        key_file_of.chmod(0o640)
    _read.cache_clear()

    assert [key.kid for key in ring("limits").keys] == ["99990102-a", "99990101-a", old.kid]
    assert ring("limits").by_kid(old.kid) == old


def test_key_that_was_taken_away_is_named(directory: Path) -> None:
    with pytest.raises(KeysUnusable, match="The key 2020 is missing"):
        ring("limits").by_kid("2020")


def test_two_keys_made_at_once_are_two(directory: Path) -> None:
    add_key(directory, "limits")
    _read.cache_clear()

    assert len({key.secret for key in ring("limits").keys}) == 2


def test_command_adds_a_key(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("add_key", "limits")

    assert capsys.readouterr().out.endswith("is the newest key.\n")
    assert len(list((directory / "limits").iterdir())) == 2


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o604, 0o700, 0o601])
def test_key_that_others_may_read_or_change_is_refused(directory: Path, mode: int) -> None:
    key_file(directory).chmod(mode)

    with pytest.raises(KeysUnusable, match=f"has the mode {mode:o}. Close it to others"):
        ring("limits")


@pytest.mark.parametrize("content", ["", "ab" * 31, "xy" * 32, "ä"])
def test_damaged_key_is_refused(directory: Path, content: str) -> None:
    key_file(directory).write_text(content)

    (problem,) = problems(directory)
    assert "is no key: 32 bytes" in problem


def test_empty_or_missing_ring_says_how_to_make_a_key(directory: Path) -> None:
    with pytest.raises(KeysUnusable, match=r"Make one: manage\.py add_key empty"):
        ring("empty")


def test_ring_that_few_need_stops_only_who_asks_for_it(directory: Path) -> None:
    for path in (directory / "pins").iterdir():
        path.unlink()

    require(directory)
    with pytest.raises(KeysUnusable, match=r"Make one: manage\.py add_key pins"):
        require(directory, ["limits", "pins"])


@pytest.mark.parametrize(
    ("surface", "also"),
    [
        ("public", ("pins", "certificates")),
        ("all", ("pins", "certificates", "factors")),
        ("staff", ("factors",)),
        ("aerzteteam", ()),
    ],
)
def test_surface_where_people_sign_in_needs_what_they_are_checked_against(surface: str, also: tuple[str, ...]) -> None:
    assert needed_by(surface) == ("limits", "forms", *also)


@given(one=texts, other=texts)
def test_mac_is_equal_for_equal_parts_only(one: list[str], other: list[str]) -> None:
    assert (mac(KEY, "p", *one) == mac(KEY, "p", *other)) == (one == other)


def test_mac_differs_by_key_and_purpose() -> None:
    assert len({mac(KEY, "p", "ab"), mac(ANOTHER, "p", "ab"), mac(KEY, "q", "ab"), mac(KEY, "p", "a", "b")}) == 4


def test_secret_stays_out_of_logs(directory: Path) -> None:
    assert repr(KEY) == "Key(kid='a')"
