"""Staff desks for pages and news: write, preview, publish, compare with the national version."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from privacy.models import StaffAccess
from regions import actions
from regions.admin.content_filters import (
    NationalChangedFilter,
    ReviewDueFilter,
    StateFilter,
    state_of,
    with_national_changed,
)
from regions.admin.content_forms import PUBLISH, ContentForm, MarkdownWidget
from regions.admin.master_data import is_national
from regions.admin.own_or_national import OwnOrNationalAdmin, RegionFilter
from regions.admin.page_as_region import show_as_region
from regions.file_sources import Sources
from regions.models import Content, NewsItem, Page, Region
from regions.text_comparison import compare

_FRAGMENT = "X-Preview"  # header of the script that wants the preview alone
_TOOLS_OF_A_NEW_TEXT = {
    "state": "",
    "is_published": False,
    "may_save": True,
    "may_delete": False,
    "is_comparable": False,
    "copy_region": None,
    "pages": {},
}


class ContentAdmin(OwnOrNationalAdmin):
    """What the desks of pages and of news share."""

    form = ContentForm
    overtaken_by = (IntegrityError, actions.NotPublishable)
    change_form_template = "admin/content/change_form.html"
    list_select_related = ("region",)
    search_fields = ("title", "key", "body")
    search_help_text = "Titel, Kurzname oder Wörter im Text"

    class Media:
        css = {"all": ("admin/editors-desk.css",)}
        js = ("admin/markdown-preview.js",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_national_changed(super().get_queryset(request))

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        pages = {"as-region": self.as_region, "compare": self.compare, "copy": self.copy, "unpublish": self.unpublish}
        return [
            path("preview/", wrap(self.preview), name=f"{name}_preview"),
            *(path(f"<int:pk>/{page}/", wrap(view), name=f"{name}_{page}") for page, view in pages.items()),
            *super().get_urls(),
        ]

    # Lists

    @admin.display(description="Zustand")
    def state(self, content: Any) -> str:
        changed = ", Abgleich offen" if content.national_changed else ""
        return state_of(content, timezone.now()) + changed

    # The form

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        widget = MarkdownWidget(attrs={"rows": 24, "cols": 80})
        widget.preview_address = self.preview_address(obj)
        widget.preview = Sources.of(obj.region).render(obj.body) if obj else None
        return super().get_form(request, obj, change, widgets={"body": widget}, **kwargs)

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
        tools = self._tools_of(request, obj) if obj else _TOOLS_OF_A_NEW_TEXT
        context |= {**tools, "preview_address": self.preview_address(obj)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _tools_of(self, request: HttpRequest, content: Content) -> dict[str, Any]:
        """Return what may be done with a text that is there, and where."""
        own = None if is_national(request) else request.user.region  # type: ignore[union-attr]
        is_copied = content.region_id is None and self.has_add_permission(request)
        pages = ("as-region", "compare", "copy", "unpublish", "delete", "history")
        return {
            "state": state_of(content, timezone.now()),
            "is_published": content.is_published,
            "may_save": self.has_change_permission(request, content),
            "may_delete": self.has_delete_permission(request, content),
            "is_comparable": self.national_of(content) is not None,
            "copy_region": own if is_copied else None,
            "pages": {page.replace("-", "_"): self.address(content, page) for page in pages},
        }

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        saw = form.saw if change else None  # type: ignore[attr-defined]
        actions.save_content(by=request.user, content=obj, seen_at=saw)
        if PUBLISH in request.POST:
            actions.publish(by=request.user, content=obj)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note the button, too, where it did more than save."""
        if PUBLISH in request.POST and isinstance(message, list):
            message = [*message, {"changed": {"fields": ["Veröffentlicht"]}}]
        return super().log_change(request, obj, message)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        actions.remove_content(by=request.user, content=obj)

    # Pages of their own

    def preview(self, request: HttpRequest) -> HttpResponse:
        """What Markdown becomes: for the script beside the form, and as a page for those without it."""
        if request.method != "POST" or not self.has_view_permission(request):
            return HttpResponse(status=405 if request.method != "POST" else 403)
        chosen = request.GET.get("region", request.POST.get("region", ""))
        regions = Region.objects.visible_to(request.user)
        region = regions.filter(pk=chosen).first() if chosen.isdecimal() else None
        context = {"preview": Sources.of(region).render(request.POST.get("body", ""))}
        if _FRAGMENT in request.headers:
            return render(request, "admin/content/_preview.html", context)
        title = {"title": "Vorschau", "opts": self.opts, "subtitle": request.POST.get("title", "")}
        return render(
            request, "admin/content/preview.html", {**self.admin_site.each_context(request), **title, **context}
        )

    @method_decorator(require_safe)
    def as_region(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The public page, drafts included, as the visitors of an IKK will see it."""
        content = self.get_queryset(request).filter(pk=pk).first()
        if content is None or not self.has_view_permission(request, content):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        slug = request.GET.get("ikk", content.region.slug if content.region else "")
        self._record(request, StaffAccess.Action.VIEW, content, detail=f"Vorschau als {slug or 'bundesweit'}")
        return show_as_region(request, content, slug, back=self.address(content, "change"))

    @transaction.atomic
    def unpublish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then take the text off the site."""
        content = self.get_object(request, str(pk))
        if content is None or not self.has_change_permission(request, content):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if request.method == "POST":
            actions.unpublish(by=request.user, content=content)
            self.note(request, content, "Veröffentlicht", f"„{content}“ ist zurückgezogen.")
            return self.back_to(content)
        return self._page(request, "admin/content/unpublish.html", content, title="Zurückziehen?")

    @method_decorator(require_POST)
    @transaction.atomic
    def copy(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin the own version of a national text."""
        content = self.get_object(request, str(pk))
        region = request.user.region  # type: ignore[union-attr]
        if content is None or region is None or not self.has_add_permission(request):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        try:
            own = actions.copy_for_region(by=request.user, content=content, region=region)
        except actions.AlreadyThere as there:
            self.message_user(request, "Ihre IKK hat schon eine eigene Fassung. Hier ist sie.", messages.INFO)
            return self.back_to(there.content)
        self.log_addition(request, own, [{"added": {}}])
        self.message_user(request, "Ihre eigene Fassung ist als Entwurf angelegt.", messages.SUCCESS)
        return self.back_to(own)

    @transaction.atomic
    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The own and the national version side by side; a button notes that they have been compared."""
        content = self.get_object(request, str(pk))
        national = self.national_of(content) if content else None
        if national is None or not self.has_change_permission(request, content):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if request.method == "POST":
            seen_at = _moment(request.POST.get("seen_at", "")) or national.changed_at
            actions.mark_compared(by=request.user, content=content, seen_at=min(seen_at, national.changed_at))
            self.note(request, content, "Nationale Fassung zuletzt verglichen", "Der Vergleich ist vermerkt.")
            return HttpResponseRedirect(self.page_address("changelist"))
        rows = list(compare(_whole_text(national), _whole_text(content)))
        context = {"rows": rows, "national": national, "seen_at": national.changed_at.isoformat()}
        return self._page(request, "admin/content/compare.html", content, title="Vergleichen", **context)

    def national_of(self, content: Content) -> Content | None:
        """Return the national version of an IKK's own text."""
        key = {name: getattr(content, name) for name in content.KEY}
        found: Content | None = self.model._default_manager.filter(region=None, **key).first()
        return found if content.region_id else None

    def page_address(self, page: str) -> str:
        """Return the address of one of the desk's pages, for example "changelist"."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}")

    def preview_address(self, content: Content | None) -> str:
        """Return where the preview is made: with the files of the text's IKK, once it is known."""
        return self.page_address("preview") + (f"?region={content.region_id or ''}" if content else "")

    def _page(self, request: HttpRequest, template: str, content: Content, **context: Any) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "original": content}
        back = {"back": self.address(content, "change"), "subtitle": str(content), "media": self.media}
        return render(request, template, {**shared, **back, **context})


@admin.register(Page)
class PageAdmin(ContentAdmin):
    """The pages of the tree."""

    fixed_fields = ("scope", "section", "key")
    list_display = ("title", "state", "scope", "section", "reviewed_on")
    list_filter = (
        StateFilter,
        NationalChangedFilter,
        ReviewDueFilter,
        "section",
        ("region", RegionFilter),
    )
    fieldsets = (
        ("Was und wo?", {"fields": ("region", "section", "key", "parent_key", "order")}),
        ("Text", {"fields": ("title", "summary", "body")}),
        ("Wann?", {"fields": ("public_from", "public_until", "reviewed_on")}),
    )


@admin.register(NewsItem)
class NewsItemAdmin(ContentAdmin):
    """The news."""

    list_display = ("title", "state", "scope", "public_from", "changed_at")
    list_filter = (StateFilter, NationalChangedFilter, ("region", RegionFilter))
    fieldsets = (
        ("Was und wo?", {"fields": ("region", "key")}),
        ("Text", {"fields": ("title", "summary", "body")}),
        ("Wann?", {"fields": ("public_from", "public_until")}),
    )


def _moment(text: str) -> datetime | None:
    """Return a moment that the form carried; None for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _whole_text(content: Content) -> str:
    return f"{content.title}\n{content.summary}\n\n{content.body}"
