"""A telephone number as people write it, for questions that are answered by a call."""

import re
from typing import Any

from django import forms

_SIGNS = re.compile(r"[0-9 ()/.\-]+")
_SHORTEST, _LONGEST = 6, 15  # digits; ITU-T E.164 allows 15


class PhoneField(forms.CharField):
    """Takes a number with or without country code. Cleans to what was typed, without doubled blanks."""

    def __init__(self, *, missing: str, **options: Any) -> None:
        """Take what is said where nothing was typed."""
        attrs = {"autocomplete": "tel", "spellcheck": "false"}
        super().__init__(
            widget=forms.TextInput(attrs={"type": "tel", **attrs}),
            error_messages={"required": missing},
            **options,
        )

    def to_python(self, value: Any) -> str:
        text = " ".join(str(super().to_python(value)).split())
        if not text:
            return ""
        if not _SIGNS.fullmatch(text.removeprefix("+")):
            raise forms.ValidationError(
                "Eine Telefonnummer besteht aus Ziffern, zum Beispiel 0221 4710 123. Bitte lassen Sie Wörter weg.",
                code="invalid",
            )
        if not _SHORTEST <= sum(map(str.isdigit, text)) <= _LONGEST:
            raise forms.ValidationError(
                "Bitte geben Sie die Nummer mit Vorwahl ein, zum Beispiel 0221 4710 123.", code="invalid"
            )
        return text
