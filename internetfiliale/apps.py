"""App configuration of the room."""

from django.apps import AppConfig


class InternetfilialeConfig(AppConfig):
    name = "internetfiliale"
    verbose_name = "Internetfiliale"

    def ready(self) -> None:
        from internetfiliale import checks  # noqa: F401  (registers itself)
