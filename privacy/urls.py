"""Addresses below /datenschutz/."""

from datetime import date

from django.urls import path, register_converter

from privacy import views

app_name = "privacy"


class DateConverter:
    """A day in ISO form: 2026-11-22."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DateConverter, "date")

urlpatterns = [
    path("", views.statement, name="statement"),
    path("archiv/", views.archive, name="archive"),
    path("archiv/<date:valid_from>/", views.version, name="version"),
]
