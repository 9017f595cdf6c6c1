"""What is typed at the shelf: deliveries, counts, and from when on to warn."""

from typing import Any
from uuid import uuid4

from django import forms

MOST_COPIES = 100_000
_AT_LEAST_ONE = "Bitte geben Sie eine Anzahl von 1 bis 100.000 ein."
_FROM_NOTHING = "Bitte geben Sie eine Anzahl von 0 bis 100.000 ein."
_CODES = ("required", "invalid", "min_value", "max_value")


def _copies(label: str, at_least: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=at_least,
        max_value=MOST_COPIES,
        error_messages=dict.fromkeys(_CODES, _AT_LEAST_ONE if at_least else _FROM_NOTHING),
        widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
    )


class DeliveryForm(forms.Form):
    """Copies that the printer's has delivered; the key makes two clicks one delivery."""

    copies = _copies("Gelieferte Exemplare", 1)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class CountForm(forms.Form):
    """Copies that were counted, and how many there should have been."""

    counted = _copies(
        "Gezählte Exemplare",
        0,
        "Alle im Haus, auch die, die für offene Bestellungen schon bereitliegen.",
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class TermsForm(forms.Form):
    """From when on to warn, and whether the brochure stands in the catalogue of the IKK."""

    warn_below = _copies("Warnen unter (Exemplare)", 0)
    is_offered = forms.TypedChoiceField(
        label="Im Angebot",
        choices=[
            (True, "Ja: Die Broschüre steht im Katalog Ihrer IKK"),
            (False, "Nein: Sie steht nicht im Katalog und kann nicht bestellt werden"),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, ob die Broschüre im Katalog Ihrer IKK steht."},
    )


FORMS: dict[str, Any] = {"deliver": DeliveryForm, "count": CountForm, "terms": TermsForm}
