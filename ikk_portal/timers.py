"""The time-driven commands of all rooms."""

from datetime import timedelta
from importlib import import_module, util

from django.apps import apps


def declared_timers() -> dict[str, timedelta]:
    """Collect the rooms' ``TIMERS``: command -> after how long without success it is late."""
    timers: dict[str, timedelta] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.timers"
        if name != __name__ and util.find_spec(name) is not None:
            timers.update(import_module(name).TIMERS)
    return timers
