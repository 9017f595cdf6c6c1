"""What is sent along when many orders are worked on together, and where labels begin on their sheet."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest

from letters.labels import GEOMETRY, LABELS_PER_PDF, MOST_OFFSET, Format, Placing

SESSION_KEY = "label_placing"
_MOST = Decimal(str(MOST_OFFSET))
_OFFSET = f"Bitte geben Sie Millimeter von -{MOST_OFFSET:g} bis {MOST_OFFSET:g} ein, zum Beispiel 0,5."
_FORMATS = {
    Format.ZWECKFORM_3474: "Avery Zweckform 3474: 24 Etiketten, 70 × 37 mm",
    Format.L7163: "Avery Zweckform L7163: 14 Etiketten, 99,1 × 38,1 mm",
}


class OrdersForm(forms.Form):
    """The keys of the chosen orders in one hidden field: a thousand fields are more than a form may have."""

    orders = forms.CharField(widget=forms.HiddenInput)

    def clean_orders(self) -> list[UUID]:
        keys = self.cleaned_data["orders"].split(",")
        if len(keys) > LABELS_PER_PDF:
            raise forms.ValidationError("too many")
        try:
            return [UUID(key) for key in keys]
        except ValueError:
            raise forms.ValidationError("made by hand") from None


class OffsetField(forms.DecimalField):
    """Millimetres with a comma, empty for none."""

    def __init__(self, **kwargs: Any) -> None:
        messages = dict.fromkeys(("invalid", "min_value", "max_value", "max_decimal_places", "max_digits"), _OFFSET)
        super().__init__(
            required=False,
            localize=True,
            min_value=-_MOST,
            max_value=_MOST,
            decimal_places=1,
            error_messages=messages,
            widget=forms.TextInput(attrs={"class": "vIntegerField", "inputmode": "text", "autocomplete": "off"}),
            **kwargs,
        )

    def clean(self, value: Any) -> Decimal:
        return super().clean(value) or Decimal(0)


class PlacingForm(forms.Form):
    """Which sheets lie in the printer, where they begin, and how far the printer is off."""

    format = forms.ChoiceField(
        label="Etikettenbogen",
        choices=list(_FORMATS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, welche Bogen im Drucker liegen."},
    )
    start = forms.IntegerField(
        label="Erstes freies Etikett",
        help_text="Auf einem angebrochenen Bogen: Zählen Sie Zeile für Zeile von links nach rechts. Sonst 1.",
        min_value=1,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
    )
    offset_x = OffsetField(
        label="Nach rechts verschieben (mm)",
        help_text="Nur wenn der Drucker seitlich versetzt druckt. Nach links: mit Minus, zum Beispiel -0,5.",
    )
    offset_y = OffsetField(
        label="Nach unten verschieben (mm)",
        help_text="Nur wenn der Drucker in der Höhe versetzt druckt. Nach oben: mit Minus.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = "Bitte geben Sie die Nummer des ersten freien Etiketts ein, auf einem neuen Bogen 1."
        self.fields["start"].error_messages.update(required=wrong, invalid=wrong, min_value=wrong)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "format" in data and "start" in data:
            most = GEOMETRY[Format(data["format"])].per_sheet
            if data["start"] > most:
                self.add_error("start", f"Dieser Bogen hat {most} Etiketten. Bitte geben Sie 1 bis {most} ein.")
        return data

    @property
    def placing(self) -> Placing:
        data = self.cleaned_data
        return Placing(Format(data["format"]), data["start"], float(data["offset_x"]), float(data["offset_y"]))


def kept_placing(request: HttpRequest) -> dict[str, Any]:
    """Return sheets and offsets as the person has set them last in this session."""
    return {"format": Format.ZWECKFORM_3474.value, **request.session.get(SESSION_KEY, {})}


def keep_placing(request: HttpRequest, placing: Placing) -> None:
    """Keep sheets and offsets for the next print: the printer stays the same, the first free label does not."""
    offsets = {"offset_x": placing.offset_x or "", "offset_y": placing.offset_y or ""}
    request.session[SESSION_KEY] = {"format": placing.format.value, **offsets}
