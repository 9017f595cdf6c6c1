"""The form of the catalogue's desk: what is typed in is checked here, and saved by the actions."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from brochures.paper import paper_of
from letters.brochure import UnsettableBrochure
from regions.admin.desk_form import DeskForm

PUBLISH = "_publish"  # name of the button
_TAKEN = {"bestellen", "dateien"}  # by other addresses of the room


class BrochureForm(DeskForm):
    """A brochure; whatever its paper cannot show is said beside the text."""

    class Meta:
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3, "cols": 80}),
            "body": forms.Textarea(attrs={"rows": 24, "cols": 80}),
        }
        help_texts = {
            "body": "Kapitel beginnen mit ##, Abschnitte mit ###. **fett**, Listen mit - oder 1., Kästen mit >. "
            "In Leichter Sprache bleibt jede Zeile eine Zeile."
        }

    def version(self) -> str:
        return str(self.instance.changed_at.isoformat())

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key in _TAKEN:
            raise ValidationError(
                "Unter diesem Kurznamen steht schon eine andere Seite. Bitte wählen Sie einen anderen."
            )
        return key

    def _post_clean(self) -> None:
        """Set the brochure once, to say beside the field why it cannot be set."""
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            paper_of(self.instance)
        except UnsettableBrochure as refused:
            for problem in refused.problems:
                self.add_error("body", problem)

    @property
    def saw(self) -> datetime | None:
        """When the brochure that was changed had been saved."""
        seen: Any = self.cleaned_data["seen"]
        return datetime.fromisoformat(seen) if seen else None
