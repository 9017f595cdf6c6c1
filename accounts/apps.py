"""App configuration of the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "PIN-Briefe und Zugänge"

    def ready(self) -> None:
        from accounts import checks  # noqa: F401  (registers itself)
