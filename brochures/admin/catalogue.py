"""Staff desk of the catalogue: write a brochure, see its paper, publish, withdraw, begin an own version."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from brochures import actions
from brochures.admin.catalogue_form import PUBLISH, BrochureForm
from brochures.models import Brochure
from brochures.paper import paper_of
from letters.brochure import UnsettableBrochure
from regions.admin.master_data import is_national
from regions.admin.own_or_national import OwnOrNationalAdmin, RegionFilter

_TOOLS_OF_A_NEW_BROCHURE = {
    "state": "",
    "is_published": False,
    "may_save": True,
    "may_delete": False,
    "copy_region": None,
    "pages": {},
}


@admin.register(Brochure)
class BrochureAdmin(OwnOrNationalAdmin):
    """The brochures; own ones and national ones."""

    form = BrochureForm
    overtaken_by = (UnsettableBrochure,)
    change_form_template = "admin/brochures/change_form.html"
    list_select_related = ("region",)
    list_display = ("title", "state", "scope", "topic", "language", "edition_on")
    list_filter = ("is_published", "topic", "language", "is_large_print", ("region", RegionFilter))
    search_fields = ("title", "subtitle", "key", "body")
    search_help_text = "Titel, Kurzname oder Wörter im Text"
    fieldsets = (
        ("Was und für wen?", {"fields": ("region", "key", "topic", "language", "is_large_print")}),
        ("Text", {"fields": ("title", "subtitle", "summary", "body")}),
        ("Auf Papier", {"fields": ("edition_on", "most_per_order")}),
    )

    class Media:
        css = {"all": ("admin/editors-desk.css",)}

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = {"copy": self.copy, "cover": self.cover, "pdf": self.pdf, "withdraw": self.withdraw}
        return [
            path("preview/", wrap(self.preview), name="brochures_brochure_preview"),
            *(path(f"<int:pk>/{page}/", wrap(view), name=f"brochures_brochure_{page}") for page, view in pages.items()),
            *super().get_urls(),
        ]

    # Lists and form

    @admin.display(description="Zustand", ordering="is_published")
    def state(self, brochure: Brochure) -> str:
        return "im Katalog" if brochure.is_published else "Entwurf"

    @admin.display(description="Titelseite")
    def shown(self, brochure: Brochure) -> str:
        paper = brochure.paper
        picture = '<img class="shown-picture" src="{}" width="{}" height="{}" alt="Titelseite der Broschüre">'
        return format_html(picture, self.address(brochure, "cover"), paper.cover_width // 2, paper.cover_height // 2)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "shown")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        return [*fieldsets, ("Titelseite", {"fields": ("shown",)})] if obj and hasattr(obj, "paper") else fieldsets

    def render_change_form(  # noqa: PLR0917  (Django decides)
        self,
        request: HttpRequest,
        context: Any,
        add: Any = False,
        change: Any = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        """Add what the buttons above and below the form need."""
        preview = reverse("admin:brochures_brochure_preview") + (f"?von={obj.pk}" if obj else "")
        context |= {**(self._tools_of(request, obj) if obj else _TOOLS_OF_A_NEW_BROCHURE), "preview_address": preview}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _tools_of(self, request: HttpRequest, brochure: Brochure) -> dict[str, Any]:
        """Return what may be done with a brochure that is there, and where."""
        own = None if is_national(request) else request.user.region  # type: ignore[union-attr]
        is_copied = brochure.region_id is None and self.has_add_permission(request)
        return {
            "state": self.state(brochure),
            "is_published": brochure.is_published,
            "may_save": self.has_change_permission(request, brochure),
            "may_delete": self.has_delete_permission(request, brochure),
            "copy_region": own if is_copied else None,
            "pages": {page: self.address(brochure, page) for page in ("copy", "pdf", "withdraw", "delete", "history")},
        }

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        saw = form.saw if change else None  # type: ignore[attr-defined]
        actions.save_brochure(by=request.user, brochure=obj, seen_at=saw)
        if PUBLISH in request.POST:
            actions.publish_brochure(by=request.user, brochure=obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note the button, too, where it did more than save."""
        if PUBLISH in request.POST and isinstance(message, list):
            message = [*message, {"changed": {"fields": ["Im Katalog"]}}]
        return super().log_change(request, obj, message)

    # Deleting

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say why a brochure stays that has been ordered or lies on a shelf."""
        *found, protected = super().get_deleted_objects(objs, request)
        used = [f"Bestellungen oder Bestand: {brochure}" for brochure in objs if actions.is_in_use(brochure)]
        return ([], {}, set(), used) if used else (*found, protected)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        actions.remove_brochure(by=request.user, brochure=obj)

    # Pages of their own

    @method_decorator(require_POST)
    def preview(self, request: HttpRequest) -> HttpResponse:
        """The PDF of what stands in the form now; nothing is saved."""
        number = request.GET.get("von", "")
        brochure = self.get_object(request, number) if number.isdecimal() else None
        if not self.has_view_permission(request):
            return HttpResponse(status=403)
        form = self.get_form(request, brochure, change=brochure is not None)(request.POST, instance=brochure)
        if form.is_valid():
            return _file(paper_of(form.instance).pdf, "application/pdf")
        context = {**self.admin_site.each_context(request), "title": "Noch keine Vorschau"}
        return render(request, "admin/brochures/no_preview.html", {**context, "opts": self.opts, "form": form})

    @method_decorator(require_safe)
    def pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The PDF as it was saved, drafts included."""
        brochure = self._with_paper(request, pk)
        if brochure is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        return _file(brochure.paper.pdf, "application/pdf")

    @method_decorator(require_safe)
    def cover(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The picture of the cover."""
        brochure = self._with_paper(request, pk)
        if brochure is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        return _file(brochure.paper.cover, "image/png")

    def _with_paper(self, request: HttpRequest, pk: int) -> Brochure | None:
        brochure = self.get_object(request, str(pk))
        is_shown = brochure and hasattr(brochure, "paper") and self.has_view_permission(request, brochure)
        return brochure if is_shown else None

    @transaction.atomic
    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then take the brochure out of the catalogue."""
        brochure = self.get_object(request, str(pk))
        if brochure is None or not self.has_change_permission(request, brochure):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if request.method == "POST":
            actions.withdraw_brochure(by=request.user, brochure=brochure)
            self.note(request, brochure, "Im Katalog", f"„{brochure}“ ist zurückgezogen.")
            return self.back_to(brochure)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": brochure}
        context |= {"title": "Zurückziehen?", "subtitle": str(brochure), "back": self.address(brochure, "change")}
        return render(request, "admin/brochures/withdraw.html", {**context, "media": self.media})

    @method_decorator(require_POST)
    @transaction.atomic
    def copy(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin the own version of a national brochure."""
        brochure = self.get_object(request, str(pk))
        region = request.user.region  # type: ignore[union-attr]
        is_copied = brochure is not None and brochure.region_id is None and self.has_add_permission(request)
        if not is_copied or region is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        try:
            own = actions.copy_for_region(by=request.user, brochure=brochure, region=region)
        except actions.OwnVersionThere as there:
            self.message_user(request, "Ihre IKK hat schon eine eigene Fassung. Hier ist sie.", messages.INFO)
            return self.back_to(there.brochure)
        self.log_addition(request, own, [{"added": {}}])
        self.message_user(request, "Ihre eigene Fassung ist als Entwurf angelegt.", messages.SUCCESS)
        return self.back_to(own)


def _file(content: bytes | memoryview, content_type: str) -> HttpResponse:
    return HttpResponse(bytes(content), content_type=content_type, headers={"Content-Disposition": "inline"})
