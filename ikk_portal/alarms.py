"""What should wake somebody up, from all rooms."""

from collections.abc import Iterator
from datetime import datetime

from ikk_portal.platform.room_modules import modules_called


def current_alarms(now: datetime) -> Iterator[str]:
    """Yield one line for each alarm that a room's ``alarms.alarms`` raises."""
    for room in modules_called("alarms", but=__name__):
        yield from room.alarms(now)
