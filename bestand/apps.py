"""App configuration of the room."""

from django.apps import AppConfig


class BestandConfig(AppConfig):
    name = "bestand"
    verbose_name = "Bestand"
