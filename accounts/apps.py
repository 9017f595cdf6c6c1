"""App configuration of the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "PIN-Briefe und Zugänge"
