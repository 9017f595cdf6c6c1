"""The forms of the editors' desks: what is typed in is checked here, and saved by the actions."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from regions.actions import publishing_problems
from regions.admin.desk_form import DeskForm
from regions.downloads import UnusableDownload, ready_download
from regions.pictures import UnusablePicture, ready_picture

PUBLISH = "_publish"  # name of the button


class MarkdownWidget(forms.Textarea):
    """A text field with its preview beside it."""

    template_name = "admin/content/markdown_widget.html"
    preview_address = ""
    preview: Any = None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        return {**context, "preview_address": self.preview_address, "preview": self.preview}


class ContentForm(DeskForm):
    """Pages and news. A text has been saved by somebody else when its time of change has moved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.MultiWidget):  # its label belongs to neither of its two inputs
                for widget, part in zip(field.widget.widgets, ("Datum", "Uhrzeit"), strict=True):
                    widget.attrs["aria-label"] = f"{field.label}: {part}"

    def version(self) -> str:
        return str(self.instance.changed_at.isoformat())

    def _post_clean(self) -> None:
        """Say beside the field what stands against publishing; drafts may be saved as they are."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors and (self.instance.is_published or PUBLISH in self.data):
            for problem in publishing_problems(self.instance):
                self.add_error(problem.field, problem.text)

    @property
    def saw(self) -> datetime | None:
        """When the text that was changed had been saved."""
        seen = self.cleaned_data["seen"]
        return datetime.fromisoformat(seen) if seen else None


class FileForm(DeskForm):
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
        upload.seek(0)  # read before, where the form is checked a second time
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
