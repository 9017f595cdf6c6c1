"""What somebody types from a certificate to check it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from internetfiliale.certificates.codes import folded, read_code
from internetfiliale.certificates.insurance import valid_until
from internetfiliale.form_fields import DayField


class _CodeField(forms.CharField):
    """Takes a code however it is typed; cleans to the form in which it is printed."""

    def clean(self, value: Any) -> str:
        code = read_code(super().clean(value))
        if code is None:
            raise forms.ValidationError(
                "Ein Code hat 16 Zeichen, Ziffern und Buchstaben ohne U, zum Beispiel 7KQ2-M9XD-4F8T-0ZPC. Bitte "
                "vergleichen Sie ihn mit der Bescheinigung."
            )
        return code


class _DateOfIssueField(DayField):
    """Takes the date of a certificate that can still be checked."""

    def __init__(self, **options: Any) -> None:
        missing = "Bitte geben Sie das Datum der Bescheinigung ein."
        super().__init__(missing=missing, earliest=timedelta(days=-93), latest=timedelta(0), **options)

    def _look_at_limits(self, meant: date) -> None:
        today = timezone.localdate()
        if meant > today:
            raise self._fault("Dieses Datum liegt in der Zukunft. Bitte prüfen Sie es.", 0, 1, 2)
        if (end := valid_until(meant)) < today:
            ended = date_format(end, "j. F Y")
            raise self._fault(
                f"Eine Bescheinigung von diesem Tag ließ sich nur bis zum {ended} prüfen. Bitte lassen Sie sich "
                "eine neue geben.",
                *range(3),
            )


class CheckForm(forms.Form):
    """Code, name and date; nothing of it is kept."""

    code = _CodeField(
        label="Code",
        help_text="16 Zeichen. Groß oder klein, mit oder ohne Striche: Das ist gleich.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={
            "required": "Bitte geben Sie den Code der Bescheinigung ein.",
            "max_length": "Ein Code hat 16 Zeichen. Bitte geben Sie nur den Code ein.",
            "null_characters_not_allowed": "Ein Code besteht aus Ziffern und Buchstaben.",
        },
    )
    name = forms.CharField(
        label="Name auf der Bescheinigung",
        help_text="Vorname und Nachname, wie sie dort stehen. Titel wie „Dr.“ können Sie weglassen.",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Bitte geben Sie den Namen ein, der auf der Bescheinigung steht.",
            "max_length": "Hier passen höchstens 200 Zeichen. Bitte geben Sie nur den Namen ein.",
            "null_characters_not_allowed": "Ein Name besteht aus Buchstaben.",
        },
    )
    issued_on = _DateOfIssueField(label="Datum der Bescheinigung", help_text="Zum Beispiel 26 11 2026")

    def clean_name(self) -> str:
        """Refuse what has nothing in it that counts."""
        name = str(self.cleaned_data["name"])
        if not folded(name):
            raise forms.ValidationError("Bitte geben Sie den Namen in Buchstaben ein.")
        return name
