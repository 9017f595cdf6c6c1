"""Fields that several services ask for: a day, a line that can be printed on an envelope, a telephone number."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from accounts.forms import BirthDateWidget
from letters.address_window import is_writable, plain


class DayWidget(BirthDateWidget):
    """Three fields for day, month and year of a day that is no birth date."""

    _PARTS = (("Tag", "off", 2), ("Monat", "off", 2), ("Jahr", "off", 4))


class DayField(forms.Field):
    """Takes a day between two others. Cleans to a ``date``.

    ``earliest`` and ``latest`` are counted from today, which counts as the person reads the page.
    """

    widget = DayWidget

    def __init__(self, *, missing: str, earliest: timedelta, latest: timedelta, **options: Any) -> None:
        """Take what is said where nothing was typed, and the limits."""
        super().__init__(**options)
        self._missing, self._earliest, self._latest = missing, earliest, latest

    def clean(self, value: Any) -> date | None:
        texts = [str(part or "").strip().rstrip(".") for part in value or ("", "", "")]
        if not any(texts):
            if self.required:
                raise self._fault(self._missing, 0, 1, 2)
            return None
        meant = self._day(texts)
        self._look_at_limits(meant)
        return meant

    def _day(self, texts: list[str]) -> date:
        """Return the day that three parts name."""
        for index, (text, name) in enumerate(zip(texts, ("den Tag", "den Monat", "das Jahr"), strict=True)):
            if not re.fullmatch(r"[0-9]{4}" if index == 2 else r"[0-9]{1,2}", text):
                how = "mit vier Ziffern" if index == 2 else "in Ziffern"
                raise self._fault(f"Bitte geben Sie {name} {how} ein, zum Beispiel 15 12 2026.", index)
        day, month, year = map(int, texts)
        try:
            return date(year, month, day)
        except ValueError:
            raise self._fault("Diesen Tag gibt es nicht. Bitte prüfen Sie Tag und Monat.", 0, 1) from None

    def _look_at_limits(self, meant: date) -> None:
        today = timezone.localdate()
        first, last = today + self._earliest, today + self._latest
        if not first <= meant <= last:
            first_in_words, last_in_words = (date_format(day, "j. F Y") for day in (first, last))
            raise self._fault(
                f"Bitte geben Sie einen Tag vom {first_in_words} bis zum {last_in_words} ein. Geht es um einen anderen "
                "Tag, rufen Sie uns bitte an.",
                0,
                1,
                2,
            )

    def _fault(self, message: str, *parts: int) -> forms.ValidationError:
        self.widget.faulty = parts  # each form has its own copy of the widget
        return forms.ValidationError(message, code="invalid")


class PrintedLine(forms.CharField):
    """Takes one line that the letter font can print; cleans to it without doubled blanks."""

    def __init__(self, *, missing: str = "", longest: int = 80, autocomplete: str = "off", **options: Any) -> None:
        """Take what is said where nothing was typed; without it the line may be left out."""
        options.setdefault("widget", forms.TextInput())
        options["widget"].attrs.update({"autocomplete": autocomplete, "spellcheck": "false"})
        super().__init__(
            max_length=longest,
            required=bool(missing),
            error_messages={
                "required": missing,
                "max_length": f"Hier passen höchstens {longest} Zeichen. Bitte kürzen Sie.",
                "null_characters_not_allowed": "Hier steht ein Zeichen, das wir nicht drucken können.",
            },
            **options,
        )

    def to_python(self, value: Any) -> str:
        return plain(str(super().to_python(value)))

    def validate(self, value: str) -> None:
        super().validate(value)
        if not is_writable(value):
            raise forms.ValidationError(
                "Hier steht ein Zeichen, das wir nicht drucken können. Bitte schreiben Sie in lateinischen Buchstaben."
            )


class PhoneNumber(forms.CharField):
    """Takes a telephone number with its area code, as people write it; cleans to digits and blanks ("0221 4710 815").

    A number abroad keeps its "+".
    """

    _SEPARATORS = re.compile(r"[\s/().\u2010-\u2015-]+")
    _NUMBER = re.compile(r"(?:\+[1-9]|0)(?: ?[0-9]){5,14}")

    def __init__(self, *, missing: str, **options: Any) -> None:
        """Take what is said where nothing was typed."""
        super().__init__(
            widget=forms.TelInput(attrs={"autocomplete": "tel", "spellcheck": "false", "size": 20}),
            error_messages={"required": missing},
            **options,
        )

    def to_python(self, value: Any) -> str:
        return self._SEPARATORS.sub(" ", str(super().to_python(value))).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if re.search(r"[^0-9+ ]", value):
            raise forms.ValidationError("Bitte geben Sie die Nummer in Ziffern ein, zum Beispiel 0221 471081.")
        if not value.startswith(("0", "+")):
            raise forms.ValidationError("Bitte geben Sie die Nummer mit Vorwahl ein, zum Beispiel 0221 471081.")
        if not self._NUMBER.fullmatch(value):
            raise forms.ValidationError("Diese Telefonnummer kann es nicht geben. Bitte prüfen Sie sie.")
