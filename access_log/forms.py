"""Which days and which IKK the desk of the statistics shows."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.formats import date_format

from access_log.published import Period

LONGEST = 731  # days: two years with a leap day
ALL = "alle"
_USUAL = 28  # days shown if nobody asks for others: whole weeks, as are those before
#: Days up to the newest one, to be chosen with one click.
_OFTEN = {"Letzte 4 Wochen": _USUAL, "Letzte 13 Wochen": 91, "Letzte 52 Wochen": 364, "Letzte 2 Jahre": LONGEST - 1}


class DayInput(forms.DateInput):
    """The browser's calendar; a field for text where it would hide what was typed."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the template draws."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if value and not _is_written_like_a_calendar(str(value)):
            context["widget"]["type"] = "text"
        return context


def _is_written_like_a_calendar(text: str) -> bool:
    with suppress(ValueError):
        return f"{date.fromisoformat(text)}" == text
    return False


class PeriodForm(forms.Form):
    """A period and an IKK, in the address; without one the last four weeks and all IKKs."""

    von = forms.DateField(label="Von")
    bis = forms.DateField(label="Bis einschließlich")
    ikk = forms.ChoiceField(label="IKK")

    def __init__(self, data: Mapping[str, str], *, regions: Mapping[str, str], own: str, known: Period) -> None:
        """Offer the IKKs (slug -> name) that somebody may look at; somebody of one IKK has no choice.

        ``known`` runs from the first to the last day of which something is published.
        """
        newest = known.last
        usual = {"von": f"{newest - timedelta(days=_USUAL - 1)}", "bis": f"{newest}", "ikk": ALL}
        super().__init__({**usual, **data})
        self._own, self._known = own, known
        for name in ("von", "bis"):
            field = self.fields[name]
            field.widget = DayInput(format="%Y-%m-%d")
            field.error_messages["required"] = "Bitte geben Sie einen Tag an."
            field.error_messages["invalid"] = "Bitte geben Sie den Tag so ein: 26.11.2026."
        choice = self.fields["ikk"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101  (declared above)
        choice.choices = [(ALL, "Alle IKKs"), *regions.items()]
        choice.error_messages["invalid_choice"] = "Diese IKK gibt es nicht. Bitte wählen Sie eine aus der Liste."
        if own:
            del self.fields["ikk"]

    def clean(self) -> dict[str, Any]:
        """Refuse what is no period, and days that nobody has counted: they would read as days without a page view."""
        cleaned: dict[str, Any] = self.cleaned_data
        if {"von", "bis"} <= set(cleaned):
            first, last = self.period
            oldest, newest = (date_format(day, "j. F Y") for day in self._known)
            if first > last:
                self.add_error("bis", "Das Ende liegt vor dem Anfang. Bitte wählen Sie einen späteren Tag.")
            elif (last - first).days >= LONGEST:
                self.add_error("von", "Höchstens zwei Jahre auf einmal. Bitte wählen Sie einen späteren Anfang.")
            elif last > self._known.last:
                self.add_error("bis", f"Zahlen gibt es bis zum {newest}. Bitte wählen Sie keinen späteren Tag.")
            elif last < self._known.first:
                self.add_error("bis", f"Zahlen gibt es ab dem {oldest}. Bitte wählen Sie keinen früheren Tag.")
        return cleaned

    @property
    def period(self) -> Period:
        """The days asked for, of a valid form."""
        return Period(self.cleaned_data["von"], self.cleaned_data["bis"])

    @property
    def often(self) -> list[tuple[str, str]]:
        """Name and query of the periods that are often asked for, each for the IKK that is shown."""
        shown, newest = {"ikk": self.region} if self.region and not self._own else {}, self._known.last
        return [
            (name, urlencode({"von": newest - timedelta(days=days - 1), "bis": newest, **shown}))
            for name, days in _OFTEN.items()
        ]

    @property
    def region(self) -> str:
        """The slug of the IKK asked for, or of the own one; nothing for all, and where the form is not valid."""
        asked = self.cleaned_data.get("ikk", ALL)
        return self._own or ("" if asked == ALL else asked)
