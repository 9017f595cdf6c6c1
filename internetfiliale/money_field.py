"""An amount in euros as people write it: "3.000,50", "3000.5" or "3 000 €"."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format

_GERMAN = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?|[0-9]+(?:,[0-9]{1,2})?")
_WITH_POINT = re.compile(r"[0-9]+\.[0-9]{1,2}")


class EuroField(forms.Field):
    """Takes an amount up to ``most``. Cleans to a ``Decimal`` with two places, more than nothing."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "spellcheck": "false"})

    def __init__(self, *, missing: str, most: Decimal, **options: Any) -> None:
        """Take what is said where nothing was typed, and the limit."""
        super().__init__(error_messages={"required": missing}, **options)
        self._most = most

    def to_python(self, value: Any) -> Decimal | None:
        text = re.sub(r"\s|€|euro|eur", "", str(value or ""), flags=re.IGNORECASE)
        if not text:
            return None
        if _GERMAN.fullmatch(text):
            amount = Decimal(text.replace(".", "").replace(",", "."))
        elif _WITH_POINT.fullmatch(text):
            amount = Decimal(text)
        else:
            raise forms.ValidationError(
                "Bitte geben Sie einen Betrag in Euro ein, zum Beispiel 2.850,00.", code="invalid"
            )
        if not 0 < amount <= self._most:
            limit = number_format(self._most, 0, use_l10n=True, force_grouping=True)
            raise forms.ValidationError(
                f"Bitte geben Sie einen Betrag von 0,01 bis {limit} Euro ein.", code="out_of_range"
            )
        return amount.quantize(Decimal("0.01"))
