"""Fields for the numbers of insured persons and employers; pages of several rooms use them."""

from typing import Any, ClassVar

from django import forms

from bestand.numbers import Betriebsnummer, InvalidNumber, Versichertennummer, recognise

Number = Versichertennummer | Betriebsnummer


class NumberField(forms.Field):
    """Takes either number and tells them apart by itself; cleans to the value object.

    A refused entry stays in the field as it was typed, and the message says what it is and where the right
    number stands. The error's code is the fault's, its parameter ``proposal`` what was probably meant.
    """

    name_and_help: ClassVar[tuple[str, str]] = (
        "Versichertennummer oder Betriebsnummer",
        "Versicherte: 10 Stellen, zum Beispiel A 000 500 015. Arbeitgeber: 8 Ziffern.",
    )
    inputmode: ClassVar[str] = "text"

    def __init__(self, **options: Any) -> None:
        name, help_text = self.name_and_help
        options.setdefault("label", name)
        options.setdefault("help_text", help_text)
        options.setdefault("error_messages", {"required": f"Bitte geben Sie Ihre {name} ein."})
        super().__init__(**options)

    def reads(self, text: str) -> Number:
        """Return the number that ``text`` names, or raise ``InvalidNumber``."""
        return recognise(text)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        """Keep phones and browsers from mending or keeping what is typed."""
        return {
            "inputmode": self.inputmode,
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }

    def to_python(self, value: Any) -> Number | None:
        """Return the number that ``value`` names; None where nothing was typed."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return self.reads(str(value))
        except InvalidNumber as invalid:
            raise forms.ValidationError(
                invalid.message, code=invalid.code, params={"proposal": invalid.proposal}
            ) from None


class VersichertennummerField(NumberField):
    """Takes the number of an insured person."""

    name_and_help = (
        "Versichertennummer",
        "Sie steht auf der Vorderseite Ihrer Gesundheitskarte, zum Beispiel A 000 500 015.",
    )

    def reads(self, text: str) -> Versichertennummer:
        return Versichertennummer.parse(text)


class BetriebsnummerField(NumberField):
    """Takes the number of an establishment."""

    name_and_help = ("Betriebsnummer", "Acht Ziffern, zum Beispiel 0991 2342.")
    inputmode = "numeric"

    def reads(self, text: str) -> Betriebsnummer:
        return Betriebsnummer.parse(text)
