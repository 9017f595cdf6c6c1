"""What waits on the desks of all rooms, for the first page of the staff area; the project's own: timers that are late.

A room offers ``figures(user, now)`` in a module ``desk_figures``, each for who may see it, in few queries.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ikk_portal.platform.desk_figures import Figure
from ikk_portal.platform.room_modules import modules_called
from ikk_portal.platform.timers import late
from ikk_portal.timers import declared_timers


def current_figures(user: Any, now: datetime) -> Iterator[Figure]:
    """Yield the figures of all rooms that ``user`` may see, the project's own last."""
    for room in modules_called("desk_figures", but=__name__):
        yield from room.figures(user, now)
    yield from _late_timers(now)


def _late_timers(now: datetime) -> Iterator[Figure]:
    """Yield one figure if timers are late: whoever sees it calls the technical operators."""
    if names := sorted(late(declared_timers(), now)):
        note = f"Bitte sagen Sie der technischen Betreuung Bescheid: {', '.join(names)}"
        yield Figure(len(names), "Überfällige automatische Läufe", note, is_urgent=True)
