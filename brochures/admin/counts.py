"""How many copies were ordered and dispatched between two days, to look at and as a file; nothing of any person.

A page of the desk for the stock: rows with a key of several columns have no desk of their own in Django's admin.
"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from brochures.counts_csv import as_csv
from brochures.models import CopyCount
from privacy.one_page import OnePageAdmin
from privacy.scoping import visible_to

_DAY = "Bitte geben Sie ein Datum ein, zum Beispiel 01.11.2026."


class PeriodForm(forms.Form):
    """From which day to which; both are included."""

    first = forms.DateField(label="Von", error_messages={"required": _DAY, "invalid": _DAY})
    last = forms.DateField(label="Bis", error_messages={"required": _DAY, "invalid": _DAY})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "first" in data and "last" in data and data["first"] > data["last"]:
            self.add_error("last", "Das Ende liegt vor dem Anfang. Bitte tauschen Sie die beiden Tage.")
        return data


def counts(request: HttpRequest, desk: OnePageAdmin) -> HttpResponse:
    """Show the sums of each brochure, of this month unless asked otherwise; or answer with the file of each day."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    form = PeriodForm(request.GET if "first" in request.GET else _days(today.replace(day=1), today))
    rows = visible_to(CopyCount.objects.all(), request.user)
    if form.is_valid():
        period = (form.cleaned_data["first"], form.cleaned_data["last"])
        rows = rows.filter(day__range=period)
        if "csv" in request.GET:
            return _file(rows, *period)
    else:
        rows = rows.none()
    sums = rows.order_by().values("brochure__title").annotate(ordered=Sum("ordered"), dispatched=Sum("dispatched"))
    total = rows.order_by().aggregate(ordered=Sum("ordered", default=0), dispatched=Sum("dispatched", default=0))
    context = {"title": "Zahlen nach Tagen", "form": form, "rows": sums.order_by("brochure__title"), "total": total}
    return desk.page(request, "admin/counts/desk.html", context)


def _days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def _file(rows: Any, first: date, last: date) -> HttpResponse:
    ordered = rows.select_related("region", "brochure").order_by("day", "region__name", "brochure__title")
    name = f"broschueren-{first:%Y-%m-%d}-bis-{last:%Y-%m-%d}.csv"
    leaving = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(as_csv(ordered), content_type="text/csv; charset=utf-8", headers=leaving)
