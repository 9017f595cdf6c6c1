"""The search for the visitor's IKK, and the search of the site."""

from django import forms

from regions.search import Fault, fault_of
from regions.site_search import has_a_word

_WHAT_TO_DO = {
    Fault.POSTCODE_TOO_SHORT: "Eine Postleitzahl hat fünf Ziffern. Bitte geben Sie alle fünf ein.",
    Fault.POSTCODE_TOO_LONG: "Eine Postleitzahl hat fünf Ziffern, Sie haben mehr eingegeben. "
    "Bitte prüfen Sie Ihre Eingabe.",
    Fault.NAME_TOO_SHORT: "Bitte geben Sie mindestens zwei Buchstaben Ihres Ortes oder Ihre Postleitzahl ein.",
}


class RegionSearchForm(forms.Form):
    """One field, sent by GET: no token, and the result can be bookmarked."""

    q = forms.CharField(
        label="Postleitzahl oder Ort",
        help_text="Zum Beispiel 50667 oder Köln",
        max_length=60,
        error_messages={
            "required": "Bitte geben Sie eine Postleitzahl oder einen Ort ein.",
            "max_length": "Bitte geben Sie höchstens 60 Zeichen ein: eine Postleitzahl oder einen Ort.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
    )

    def clean_q(self) -> str:
        query: str = self.cleaned_data["q"]
        if fault := fault_of(query):
            raise forms.ValidationError(_WHAT_TO_DO[fault], code=fault)
        return query


class SearchForm(forms.Form):
    """The search over the whole site: one field, sent by GET."""

    q = forms.CharField(
        label="Wonach suchen Sie?",
        help_text="Zum Beispiel Zahnersatz oder Krankengeld",
        max_length=200,
        error_messages={
            "required": "Bitte geben Sie mindestens ein Wort ein.",
            "max_length": "Bitte geben Sie höchstens 200 Zeichen ein: wenige Wörter genügen.",
            "null_characters_not_allowed": "Ihre Eingabe enthält ein Zeichen, nach dem wir nicht suchen können.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_q(self) -> str:
        """Refuse what holds no word to look for."""
        query = " ".join(str(self.cleaned_data["q"]).split())
        if not has_a_word(query):
            raise forms.ValidationError("Bitte geben Sie mindestens ein Wort mit zwei Buchstaben oder Ziffern ein.")
        return query
