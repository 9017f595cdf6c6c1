"""The questions of an order: input -> clean values."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from brochures.models import Topic
from brochures.places import is_one_of, towns_of
from brochures.shelf import Offer, in_words
from letters.address_window import Address, advice, fits, is_writable, lines, plain
from regions.models import Region

COPIES = "anzahl-"  # and the brochure's key: the names of the fields
COPIES_PER_ORDER = 30  # of all brochures; more do not fit into one parcel


class OneCopy(forms.CheckboxInput):
    """A box that stands for one copy. Browsers send ticked ones only, so a list may be as long as it likes."""

    def __init__(self) -> None:
        super().__init__(check_test=lambda _typed: False)  # what is ticked comes back as a number

    def format_value(self, value: Any) -> str:
        return "1"

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(name, "")


class CopiesField(forms.Field):
    """How many copies; nothing typed means none. Cleans to an int."""

    def __init__(self, offer: Offer, *, is_wanted: bool) -> None:
        self.offer = offer
        number = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        note = f"{offer.shelf_note[:1].upper()}{offer.shelf_note[1:]}." if offer.shelf_note else ""
        terms = f"Höchstens {offer.brochure.most_per_order} je Bestellung." if is_wanted and offer.can_be_posted else ""
        super().__init__(
            label=offer.name,
            help_text=" ".join(filter(None, (terms, note))),
            widget=number if is_wanted else OneCopy(),
        )

    def clean(self, value: Any) -> int:
        text = str(value or "").strip()
        if not text:
            return 0
        if not re.fullmatch(r"[0-9]{1,6}", text):
            raise forms.ValidationError("Bitte geben Sie eine Zahl in Ziffern ein, zum Beispiel 1.")
        most = self.offer.brochure.most_per_order
        if int(text) > most:
            raise forms.ValidationError(
                f"Je Bestellung schicken wir höchstens {most}. Bitte geben Sie höchstens {most} ein. "
                "Brauchen Sie mehr, rufen Sie uns an."
            )
        return int(text)


class Quantities(forms.Form):
    """Which brochures: a number for each that is wanted already, a box to tick for each of the others."""

    template_name = "brochures/order_quantities.html"
    use_required_attribute = False  # any of them may stay empty

    def __init__(self, *args: Any, offers: Mapping[str, Offer], wanted: Container[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._offers = offers
        self._wanted = wanted
        for key, offer in offers.items():
            self.fields[COPIES + key] = CopiesField(offer, is_wanted=key in wanted)

    def clean(self) -> dict[str, Any]:
        """Refuse an order of nothing, and one that fits into no parcel."""
        clean = self.cleaned_data
        total = sum(clean.values())
        if not self.errors and not total:
            raise forms.ValidationError("Bitte wählen Sie mindestens eine Broschüre aus.")
        if total > COPIES_PER_ORDER:
            raise forms.ValidationError(
                f"Zusammen sind das {total} Exemplare. Eine Sendung fasst höchstens {COPIES_PER_ORDER}. "
                "Bitte wählen Sie weniger: 0 nimmt eine Broschüre heraus."
            )
        return clean

    @property
    def chosen(self) -> list[BoundField]:
        """The fields of what is wanted already."""
        return [self[COPIES + key] for key in self._offers if key in self._wanted]

    @property
    def further(self) -> list[tuple[str, list[BoundField]]]:
        """The fields of what could be ordered besides, by topic."""
        by_topic: dict[str, list[BoundField]] = {}
        for key, offer in self._offers.items():
            if key not in self._wanted and offer.can_be_posted:
                by_topic.setdefault(offer.brochure.topic, []).append(self[COPIES + key])
        return [(str(topic.label), by_topic[topic]) for topic in Topic if topic in by_topic]

    def add_shortages(self, left: Mapping[str, int]) -> None:
        """Say at the fields how many copies are left; ``left`` names those brochures of which too many are wanted."""
        for key, copies in left.items():
            if copies:
                there = f"{'ist' if copies == 1 else 'sind'} nur noch {in_words(copies)}"
                text = f"Davon {there} da. Bitte geben Sie höchstens {copies} ein."
            else:
                text = "Diese Broschüre ist zurzeit vergriffen. Bitte geben Sie 0 ein. Als PDF bleibt sie im Katalog."
            self.add_error(COPIES + key, text)


class TownInput(forms.TextInput):
    """Offers the towns of the postcode, where it has several."""

    template_name = "brochures/town_input.html"
    towns: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        listed = {"list": f"{name}-orte"} if self.towns else {}
        return {**super().get_context(name, value, {**(attrs or {}), **listed}), "towns": self.towns}


def _text(label: str, empty: str, longest: int, autocomplete: str, **options: Any) -> forms.CharField:
    """Return a field for one line of an address."""
    options.setdefault("widget", forms.TextInput())
    options["widget"].attrs.update({"autocomplete": autocomplete, "spellcheck": "false"})
    return forms.CharField(
        label=label,
        max_length=longest,
        error_messages={
            "required": empty,
            "max_length": f"Bitte geben Sie höchstens {longest} Zeichen ein.",
            "null_characters_not_allowed": "Hier steht ein Zeichen, das wir nicht drucken können.",
        },
        **options,
    )


class PostalAddress(forms.Form):
    """Whom the parcel goes to: only what the post needs, and no longer than the window of an envelope is wide."""

    given_name = _text("Vorname", "Bitte geben Sie Ihren Vornamen ein.", 80, "given-name")
    family_name = _text("Nachname", "Bitte geben Sie Ihren Nachnamen ein.", 80, "family-name")
    addition = _text(
        "Adresszusatz",
        "",
        100,
        "address-line2",
        required=False,
        help_text="Zum Beispiel c/o, Firma oder Wohnungsnummer",
    )
    street = _text("Straße und Hausnummer", "Bitte geben Sie Straße und Hausnummer ein.", 100, "address-line1")
    postcode = _text(
        "Postleitzahl",
        "Bitte geben Sie die Postleitzahl ein.",
        100,
        "postal-code",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="Fünf Ziffern, zum Beispiel 50667",
    )
    town = _text(
        "Ort",
        "Bitte geben Sie den Ort ein.",
        100,
        "address-level2",
        widget=TownInput(),
        help_text="Lassen Sie das Feld leer, schlagen wir den Ort zur Postleitzahl vor.",
    )
    #: Postcode and town of which the form has asked already whether they are right.
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    _GERMAN = re.compile(r"(?:DE?[-\s]*)?([0-9]{5})", re.IGNORECASE)

    def clean_given_name(self) -> str:
        return plain(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        return plain(self.cleaned_data["family_name"])

    def clean_addition(self) -> str:
        return plain(self.cleaned_data["addition"])

    def clean_street(self) -> str:
        return plain(self.cleaned_data["street"])

    def clean_town(self) -> str:
        return plain(self.cleaned_data["town"])

    def clean_postcode(self) -> str:
        """Take a German postcode, with or without the letters of the country and blanks."""
        text = re.sub(r"\s+", "", self.cleaned_data["postcode"])
        if found := self._GERMAN.fullmatch(text):
            return found[1]
        digits = re.fullmatch(r"[0-9]+", text)
        if digits and len(text) != 5:
            raise forms.ValidationError(
                f"Eine deutsche Postleitzahl hat fünf Ziffern, hier sind es {len(text)}. Bitte prüfen Sie sie. "
                "Ins Ausland schicken wir auf einen Anruf hin."
            )
        raise forms.ValidationError("Eine deutsche Postleitzahl besteht aus fünf Ziffern, zum Beispiel 50667.")

    def clean(self) -> dict[str, Any]:
        """Check what the fields are only together: the lines in the window, and whether the town fits."""
        clean = self.cleaned_data
        self._look_at_lines(clean)
        if "postcode" in clean:
            self._look_at_town(clean["postcode"], clean.get("town", ""))
        return clean

    def _look_at_lines(self, clean: dict[str, Any]) -> None:
        name = f"{clean.get('given_name', '')} {clean.get('family_name', '')}"
        town = f"{clean.get('postcode', '')} {clean.get('town', '')}".strip()
        printed = {
            "family_name": ("name", lines(Address(name))),
            "addition": ("addition", lines(Address("", clean.get("addition", "")))),
            "street": ("street", lines(Address("", street=clean.get("street", "")))),
            "town": ("town", (town,) if town else ()),
        }
        for field, (part, text) in printed.items():
            if field in clean and (fault := _fault_of(part, text)):
                self.add_error(field, fault)

    def _look_at_town(self, postcode: str, town: str) -> None:
        """Offer a town for an empty field, and ask once whether an unlikely one is right."""
        towns = towns_of(postcode)
        self.fields["town"].widget.towns = tuple(towns) if len(towns) > 1 else ()
        if not towns or is_one_of(town, towns) or ("town" in self.errors and town):
            return
        known = _listed(towns)
        typed = f"{postcode} {town}"
        if not self.data.get("town", "").strip():
            self._offer(towns)
        elif "town" in self.cleaned_data and self.cleaned_data.get("asked") != typed:
            self.data = {**self.data, "asked": typed}
            self.add_error(
                "town",
                f"Zu {postcode} kennen wir {known}. Stimmt Ihre Angabe? Dann drücken Sie noch einmal auf „Weiter“, "
                "sonst berichtigen Sie bitte Ort oder Postleitzahl.",
            )

    def _offer(self, towns: list[str]) -> None:
        self.errors.pop("town", None)
        if len(towns) == 1:
            self.data = {**self.data, "town": towns[0]}
            text = f"Zu dieser Postleitzahl gehört {towns[0]}. Wir haben den Ort eingetragen, bitte prüfen Sie ihn."
        else:
            text = f"Zu dieser Postleitzahl gehören {_listed(towns)}. Bitte geben Sie Ihren Ort ein."
        self.add_error("town", text)


def _listed(names: list[str]) -> str:
    """Return "A", "A und B", "A, B und C"; of many the first and how many more."""
    if len(names) > 5:
        return f"{', '.join(names[:4])} und {len(names) - 4} andere Orte"
    return " und ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _fault_of(part: str, printed: Sequence[str]) -> str | None:
    """Return why lines cannot stand in the window; None if they can, or if there are none."""
    if not all(map(is_writable, printed)):
        return "Hier steht ein Zeichen, das wir nicht drucken können. Bitte schreiben Sie in lateinischen Buchstaben."
    problem = fits(printed) if printed else None
    return advice(problem, part) if problem else None


class Sender(forms.Form):
    """Which IKK sends the parcel; asked where the postcode does not tell. Nothing is chosen beforehand."""

    region = forms.ChoiceField(
        label="Welche IKK soll Ihnen die Broschüren schicken?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie eine IKK.",
            "invalid_choice": "Bitte wählen Sie eine der IKKs.",
        },
    )

    def __init__(self, *args: Any, regions: Iterable[Region], near: int, **options: Any) -> None:
        """Take the IKKs, those near by first, and how many these are."""
        super().__init__(*args, **options)
        field = self.fields["region"]
        field.choices = [(region.slug, region.name) for region in regions]  # type: ignore[attr-defined]
        if near > 1:
            field.help_text = f"Ihre Postleitzahl liegt im Gebiet von {near} IKKs: Sie stehen oben in der Liste."
        else:
            field.help_text = "Sie müssen dort nicht versichert sein."
