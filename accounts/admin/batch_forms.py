"""Forms of the desk of batches: a reason, sheets from one number to another, and the counts before the post."""

from typing import Any

from django import forms

from accounts.actions import CountsDiffer, check_counts
from accounts.models import PrintBatch, PrintPart

_TEXT = {"class": "vTextField", "autocomplete": "off"}
_NUMBER = {"class": "vIntegerField", "inputmode": "numeric", "autocomplete": "off"}
_NO_NUMBER = {
    "required": "Bitte tragen Sie eine Zahl ein; 0, wenn es keines gibt.",
    "invalid": "Bitte tragen Sie eine ganze Zahl ein, zum Beispiel 12.",
    "min_value": "Bitte tragen Sie eine ganze Zahl ein, zum Beispiel 12.",
}


class ReasonForm(forms.Form):
    """Why a batch is dissolved or refused."""

    note = forms.CharField(
        label="Grund",
        help_text="Ein Satz, zum Beispiel „Briefe ins Ausland in einen eigenen Stapel“. Bitte keine Namen und Nummern.",
        max_length=200,
        widget=forms.TextInput(attrs=_TEXT),
        error_messages={
            "required": "Bitte schreiben Sie in einem Satz, warum.",
            "max_length": "Bitte kürzen Sie den Grund auf 200 Zeichen.",
        },
    )


class MisprintForm(forms.Form):
    """The spoiled sheets of one part, which lie one upon the other."""

    from_sheet = forms.IntegerField(
        label="Von Blatt", min_value=1, widget=forms.TextInput(attrs=_NUMBER), error_messages=_NO_NUMBER
    )
    to_sheet = forms.IntegerField(
        label="Bis Blatt",
        help_text="Bei einem einzelnen Blatt dieselbe Zahl noch einmal.",
        min_value=1,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages=_NO_NUMBER,
    )

    def __init__(self, *args: Any, part: PrintPart, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part = part
        for field in self.fields.values():
            message = f"Bitte tragen Sie höchstens {part.sheets} ein: Mehr Blätter hat Teil {part.number} nicht."
            field.error_messages = {**field.error_messages, "max_value": message}

    def clean(self) -> None:
        for name in self.fields:
            if self.cleaned_data.get(name, 0) > self.part.sheets:
                self.add_error(name, self.fields[name].error_messages["max_value"])
        first, last = self.cleaned_data.get("from_sheet"), self.cleaned_data.get("to_sheet")
        if first and last and last < first:
            self.add_error("to_sheet", f"Bitte tragen Sie eine Zahl ab {first} ein: das letzte fehlerhafte Blatt.")


class CountsForm(forms.Form):
    """What somebody has counted before the envelopes leave the house."""

    enveloped = forms.IntegerField(
        label="Kuvertiert",
        help_text="So viele Blätter stecken in Umschlägen.",
        min_value=0,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages=_NO_NUMBER,
    )
    spoiled = forms.IntegerField(
        label="Vernichtet",
        help_text="So viele Blätter haben Sie vernichtet: Fehldrucke, ungeklärte und verworfene.",
        min_value=0,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages=_NO_NUMBER,
    )

    def __init__(self, *args: Any, batch: PrintBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch

    def clean(self) -> None:
        if self.errors:
            return
        try:
            check_counts(self.batch, **self.cleaned_data)
        except CountsDiffer as differ:
            self._say_what_was_expected(differ)

    def _say_what_was_expected(self, expected: CountsDiffer) -> None:
        if self.cleaned_data["enveloped"] != expected.enveloped:
            self.add_error(
                "enveloped",
                f"In Umschläge gehören nach dem Druck: {expected.enveloped}. Bitte zählen Sie noch einmal. "
                "Fehlt ein Blatt, melden Sie es bei seinem Teil als Fehldruck.",
            )
        if self.cleaned_data["spoiled"] != expected.spoiled:
            self.add_error(
                "spoiled",
                f"Zu vernichten waren nach dem Druck: {expected.spoiled}. Haben Sie mehr vernichtet, melden Sie diese "
                "zuerst bei ihrem Teil als Fehldruck; haben Sie weniger, vernichten Sie die übrigen jetzt.",
            )
