"""Time-driven commands of the room, and after how long without success each is late."""

from datetime import timedelta

TIMERS = {"hand_over_cases": timedelta(minutes=30), "import_case_status": timedelta(hours=1)}
