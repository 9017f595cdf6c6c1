"""Whose turn it is to make a paper that somebody waits for: few at once on one machine, whatever page asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from ikk_portal.platform.host_slots import slot

AT_ONCE = 2  # papers made on one machine, for all pages together
PATIENCE = 5.0  # seconds that somebody waits for a turn
CROWD = 4  # made or waited for: half of the threads that ``deploy/gunicorn.conf.py`` has; the rest serves pages


@contextmanager
def turn(crowd: str) -> Iterator[None]:
    """Hold a turn while the block makes a paper.

    Args:
        crowd: who waits together. Another crowd may be as large, so that a flood of one keeps no other from waiting.

    Raises:
        NoSlotFree: the crowd is too large already, or nobody was done in time; nothing was made.
    """
    with slot(f"{crowd}-wanted", slots=CROWD, patience=0), slot("letter", slots=AT_ONCE, patience=PATIENCE):
        yield
