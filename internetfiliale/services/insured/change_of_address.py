"""A new address, at home or abroad, from a day on."""

import re
from datetime import timedelta
from typing import Any

from django import forms

from ikk_portal.platform.question_pages import Question
from internetfiliale.form_fields import DayField, PrintedLine
from internetfiliale.own_register_data import OwnData
from internetfiliale.services.declaration import Audience, CaseService, Clean, Group, Proof, Rows, Typed, Visitor
from letters.address_window import advice, fits

_ABROAD = "abroad"


class Place(forms.Form):
    """Whether the new address is in Germany. Nothing is chosen beforehand."""

    place = forms.ChoiceField(
        label="Wo liegt die neue Anschrift?",
        choices=(("germany", "In Deutschland"), (_ABROAD, "Im Ausland")),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie, wo die neue Anschrift liegt.",
            "invalid_choice": "Bitte wählen Sie eine der beiden Antworten.",
        },
    )


class _NewAddress(forms.Form):
    """What every address has; it must fit into the window of an envelope."""

    addition = PrintedLine(
        label="Adresszusatz",
        autocomplete="address-line2",
        help_text="Zum Beispiel c/o oder Wohnungsnummer",
    )
    street = PrintedLine(
        label="Straße und Hausnummer",
        autocomplete="address-line1",
        missing="Bitte geben Sie Straße und Hausnummer ein.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse lines that are too wide for the window, each at its field."""
        clean = self.cleaned_data
        for name, line in _printed(clean).items():
            if name in clean and line and (problem := fits((line,))):
                self.add_error(name, advice(problem, name))
        return clean


class AddressInGermany(_NewAddress):
    """An address at home."""

    postcode = PrintedLine(
        label="Postleitzahl",
        autocomplete="postal-code",
        missing="Bitte geben Sie die Postleitzahl ein.",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Fünf Ziffern, zum Beispiel 50667",
    )
    town = PrintedLine(label="Ort", autocomplete="address-level2", missing="Bitte geben Sie den Ort ein.")

    def clean_postcode(self) -> str:
        """Take a German postcode, with or without the letters of the country and blanks."""
        text = re.sub(r"\s+", "", self.cleaned_data["postcode"])
        if found := re.fullmatch(r"(?:DE?-?)?([0-9]{5})", text, re.IGNORECASE):
            return found[1]
        raise forms.ValidationError("Eine deutsche Postleitzahl besteht aus fünf Ziffern, zum Beispiel 50667.")

    def clean_town(self) -> str:
        """Refuse what has no letter: a postcode in the wrong field, for instance."""
        town = str(self.cleaned_data["town"])
        if not any(map(str.isalpha, town)):
            raise forms.ValidationError("Ein Ort hat Buchstaben. Bitte geben Sie hier seinen Namen ein.")
        return town


class AddressAbroad(_NewAddress):
    """An address in another country, as its post writes it."""

    town = PrintedLine(
        label="Postleitzahl und Ort",
        autocomplete="off",
        missing="Bitte geben Sie Postleitzahl und Ort ein.",
        help_text="So, wie man sie dort schreibt, zum Beispiel 6020 Innsbruck",
    )
    country = PrintedLine(label="Land", autocomplete="country-name", missing="Bitte geben Sie das Land ein.")

    def clean_country(self) -> str:
        """Refuse the own country: it has a page of its own."""
        country = str(self.cleaned_data["country"])
        if country.casefold() in ("d", "de", "deutschland", "germany"):
            raise forms.ValidationError(
                "Liegt die Anschrift in Deutschland, gehen Sie bitte zurück und wählen Sie „In Deutschland“."
            )
        return country


class Since(forms.Form):
    """From when on."""

    valid_from = DayField(
        label="Ab wann gilt die neue Anschrift?",
        help_text="Zum Beispiel 15 12 2026. Der Tag darf auch schon vorbei sein.",
        missing="Bitte geben Sie den Tag ein, von dem an die neue Anschrift gilt.",
        earliest=timedelta(days=-366),
        latest=timedelta(days=183),
    )


PLACE = Question("ort", "Neue Anschrift", Place)
IN_GERMANY = Question("anschrift", "Ihre neue Anschrift in Deutschland", AddressInGermany)
ABROAD = Question("anschrift-ausland", "Ihre neue Anschrift im Ausland", AddressAbroad)
SINCE = Question("ab-wann", "Ab wann?", Since)


class ChangeOfAddress(CaseService):
    slug = "anschrift"
    title = "Anschrift ändern"
    summary = "Sagen Sie uns, wohin Sie ziehen und ab wann."
    lead = (
        "Sagen Sie uns, wo Sie künftig zu erreichen sind. Die Änderung gilt für Ihre Unterlagen bei Ihrer IKK und für "
        "alle Briefe."
    )
    group = Group.OWN_DATA
    audience = frozenset({Audience.INSURED})
    purpose = "Wir ändern Ihre Anschrift in den Unterlagen Ihrer IKK, damit Briefe Sie erreichen."
    legal_basis = "§ 284 Abs. 1 Satz 1 Nr. 1 und § 206 Abs. 1 SGB V"
    proof = Proof.SECOND
    letter_before_change = True
    what_next = (
        "Ihre IKK trägt die neue Anschrift ein, auch wenn sie erst später gilt.",
        "Sobald sie eingetragen ist und gilt, gehen alle Briefe dorthin.",
    )
    result_within = 10

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        address = ABROAD if typed.get("place") == _ABROAD else IN_GERMANY
        return PLACE, address, SINCE

    def on_file(self, data: OwnData) -> Rows:
        return (("Bisherige Anschrift", "\n".join(data.lines)),)

    def lines(self, question: Question, clean: Clean) -> Rows:
        """Return the address as one answer, line by line as it is printed."""
        if question in (PLACE, SINCE):
            return super().lines(question, clean)
        return (("Neue Anschrift", "\n".join(filter(None, _printed(clean).values()))),)


def _printed(clean: Clean) -> dict[str, str]:
    """Return the lines of the address as they are printed, each under the field that it comes from."""
    return {
        "addition": clean.get("addition", ""),
        "street": clean.get("street", ""),
        "town": f"{clean.get('postcode', '')} {clean.get('town', '')}".strip(),
        "country": clean.get("country", "").upper(),
    }
