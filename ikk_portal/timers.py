"""The time-driven commands of all rooms."""

from datetime import timedelta

from ikk_portal.platform.room_modules import modules_called


def declared_timers() -> dict[str, timedelta]:
    """Collect the rooms' ``TIMERS``: command -> after how long without success it is late."""
    timers: dict[str, timedelta] = {}
    for room in modules_called("timers", but=__name__):
        timers.update(room.TIMERS)
    return timers
