"""What people type to us: an enquiry for an e-mail, and a letter that they print themselves."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from contact.models.enquiry import LONGEST_MESSAGE, ONE_ADDRESS
from contact.private_numbers import private_numbers
from contact.topics import FOR_ALL
from letters.address_window import is_writable, plain
from regions.models import Region
from regions.return_path import safe_return_path

LONGEST_LETTER = 8_000  # characters; about four sheets
PRIVATE = "private"  # code of the error that sends somebody to the letter

_FORM_AGE = timedelta(days=1)  # a form opened before midnight counts as of its day
_CHARACTERS_NAMED = 5  # of those that cannot be printed


class _ToAnIkk(forms.Form):
    """Asks which IKK is meant, unless the visitor has chosen one: then the page carries the one that it shows."""

    ikk = forms.ModelChoiceField(
        label="Bei welcher IKK sind Sie?",
        queryset=Region.objects.all(),
        to_field_name="slug",
        empty_label="Bitte wählen",
        error_messages={
            "required": "Bitte wählen Sie Ihre IKK aus.",
            "invalid_choice": "Diese IKK gibt es hier nicht. Bitte wählen Sie eine aus der Liste.",
        },
    )

    def __init__(self, *args: Any, region: Region | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if region:
            self.fields["ikk"].widget = forms.HiddenInput()
            self.fields["ikk"].initial = region.slug
        # The question that decides who answers comes last: most people have chosen already.
        self.order_fields([name for name in self.fields if name != "ikk"] + ["ikk"])


class _Text(forms.CharField):
    """Takes several lines; a line break counts as one character, as in browsers."""

    def __init__(self, *, rows: int, missing: str, **options: Any) -> None:
        too_long = "Der Text hat %(show_value)d Zeichen, höchstens %(limit_value)d sind möglich. Bitte kürzen Sie ihn."
        super().__init__(
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"required": missing, "max_length": too_long},
            **options,
        )

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class EnquiryForm(_ToAnIkk):
    """An enquiry about a standard topic. ``tag`` is the day of the form, ``seite`` the page it is about."""

    message = _Text(
        label="Ihre Nachricht",
        help_text="Höchstens 4.000 Zeichen. Bitte keine Versichertennummer, keine Bankverbindung und nichts über Ihre "
        "Gesundheit.",
        max_length=LONGEST_MESSAGE,
        rows=8,
        missing="Bitte schreiben Sie, was Sie wissen möchten.",
    )
    email = forms.EmailField(
        label="Ihre E-Mail-Adresse",
        help_text="Wir benutzen sie nur, um Ihnen einmal zu antworten.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Bitte geben Sie Ihre E-Mail-Adresse ein. Wir brauchen sie für die Antwort.",
            "invalid": "Das ist keine E-Mail-Adresse. Sie sieht so aus: name@beispiel.de",
            "max_length": "Eine E-Mail-Adresse hat höchstens 254 Zeichen. Bitte prüfen Sie sie.",
        },
    )
    tag = forms.CharField(widget=forms.HiddenInput, required=False)
    seite = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, topic: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if topic in FOR_ALL:
            self.fields["ikk"].required = False
            self.fields["ikk"].label = "Welche IKK soll antworten?"
            self.fields["ikk"].empty_label = "Keine bestimmte"  # type: ignore[attr-defined]

    def clean_message(self) -> str:
        """Refuse what does not belong into an e-mail."""
        message = str(self.cleaned_data["message"])
        found = private_numbers(message)
        if found:
            raise forms.ValidationError(
                f"Ihr Text enthält eine {' und eine '.join(found)}. Bitte nehmen Sie sie heraus, oder schreiben Sie "
                "uns einen Brief.",
                code=PRIVATE,
            )
        return message

    def clean_email(self) -> str:
        """Refuse spellings that mail programs read as more than one address, and hosts that cannot be written to."""
        email = str(self.cleaned_data["email"])
        if not re.fullmatch(ONE_ADDRESS, email) or not _is_possible_host(email.rpartition("@")[2]):
            raise forms.ValidationError(self.fields["email"].error_messages["invalid"], code="invalid")
        return email

    def clean_seite(self) -> str:
        """Keep only the path of a page of this site."""
        return page_meant(self.cleaned_data["seite"])

    def clean_tag(self) -> date:
        """Return the day on which the form was opened, if that can be."""
        today = timezone.localdate()
        possible = (today, today - _FORM_AGE)
        return next((day for day in possible if day.isoformat() == self.cleaned_data["tag"]), today)


def page_meant(typed: str) -> str:
    """Return the path of a page of this site that an enquiry is about; nothing for any other text."""
    path = safe_return_path(typed).partition("?")[0].partition("#")[0]
    return "" if path == "/" and typed != "/" else path


def _is_possible_host(name: str) -> bool:
    """Return whether a host's name with letters beyond ASCII can be sent to (IDNA, as Django writes it into mails)."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return True


class _PrintedText(_Text):
    """Takes several lines that can be printed with the letter font; says which characters cannot."""

    def validate(self, value: str) -> None:
        super().validate(value)
        _require_printable(plain(line) for line in value.split("\n"))


class _Line(forms.CharField):
    """Takes one line that can be printed."""

    def to_python(self, value: Any) -> str:
        return plain(str(super().to_python(value)))

    def validate(self, value: str) -> None:
        super().validate(value)
        _require_printable([value])


def _require_printable(lines: Any) -> None:
    missing = sorted({char for line in lines for char in line if not is_writable(char)})
    if not missing:
        return
    named = " ".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in missing[:_CHARACTERS_NAMED])
    raise forms.ValidationError(
        f"Diese Zeichen kann der Brief nicht drucken: {named}. Bitte nehmen Sie sie heraus oder umschreiben Sie sie."
    )


def _line(label: str, longest: int, autocomplete: str, missing: str = "", **options: Any) -> _Line:
    """Return a field of one line; ``missing`` is said where it is empty, and without it the field may be."""
    return _Line(
        label=label,
        max_length=longest,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": missing,
            "max_length": f"Hier passen höchstens {longest} Zeichen. Bitte kürzen Sie.",
        },
        required=bool(missing),
        **options,
    )


class LetterForm(_ToAnIkk):
    """Sender and text of a letter; nothing of it is kept."""

    name = _line("Ihr Name", 80, "name", "Bitte geben Sie Ihren Namen ein.")
    street = _line("Straße und Hausnummer", 80, "address-line1", "Bitte geben Sie Straße und Hausnummer ein.")
    postcode = _line("Postleitzahl", 12, "postal-code", "Bitte geben Sie Ihre Postleitzahl ein.")
    town = _line("Ort", 60, "address-level2", "Bitte geben Sie Ihren Ort ein.")
    number = _line(
        "Versichertennummer oder Betriebsnummer",
        30,
        "off",
        help_text="Damit finden wir Ihre Unterlagen schneller. Sie steht nur auf dem Papier.",
    )
    message = _PrintedText(
        label="Ihr Text",
        help_text="Höchstens 8.000 Zeichen. Ohne Anrede und Gruß: Die stehen schon im Brief.",
        max_length=LONGEST_LETTER,
        rows=12,
        missing="Bitte schreiben Sie, worum es geht.",
    )
