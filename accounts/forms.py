"""The questions of the registration: input -> clean values. Nothing here knows whether a number is on file."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models.registration import LetterForm
from bestand.forms import BetriebsnummerField, VersichertennummerField

BirthDate = tuple[int, int, int]

LETTER_FORMS = (
    (LetterForm.NORMAL, "In normaler Schrift"),
    (LetterForm.LARGE, "In großer Schrift"),
    (LetterForm.READ_ALOUD, "Mit einem QR-Code, aus dem ein Smartphone die PIN vorlesen kann"),
)


class Applicant(forms.Form):
    """Who wants to register; sent by GET, so that each way has an address."""

    ANSWERS = (
        ("versicherte", "Ich bin bei einer IKK versichert"),
        ("arbeitgeber", "Ich bin Arbeitgeber"),
        ("vertretung", "Ich handle für eine andere Person: mit Vollmacht oder als Betreuerin oder Betreuer"),
        ("kinder", "Ich möchte mein Kind registrieren"),
        ("steuerberatung", "Ich berate Arbeitgeber in Steuerfragen oder rechne Löhne ab"),
    )

    wer = forms.ChoiceField(
        label="Wer sind Sie?",
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie aus, wer Sie sind.",
            "invalid_choice": "Bitte wählen Sie eine der Antworten aus.",
        },
    )


class BirthDateWidget(forms.MultiWidget):
    """Three fields for day, month and year; marks those that are wrong."""

    template_name = "accounts/birth_date_widget.html"
    use_fieldset = True

    _PARTS = (("Tag", "bday-day", 2), ("Monat", "bday-month", 2), ("Jahr", "bday-year", 4))
    _WHOLE = re.compile(r"\s*(\d{1,2})[.\s]+(\d{1,2})[.\s]+(\d{4})\s*")

    def __init__(self) -> None:
        super().__init__(
            [
                forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": autocomplete, "spellcheck": "false", "size": size}
                )
                for _, autocomplete, size in self._PARTS
            ]
        )
        self.faulty: tuple[int, ...] = ()

    def decompress(self, value: Any) -> list[Any]:
        return [None, None, None]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the three parts; a whole date in the first field is taken apart."""
        parts = super().value_from_datadict(data, files, name)
        whole = self._WHOLE.fullmatch(parts[0] or "")
        return list(whole.groups()) if whole and not any(parts[1:]) else parts

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for index, subwidget in enumerate(context["widget"]["subwidgets"]):
            subwidget["name_of_part"] = self._PARTS[index][0]
            subwidget["attrs"].pop("aria-invalid", None)
            if index in self.faulty:
                subwidget["attrs"]["aria-invalid"] = "true"
        return context

    def id_for_label(self, id_: str) -> str:
        """Return where the summary of errors leads to: the first part that is wrong."""
        return f"{id_}_{min(self.faulty, default=0)}"


class BirthDateField(forms.Field):
    """Takes a birth date as documents have it: day or month may be 00. Cleans to year, month, day."""

    widget = BirthDateWidget

    _OLDEST = 1890

    def clean(self, value: Any) -> BirthDate:
        texts = [str(part or "").strip().rstrip(".") for part in value or ("", "", "")]
        if not any(texts):
            raise self._fault("Bitte geben Sie Ihr Geburtsdatum ein.", 0, 1, 2)
        for index, (text, name) in enumerate(zip(texts, ("den Tag", "den Monat", "das Jahr"), strict=True)):
            if not text:
                raise self._fault(f"Bitte geben Sie auch {name} Ihrer Geburt ein.", index)
            if not re.fullmatch(r"[0-9]{1,4}", text):
                raise self._fault(f"Bitte geben Sie {name} in Ziffern ein, zum Beispiel 09 03 1954.", index)
        if len(texts[2]) != 4:
            raise self._fault("Bitte geben Sie das Jahr mit vier Ziffern ein, zum Beispiel 1954.", 2)
        day, month, year = map(int, texts)
        self._check(day, month, year)
        return year, month, day

    def _check(self, day: int, month: int, year: int) -> None:
        today = timezone.localdate()
        if month > 12:
            raise self._fault("Der Monat ist eine Zahl von 1 bis 12. Kennen Sie ihn nicht, geben Sie 00 ein.", 1)
        if day > 31:
            raise self._fault("Der Tag ist eine Zahl von 1 bis 31. Kennen Sie ihn nicht, geben Sie 00 ein.", 0)
        if not self._OLDEST <= year <= today.year:
            raise self._fault(f"Das Jahr liegt zwischen {self._OLDEST} und {today.year}. Bitte prüfen Sie es.", 2)
        if not day or not month:
            return
        try:
            born = date(year, month, day)
        except ValueError:
            raise self._fault(
                "Diesen Tag gibt es in diesem Monat nicht. Bitte prüfen Sie Tag und Monat.", 0, 1
            ) from None
        if born > today:
            raise self._fault("Dieses Datum liegt in der Zukunft. Bitte prüfen Sie es.", 0, 1, 2)

    def _fault(self, message: str, *parts: int) -> forms.ValidationError:
        self.widget.faulty = parts  # each form has its own copy of the widget
        return forms.ValidationError(message, code="invalid")


class PostcodeField(forms.CharField):
    """Takes a postcode of any country; the country's letters before a German one are left out."""

    _GERMAN = re.compile(r"(?:D|DE)[-\s]?([0-9]{5})", re.IGNORECASE)

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=12,
            error_messages={
                "required": "Bitte geben Sie die Postleitzahl ein.",
                "max_length": "Eine Postleitzahl hat höchstens 12 Zeichen. Bitte geben Sie nur die Postleitzahl ein, "
                "ohne den Ort.",
                "null_characters_not_allowed": "Eine Postleitzahl besteht aus Ziffern und Buchstaben.",
            },
            widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
            **options,
        )

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not re.fullmatch(r"[0-9A-Za-z](?:[ -]?[0-9A-Za-z])*", text):
            raise forms.ValidationError("Eine Postleitzahl besteht aus Ziffern und Buchstaben, zum Beispiel 50674.")
        if not re.search(r"[0-9]", text):
            raise forms.ValidationError("Bitte geben Sie die Postleitzahl ein, nicht den Ort.")
        german = self._GERMAN.fullmatch(text)
        return german[1] if german else text.upper()


class InsuredNumber(forms.Form):
    """The number on the card."""

    number = VersichertennummerField()


class EmployerNumber(forms.Form):
    """The number of the establishment."""

    number = BetriebsnummerField()


class Person(forms.Form):
    """What nobody else is likely to know about an insured person."""

    birth_date = BirthDateField(
        label="Geburtsdatum",
        help_text="Zum Beispiel 09 03 1954. Steht in Ihren Papieren kein Tag oder kein Monat, geben Sie 00 ein.",
    )
    postcode = PostcodeField(
        label="Postleitzahl Ihrer Anschrift",
        help_text="So, wie Ihre IKK sie kennt. Sind Sie umgezogen und haben das noch nicht mitgeteilt? Dann geben Sie "
        "die frühere ein. Bei einer Anschrift im Ausland: die Postleitzahl dort.",
    )


class Seat(forms.Form):
    """Where the employer sits."""

    postcode = PostcodeField(
        label="Postleitzahl des Betriebs",
        help_text="Die Postleitzahl des Sitzes, wie Ihre IKK ihn kennt. Haben Sie den Sitz verlegt und das noch nicht "
        "mitgeteilt? Dann geben Sie die frühere ein.",
    )


class Letter(forms.Form):
    """How the letter is to be printed; nobody is asked why. Nothing is chosen beforehand."""

    letter_form = forms.ChoiceField(
        label="Wie sollen wir den Brief drucken?",
        choices=LETTER_FORMS,
        widget=forms.RadioSelect,
        help_text="Sie müssen nicht sagen, warum.",
        error_messages={
            "required": "Bitte wählen Sie, wie wir den Brief drucken sollen.",
            "invalid_choice": "Bitte wählen Sie eine der drei Formen.",
        },
    )
