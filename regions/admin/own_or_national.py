"""Desks of what is national or an IKK's own: everybody reads both, and writes what is theirs."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from regions.actions import may_write
from regions.admin.master_data import MasterDataAdmin, is_national


class OwnOrNationalAdmin(MasterDataAdmin):
    """Shows the own IKK's rows and the national ones; those of all only national staff change."""

    actions = None  # rows are deleted one by one, each by its action

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = admin.ModelAdmin.get_queryset(self, request)
        if is_national(request):
            return rows
        return rows.filter(Q(region=None) | Q(region=request.user.region_id))  # type: ignore[union-attr]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == self.region_path and field is not None and not field.required:
            field.empty_label, field.help_text = "bundesweit", ""
        return field

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_theirs(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep what stands in addresses and in texts as it was first saved."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, *self.fixed_fields) if obj else fields

    fixed_fields: tuple[str, ...] = ("scope", "key")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show whose the row is in words, once it cannot be chosen any more."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            return fieldsets
        return [
            (name, {**options, "fields": ["scope" if field == "region" else field for field in options["fields"]]})
            for name, options in fieldsets
        ]

    @admin.display(description="IKK", ordering="region")
    def scope(self, row: Any) -> str:
        return row.region.name if row.region else "bundesweit"

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.back_to(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.back_to(obj)

    def back_to(self, row: Any) -> HttpResponseRedirect:
        """Lead to the page where a row is changed."""
        return HttpResponseRedirect(self.address(row, "change"))

    def address(self, row: Any, page: str) -> str:
        """Return the address of one of a row's pages, for example "delete"."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[row.pk])

    def note(self, request: HttpRequest, row: Any, field: str, message: str) -> None:
        """Write a change by a button to history and trail, and tell who pressed it."""
        self.log_change(request, row, [{"changed": {"fields": [field]}}])
        self.message_user(request, message, messages.SUCCESS)


class RegionFilter(admin.RelatedOnlyFieldListFilter):
    """Filters by IKK; those without one are national."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = mark_safe("bundesweit")


def _is_theirs(request: HttpRequest, obj: Any) -> bool:
    return obj is None or may_write(request.user, obj.region_id)
