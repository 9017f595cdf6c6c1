"""App configuration of the room."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "Inhalte und Stammdaten"
