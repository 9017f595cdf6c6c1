"""Time-driven commands of the room, and after how long without success each is late."""

from datetime import timedelta

TIMERS = {
    "load_access_log": timedelta(minutes=10),
    "aggregate_statistics": timedelta(hours=3),
}
