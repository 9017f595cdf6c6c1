"""The demo's stand-in for the core system: opens, says what it would do, answers after a while."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import User
from ikk_portal import demo_core_system
from internetfiliale.models import Case, Notice
from regions.models import Region
from tests.internetfiliale.cases import anna, ran, submitted

pytestmark = pytest.mark.django_db
__all__ = ["anna"]


@pytest.fixture
def house(settings: Any, tmp_path: Path) -> Path:
    """The house of a stand-in to whose key this process seals."""
    house = tmp_path / "core-system"
    settings.CORE_SYSTEM_PUBLIC_KEY = demo_core_system.kept_key(house)
    for name, value in demo_core_system.exchange(house).items():
        setattr(settings, name, value)
    return house


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let half a minute pass."""

    def passes() -> None:
        then = timezone.now() + timedelta(seconds=30)
        monkeypatch.setattr(timezone, "now", lambda: then)

    return passes


def looked() -> list[str]:
    """Run what the demo's timers run in one round; return what the stand-in has said."""
    ran("hand_over_cases")
    said = ran("demo_core_system")
    ran("import_case_status")
    return said.splitlines()


@pytest.mark.parametrize(("postcode", "state"), [("50674", "done"), ("99999", "sent_back")])
def test_case_moves_on_while_one_watches(
    anna: User, house: Path, later: Callable[[], None], postcode: str, state: str
) -> None:
    answers = {"street": "Neue Straße 5", "postcode": postcode}
    number = submitted(anna, Region.objects.get(slug="rheinland"), answers=answers).number

    assert looked() == [f"{number}: Brief an die bisherige Anschrift, dann anschrift (street, postcode)"]
    assert Case.objects.get().state == "handed_over"
    assert looked() == []
    later()
    assert looked() == [f"{number}: {state}"]
    assert Case.objects.get().state == state
    assert looked() == []

    assert sorted(Notice.objects.values_list("kind", flat=True)) == sorted(["received", state])
    assert [path.name for path in (house / "inbox").iterdir()] == ["INBOX"]
    assert list((house / "answers").iterdir()) == []
    kept = (house / "cases" / f"{number}.json").read_text()
    assert sorted(json.loads(kept)) == ["answered", "case", "taken_at", "verdict"]


def test_second_copy_of_a_case_goes_unread(anna: User, rheinland: Region, house: Path) -> None:
    number = submitted(anna, rheinland, letter_before_change=False, answers={}).number
    ran("hand_over_cases")
    sealed = (house / "inbox" / f"{number}.age").read_bytes()
    assert ran("demo_core_system") == f"{number}: anschrift (ohne Angaben)\n"
    (house / "inbox" / f"{number}.age").write_bytes(sealed)

    assert ran("demo_core_system") == ""
    assert [path.name for path in (house / "inbox").iterdir()] == ["INBOX"]


def test_what_was_sealed_to_another_key_is_laid_aside(house: Path) -> None:
    other = pyrage.x25519.Identity.generate().to_public()
    (house / "inbox" / "V-7KQ2-M9XD.age").write_bytes(pyrage.encrypt(b"{}", [other]))

    assert ran("demo_core_system") == f"V-7KQ2-M9XD: cannot be opened; laid aside in {house / 'refused'}\n"

    assert [path.name for path in (house / "refused").iterdir()] == ["V-7KQ2-M9XD.age"]


def test_key_is_made_once_and_is_nobody_elses(house: Path) -> None:
    key = house / "private-key"

    assert demo_core_system.kept_key(house) == str(pyrage.x25519.Identity.from_str(key.read_text().strip()).to_public())
    assert oct(key.stat().st_mode & 0o777) == "0o600"
    assert oct(house.stat().st_mode & 0o777) == "0o700"


def test_stand_in_is_for_the_demo_only(house: Path, settings: Any) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="demo only"):
        ran("demo_core_system")
