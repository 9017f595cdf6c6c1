"""What the sign-in asks: input -> credentials. Nothing here knows whether a number is known, or a PIN right."""

import re
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.views.decorators.debug import sensitive_variables

from accounts.actions.sign_in import Credentials
from accounts.models.registration import Kind
from accounts.pins import parse_pin, parse_unlock_code
from bestand.forms import NumberField
from bestand.numbers import Betriebsnummer, InvalidNumber, Versichertennummer

_PIN_FORM = "Die PIN hat 8 Ziffern. Sie steht auf dem jüngsten Brief, den Sie von uns bekommen haben."
_IS_UNLOCK_CODE = "Das ist der Entsperrcode. Hier wird die PIN gebraucht: die 8 Ziffern auf demselben Brief."
_IS_PIN = "Das ist die PIN. Hier wird der Entsperrcode gebraucht: die 18 Ziffern auf demselben Brief."
_CODE_EXAMPLE = "482 015 967 330 741 268".replace(" ", "\N{NO-BREAK SPACE}")
_CODE_FORM = (
    f"Der Entsperrcode hat 18 Ziffern, zum Beispiel {_CODE_EXAMPLE}. Er steht auf demselben Brief wie Ihre PIN."
)
_CODE_LENGTH = (
    "Der Entsperrcode hat 18 Ziffern, eingegeben haben Sie {}. Bitte vergleichen Sie Gruppe für Gruppe mit dem Brief."
)


@dataclass(frozen=True)
class TypedNumber:
    """What was typed as a number: read, or with the reason why it cannot be one."""

    kind: str
    value: str = field(repr=False)
    fault: str = ""


class SignInNumberField(NumberField):
    """Takes either number. What is no number is not refused here: it goes the way of a wrong one, and costs as much."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {**super().widget_attrs(widget), "autocomplete": "username"}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            number = self.reads(str(value))
        except InvalidNumber as invalid:
            typed = re.sub(r"[\W_]", "", str(value).upper())[:30]
            return TypedNumber(Kind.EMPLOYER if typed.isdigit() else Kind.INSURED, typed, invalid.message)
        return TypedNumber(_KINDS[type(number)], number.value)


_KINDS = {Versichertennummer: Kind.INSURED, Betriebsnummer: Kind.EMPLOYER}


class SignIn(forms.Form):
    """Number and PIN; which kind of number it is tells the number itself."""

    number = SignInNumberField()
    pin = forms.CharField(
        label="PIN",
        help_text="8 Ziffern aus unserem Brief, mit oder ohne Leerzeichen.",
        widget=forms.PasswordInput(
            render_value=True,
            attrs={"inputmode": "numeric", "autocomplete": "current-password", "spellcheck": "false"},
        ),
        error_messages={"required": "Bitte geben Sie Ihre PIN ein."},
    )

    @sensitive_variables()
    def credentials(self) -> Credentials:
        """Return what was typed, as far as it can be read; the form is valid."""
        number = self.cleaned_data["number"]
        return Credentials(kind=number.kind, number=number.value, pin=parse_pin(self.cleaned_data["pin"]) or "")

    @sensitive_variables()
    def refuse(self, message: str) -> None:
        """Say that it did not fit, and beside a field why it cannot; a PIN that was none is left to be mended."""
        self.add_error(None, message)
        typed = self.cleaned_data
        if typed["number"].fault:
            self.add_error("number", typed["number"].fault)
        if not parse_pin(self.cleaned_data["pin"]):
            self.add_error("pin", _IS_UNLOCK_CODE if parse_unlock_code(self.cleaned_data["pin"]) else _PIN_FORM)
        elif "number" not in self.errors:
            self.data = {"number": self.data["number"], "pin": ""}


class UnlockCode(forms.Form):
    """The Entsperrcode alone."""

    unlock_code = forms.CharField(
        label="Entsperrcode",
        help_text=f"18 Ziffern, zum Beispiel {_CODE_EXAMPLE}, mit oder ohne Leerzeichen. "
        "Sie stehen auf demselben Brief wie Ihre PIN.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Bitte geben Sie den Entsperrcode ein."},
    )

    @sensitive_variables()
    def clean_unlock_code(self) -> str:
        typed = self.cleaned_data["unlock_code"]
        code = parse_unlock_code(typed)
        if code is None:
            raise forms.ValidationError(_what_is_wrong_with(typed))
        return code


@sensitive_variables()
def _what_is_wrong_with(typed: str) -> str:
    """Return why this is no Entsperrcode; among so many digits, one too few is best counted by a machine."""
    if parse_pin(typed):
        return _IS_PIN
    count = len(re.findall(r"\d", typed))
    return _CODE_FORM if count in (0, 18) else _CODE_LENGTH.format(count)


class OwnIkk(forms.Form):
    """Which of the own IKKs the pages are to speak for."""

    ikk = forms.ChoiceField(
        label="Für welche IKK möchten Sie etwas erledigen?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie eine IKK aus.",
            "invalid_choice": "Bitte wählen Sie eine der IKKs aus.",
        },
    )

    def __init__(self, *args: Any, regions: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ikk"].choices = [(region.slug, region.name) for region in regions]  # type: ignore[attr-defined]
