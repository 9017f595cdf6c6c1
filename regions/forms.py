"""The search for the visitor's IKK."""

from django import forms


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
        # No maxlength attribute: browsers would cut a pasted text without a word.
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false", "maxlength": None}),
    )
