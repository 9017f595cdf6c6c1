"""Staff desks for pictures and PDF files."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join

from privacy.links import link_closing, link_opening
from regions import actions
from regions.admin.content_forms import DownloadForm, PictureForm
from regions.admin.own_or_national import OwnOrNationalAdmin, RegionFilter
from regions.file_sources import download_address, picture_address, texts_with
from regions.markdown import FILE, PICTURE
from regions.models import Download, Picture


class FileAdmin(OwnOrNationalAdmin):
    """What the desks of pictures and of PDF files share."""

    list_select_related = ("region",)

    class Media:
        css = {"all": ("admin/editors-desk.css",)}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Show what a file is and where it stands once it is there; ask for bytes only whoever may change it."""
        may_change = self.has_change_permission(request, obj) if obj else True
        asked = ("region", "key", self.described_by, *(("upload",) if may_change else ()))
        return (*asked, "shown", "in_text", "used_in") if obj else asked

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "shown", "in_text", "used_in")

    described_by = ""

    @admin.display(description="Größe", ordering="size")
    def readable_size(self, file: Any) -> str:
        return filesizeformat(file.size)

    @admin.display(description="Steht in diesen Texten")
    def used_in(self, file: Any) -> str:
        return ", ".join(f"„{text}“ ({text.region or 'bundesweit'})" for text in texts_with(file)) or "in keinem"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Show which texts need the file; as long as there are any, it cannot be deleted."""
        *found, protected = super().get_deleted_objects(objs, request)
        texts = [f"{text._meta.verbose_name}: {text}" for file in objs for text in texts_with(file)]
        return (*found, [*protected, *texts])

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        actions.remove_file(by=request.user, file=obj)  # type: ignore[arg-type]


@admin.register(Picture)
class PictureAdmin(FileAdmin):
    """Pictures with their alternative text."""

    form = PictureForm
    described_by = "alternative_text"
    list_display = ("key", "alternative_text", "scope", "format", "readable_size")
    list_filter = (("region", RegionFilter),)
    search_fields = ("key", "alternative_text")
    search_help_text = "Kurzname oder Alternativtext"

    @admin.display(description="So sieht es aus")
    def shown(self, picture: Picture) -> str:
        return format_html(
            '<img class="shown-picture" src="{}" alt="{}" width="{}" height="{}">',
            picture_address(picture),
            picture.alternative_text,
            picture.width,
            picture.height,
        )

    @admin.display(description="So steht es im Text")
    def in_text(self, picture: Picture) -> str:
        return format_html("<code>![]({}{})</code>", PICTURE, picture.key)

    def save_model(self, request: HttpRequest, obj: Picture, form: ModelForm, change: bool) -> None:
        actions.add_picture(by=request.user, picture=obj, ready=form.cleaned_data["upload"])


@admin.register(Download)
class DownloadAdmin(FileAdmin):
    """PDF files that everybody can read."""

    form = DownloadForm
    described_by = "title"
    list_display = ("title", "key", "scope", "pages", "readable_size")
    list_filter = (("region", RegionFilter),)
    search_fields = ("key", "title")
    search_help_text = "Kurzname oder Titel"

    @admin.display(description="Die Datei")
    def shown(self, file: Download) -> str:
        address = download_address(file)
        parts = ((link_opening(address),), (file.title,), (link_closing(address),))
        return format_html("{} (PDF, {} Seiten)", format_html_join("", "{}", parts), file.pages)

    @admin.display(description="So steht sie im Text")
    def in_text(self, file: Download) -> str:
        return format_html("<code>[{}]({}{})</code>", file.title, FILE, file.key)

    def save_model(self, request: HttpRequest, obj: Download, form: ModelForm, change: bool) -> None:
        actions.add_download(by=request.user, download=obj, ready=form.cleaned_data["upload"])
