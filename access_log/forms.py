"""Which days and which IKK the desk of the statistics shows."""

from datetime import date, timedelta
from typing import Any

from django import forms

from access_log.published import Period

LONGEST = 731  # days: two years with a leap day
_USUAL = 30  # days shown if nobody asks for others


class PeriodForm(forms.Form):
    """A period and an IKK, in the address. Empty fields mean the last 30 days and all IKKs."""

    von = forms.DateField(label="Von", required=False)
    bis = forms.DateField(label="Bis einschließlich", required=False)
    ikk = forms.ChoiceField(label="IKK", required=False)

    def __init__(self, data: Any, *, regions: dict[str, str], own: str, newest: date) -> None:
        """Offer the IKKs (slug -> name) that somebody may look at; somebody of one IKK has no choice."""
        self.own, self.newest = own, newest
        super().__init__(data)
        for name in ("von", "bis"):
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
            self.fields[name].error_messages["invalid"] = "Bitte geben Sie den Tag so ein: 26.11.2026."
        if own:
            del self.fields["ikk"]
        else:
            choice = self.fields["ikk"]
            assert isinstance(choice, forms.ChoiceField)  # noqa: S101  (declared above)
            choice.choices = [("", "Alle IKKs"), *regions.items()]
            choice.error_messages["invalid_choice"] = "Diese IKK gibt es nicht. Bitte wählen Sie eine aus der Liste."

    def clean(self) -> dict[str, Any]:
        """Refuse what is no period."""
        cleaned: dict[str, Any] = self.cleaned_data
        if self.errors:
            return cleaned
        first, last = self.period
        if first > last:
            self.add_error("bis", "Das Ende liegt vor dem Anfang. Bitte wählen Sie einen späteren Tag.")
        elif (last - first).days >= LONGEST:
            self.add_error("von", "Höchstens zwei Jahre auf einmal. Bitte wählen Sie einen späteren Anfang.")
        return cleaned

    @property
    def period(self) -> Period:
        """The days asked for; the usual ones where nothing, or nothing possible, was asked for."""
        cleaned = getattr(self, "cleaned_data", {})
        last = cleaned.get("bis") or self.newest
        return Period(cleaned.get("von") or last - timedelta(days=_USUAL - 1), last)

    @property
    def region(self) -> str:
        """The slug of the IKK asked for, or of the own one; nothing for all."""
        return self.own or getattr(self, "cleaned_data", {}).get("ikk", "")
