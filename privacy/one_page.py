"""A desk of the admin that is one page of its own: no list, no record to open, nothing in an address."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from privacy.staff_desk import ReadOnlyDeskAdmin


class OnePageAdmin(ReadOnlyDeskAdmin):
    """Stands among the tasks like a list; its page is ``desk``, for holders of ``permission``."""

    permission = ""

    def desk(self, request: HttpRequest) -> HttpResponse:
        """Answer the page; actions that it calls write the trail."""
        raise NotImplementedError

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return [path("", self.admin_site.admin_view(self.changelist_view), name=name)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return self.desk(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(self.permission)

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """Render a template of this desk with what every page of the admin needs."""
        title = str(self.opts.verbose_name_plural)
        return render(
            request, template, {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **context}
        )
