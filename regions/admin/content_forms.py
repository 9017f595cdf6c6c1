"""The forms of the editors' desks: what is typed in is checked here, and saved by the actions."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from regions.actions import publishing_problems
from regions.downloads import UnusableDownload, ready_download
from regions.pictures import UnusablePicture, ready_picture

PUBLISH = "_publish"  # name of the button

_CHANGED_MEANWHILE = (
    "Inzwischen hat jemand anderes diesen Text gespeichert. Ihre Eingaben stehen noch hier. Öffnen Sie den Text in "
    "einem zweiten Fenster und vergleichen Sie. Wenn Sie noch einmal speichern, ersetzt Ihre Fassung die andere."
)


class MarkdownWidget(forms.Textarea):
    """A text field with its preview beside it."""

    template_name = "admin/content/markdown_widget.html"
    preview_address = ""
    preview: Any = None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "preview_address": self.preview_address, "preview": self.preview}


class ContentForm(forms.ModelForm):
    """Pages and news. ``seen_at`` tells whether somebody else has saved since the form was opened."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen_at"] = self.instance.changed_at.isoformat()
        for field in self.fields.values():
            if isinstance(field.widget, forms.MultiWidget):  # its label belongs to neither of its two inputs
                for widget, part in zip(field.widget.widgets, ("Datum", "Uhrzeit"), strict=True):
                    widget.attrs["aria-label"] = f"{field.label}: {part}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk:
            rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
            saved_at = rows.values_list("changed_at", flat=True).get().isoformat()
            if cleaned.get("seen_at") != saved_at:
                data: Any = self.data
                self.data = data.copy()
                self.data["seen_at"] = saved_at  # type: ignore[index]
                raise ValidationError(_CHANGED_MEANWHILE)
        return cleaned

    def _post_clean(self) -> None:
        """Say beside the field what stands against publishing; drafts may be saved as they are."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and (self.instance.is_published or PUBLISH in self.data):
            for problem in publishing_problems(self.instance):
                self.add_error(problem.field, problem.text)

    @property
    def saw(self) -> datetime | None:
        """When the text that was changed had been saved."""
        seen_at = self.cleaned_data.get("seen_at")
        return datetime.fromisoformat(seen_at) if seen_at else None


class FileForm(forms.ModelForm):
    """What pictures and PDF files share: bytes are needed once, and may be replaced."""

    upload = forms.FileField(label="Datei", error_messages={"required": "Bitte wählen Sie eine Datei."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "upload" in self.fields:
            self.fields["upload"].required = False
            self.fields["upload"].label = "Datei ersetzen"

    @staticmethod
    def read(content: bytes) -> Any:
        """Check the bytes; raises what ``clean_upload`` knows."""
        raise NotImplementedError

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        try:
            return self.read(upload.read())
        except (UnusablePicture, UnusableDownload) as refused:
            raise ValidationError(str(refused)) from refused


class PictureForm(FileForm):
    """A picture and the text that stands for it."""

    read = staticmethod(ready_picture)


class DownloadForm(FileForm):
    """A PDF file and its title."""

    read = staticmethod(ready_download)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "title" in self.fields:
            self.fields["title"].required = False
            self.fields["title"].help_text = "Leer: der Titel, der in der Datei steht."

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if not title and self.instance.pk:
            raise ValidationError("Bitte geben Sie den Titel an.")
        return title

    def _get_validation_exclusions(self) -> set[str]:
        """Let the title be empty until the file has told its own."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"title"}
