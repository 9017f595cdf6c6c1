"""What visitors choose in the catalogue."""

from typing import Any

from django import forms

from brochures.catalogue import Choice
from brochures.models import Language, Topic

_NO_CHOICE = "Diese Auswahl gibt es nicht. Bitte wählen Sie aus der Liste."


class CatalogueForm(forms.Form):
    """The filters of the catalogue, sent by GET: no token, and the result can be bookmarked."""

    thema = forms.ChoiceField(
        label="Thema",
        required=False,
        choices=[("", "alle Themen"), *Topic.choices],
        error_messages={"invalid_choice": _NO_CHOICE},
    )
    sprache = forms.ChoiceField(
        label="Sprache",
        required=False,
        choices=[("", "alle Sprachen"), *Language.choices],
        error_messages={"invalid_choice": _NO_CHOICE},
    )
    q = forms.CharField(
        label="Suchwort",
        required=False,
        max_length=60,
        error_messages={"max_length": "Bitte geben Sie höchstens 60 Zeichen ein: wenige Wörter genügen."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    grossdruck = forms.BooleanField(label="nur in großer Schrift", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def choice(self) -> Choice:
        """Return what is looked for; everything, where the address names what does not exist."""
        if not self.is_bound or not self.is_valid():
            return Choice()
        chosen = self.cleaned_data
        return Choice(chosen["thema"], chosen["sprache"], chosen["grossdruck"], chosen["q"])
