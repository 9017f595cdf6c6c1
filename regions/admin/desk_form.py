"""The base of this room's desk forms: plain German, and nobody's work overwritten unawares."""

from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_CHANGED_MEANWHILE = (
    "Inzwischen hat jemand anderes diesen Eintrag gespeichert. Ihre Eingaben stehen noch hier. Öffnen Sie den Eintrag "
    "in einem zweiten Fenster und vergleichen Sie. Wenn Sie noch einmal speichern, ersetzt Ihre Fassung die andere."
)


class DeskForm(forms.ModelForm):
    """Says what is missing, leaves the label free for what CSS adds, and carries what was there when it was opened.

    Attributes:
        inlines: names of relations whose rows are changed on the same page.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    inlines: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.initial["seen"] = self.version() if self.instance.pk else ""
        for name, field in self.fields.items():
            if name not in self.declared_fields:
                field.error_messages["required"] = (
                    "Bitte wählen Sie etwas aus."
                    if isinstance(field, forms.ChoiceField)
                    else "Bitte füllen Sie dieses Feld aus."
                )

    def version(self) -> str:
        """Return what differs once somebody has saved the row, or one of those that are changed with it."""
        unread = self.instance.get_deferred_fields()
        names = [field.attname for field in self.instance._meta.concrete_fields if field.attname not in unread]
        rows = [sorted(getattr(self.instance, name).values_list()) for name in self.inlines]
        return sha256(repr([[getattr(self.instance, name) for name in names], rows]).encode()).hexdigest()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen") != self.initial["seen"]:
            data: Any = self.data
            self.data = data.copy()
            self.data["seen"] = self.initial["seen"]  # type: ignore[index]  # who has read this may save
            raise ValidationError(_CHANGED_MEANWHILE)
        return cleaned
