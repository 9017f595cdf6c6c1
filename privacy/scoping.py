"""The one mechanism by which staff see their region: rows are filtered by ``user.region``.

Imports no model; every room's admin and ``visible_to`` use it. Somebody without a region works nationally
and sees all regions.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest


def visible_to(rows: "QuerySet[Any]", user: Any, *, region: str = "region") -> "QuerySet[Any]":
    """Return those of ``rows`` that belong to the user's region.

    Args:
        rows: what is to be narrowed.
        user: a staff user; ``user.region_id`` is None for national staff.
        region: lookup path from a row to its region ("pk" where the rows are regions themselves).
    """
    if user.region_id is None:
        return rows
    return rows.filter(Q(**{region: user.region_id}))


class RegionScopedAdmin(admin.ModelAdmin):
    """A staff desk that shows and offers only the region of the person in front of it.

    Foreign objects answer as if they did not exist. ``region_path`` is the lookup from a row to its region.
    """

    region_path = "region"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return visible_to(super().get_queryset(request), request.user, region=self.region_path)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        user: Any = request.user
        if db_field.name == self.region_path and field is not None and user.region_id is not None:
            field.queryset = field.queryset.filter(pk=user.region_id)
            field.required = True
            field.empty_label = None
        return field
