"""What every staff desk in the admin shares: it shows one region, and it leaves a trail.

A trail entry stands for each list (with its filter), each opened record and each change; no entry, no
access: both are written in the request that shows the data.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import DataError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from privacy.actions import record_access
from privacy.models import StaffAccess
from privacy.scoping import RegionScopedAdmin


class RecordedAdmin(admin.ModelAdmin):
    """Writes the trail of staff access for lists, opened records and changes."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = str(self.model._meta.verbose_name_plural)
        try:
            response = super().changelist_view(request, {"title": title, **(extra_context or {})})
        except (DataError, ValueError, ValidationError):
            raise BadRequest from None  # a hand-made filter or selection; Django lets these through
        self._record(request, StaffAccess.Action.LIST, detail=self.filter_for_trail(request))
        return response

    def filter_for_trail(self, request: HttpRequest) -> str:
        """Return the list's filter as the trail keeps it; a desk that finds people by number leaves the number out."""
        return request.GET.urlencode()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse filters made by hand: only those that the page itself offers."""
        field, _, rest = lookup.partition("__")
        offered = {_offered_by(entry) for entry in self.get_list_filter(request)}
        return field in offered and rest in ("", "exact", "isnull", "id__exact", "gte", "lt")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Fetch one record for whatever page shows it, by GET or POST; opening it is what the trail notes."""
        record = super().get_object(request, object_id, from_field)
        if record is not None and self.has_view_or_change_permission(request, record):
            self._record(request, StaffAccess.Action.VIEW, record)
        return record

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Refuse whoever may not see the desk before anybody looks whether there is such a record."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Lead to the start page: a record of another region reads like one that never was."""
        message = "Diesen Eintrag gibt es nicht, oder er gehört zu einer anderen IKK."
        self.message_user(request, message, messages.WARNING)
        return redirect("admin:index")

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, StaffAccess.Action.ADD, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        self._record(request, StaffAccess.Action.CHANGE, obj, detail=_changed_fields(message))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for record in queryset:
            self._record(request, StaffAccess.Action.DELETE, record)
        return super().log_deletions(request, queryset)

    def _record(
        self, request: HttpRequest, action: StaffAccess.Action, record: Model | None = None, detail: str = ""
    ) -> None:
        record_access(by=request.user, action=action, kind=self.model, record=record, detail=detail)


class StaffDeskAdmin(RecordedAdmin, RegionScopedAdmin):
    """The base of every staff desk."""


class ReadOnlyDeskAdmin(StaffDeskAdmin):
    """A desk where nothing is added, changed or deleted but by buttons of its own, which call actions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _offered_by(entry: Any) -> str:
    """Return the field or the parameter that an entry of ``list_filter`` puts into the address."""
    if isinstance(entry, tuple):
        return str(entry[0])
    return str(getattr(entry, "parameter_name", entry))


def _changed_fields(message: Any) -> str:
    """Return the names of the changed fields out of Django's change message: names, never values."""
    if not isinstance(message, list):
        return ""
    parts = [part.get("changed", {}).get("fields", []) for part in message if isinstance(part, dict)]
    return ", ".join(field for fields in parts for field in fields)
