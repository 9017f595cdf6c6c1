"""Time-driven commands of the room, and after how long without success each is late."""

from datetime import timedelta

TIMERS = {
    "match_registrations": timedelta(minutes=15),
    "expire_pin_letters": timedelta(hours=3),
    "close_accounts": timedelta(hours=26),
}
