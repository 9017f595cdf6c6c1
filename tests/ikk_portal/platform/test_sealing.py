"""What forms carry from page to page can be neither read nor changed, and not carried elsewhere."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikk_portal.platform import keys
from ikk_portal.platform.sealing import SealBroken, seal, unseal

AGE = timedelta(hours=1)


@given(st.dictionaries(st.text(), st.text() | st.booleans() | st.integers()))
def test_what_is_sealed_comes_back(content: dict[str, Any]) -> None:
    assert unseal("form", seal("form", content), max_age=AGE) == content


def test_seal_says_nothing_and_is_never_the_same() -> None:
    first, second = seal("form", {"number": "A123456780"}), seal("form", {"number": "A123456780"})

    assert first != second
    assert "A123456780" not in first


@given(st.text())
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SealBroken):
        unseal("form", text, max_age=AGE)


@pytest.mark.parametrize("position", [0, 10, 40, -10])
def test_one_changed_character_breaks_the_seal(position: int) -> None:
    text = seal("form", {"number": "A123456780"})
    changed = list(text)
    changed[position] = "A" if changed[position] != "A" else "B"

    with pytest.raises(SealBroken):
        unseal("form", "".join(changed), max_age=AGE)


def test_seal_holds_for_its_purpose_only() -> None:
    with pytest.raises(SealBroken):
        unseal("other form", seal("form", {}), max_age=AGE)


def test_seal_ends() -> None:
    text = seal("form", {})

    assert unseal("form", text, max_age=timedelta(0)) == {}
    with pytest.raises(SealBroken):
        unseal("form", text, max_age=timedelta(seconds=-1))


def test_older_key_still_opens_and_the_newest_seals(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_DIRECTORY = tmp_path
    keys.add_key(tmp_path, "forms")
    before = seal("form", {"a": 1})
    (old,) = (tmp_path / "forms").iterdir()
    newest = tmp_path / "forms" / "99990101-new"
    newest.write_text("ab" * 32 + "\n")
    newest.chmod(0o600)
    keys._read.cache_clear()

    assert unseal("form", before, max_age=AGE) == {"a": 1}
    after = seal("form", {"a": 2})
    old.unlink()
    keys._read.cache_clear()
    assert unseal("form", after, max_age=AGE) == {"a": 2}
    with pytest.raises(SealBroken):
        unseal("form", before, max_age=AGE)
