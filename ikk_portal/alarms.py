"""What should wake somebody up, from all rooms."""

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module, util

from django.apps import apps


def current_alarms(now: datetime) -> Iterator[str]:
    """Yield one line for each alarm that a room's ``alarms.alarms`` raises."""
    for config in apps.get_app_configs():
        name = f"{config.name}.alarms"
        if name != __name__ and util.find_spec(name) is not None:
            yield from import_module(name).alarms(now)
