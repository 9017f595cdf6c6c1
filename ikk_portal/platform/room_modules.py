"""Modules that any room may have for others to collect, each under one name: ``alarms``, ``figures``, ``grants`` …"""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def modules_called(name: str, *, but: str = "") -> Iterator[ModuleType]:
    """Yield the module ``name`` of every app that has one, in the order of INSTALLED_APPS.

    ``but`` is the path of one that is left out: the collector's own, where it bears the same name.
    """
    for config in apps.get_app_configs():
        path = f"{config.name}.{name}"
        if path != but and module_has_submodule(config.module, name):
            yield import_module(path)
