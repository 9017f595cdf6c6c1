"""Turns at the paper engine: few at once, a crowd of limited size, and no crowd in the way of another."""

import time
from contextlib import ExitStack

import pytest

from ikk_portal.platform.host_slots import NoSlotFree, slot
from letters import turns
from letters.turns import AT_ONCE, CROWD, turn


def test_crowd_that_is_too_large_is_sent_away_at_once_and_the_other_one_gets_its_turn() -> None:
    with ExitStack() as crowd:
        for _ in range(CROWD):
            crowd.enter_context(slot("document-wanted", slots=CROWD, patience=1))
        begun = time.monotonic()
        with pytest.raises(NoSlotFree), turn("document"):
            pass
        assert time.monotonic() - begun < turns.PATIENCE / 2
        with turn("letter"):
            pass


def test_papers_at_once_are_counted_for_all_crowds_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with ExitStack() as busy:
        for _ in range(AT_ONCE):
            busy.enter_context(turn("letter"))
        with pytest.raises(NoSlotFree), turn("document"):
            pass
    with turn("document"):
        pass
