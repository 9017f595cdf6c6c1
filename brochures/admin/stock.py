"""The shelf of the own IKK: what is there, what runs low, who has moved what; deliveries and counting.

Each brochure has a page; every change shows what will be before it counts.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from brochures.actions import StockChanged, count_shelf, deliver, set_terms
from brochures.actions.stock import promised_copies
from brochures.admin.counts import counts
from brochures.admin.stock_forms import FORMS
from brochures.models import Brochure, CopyCount, Stock, StockMovement
from privacy.models import StaffAccess
from privacy.one_page import OnePageAdmin

_DAYS_SHOWN = 14
_MOVEMENTS_SHOWN = 50
_CHANGED = (
    "Der Bestand hat sich gerade geändert, zum Beispiel durch einen Versand. Es ist nichts berichtigt. Bitte zählen "
    "Sie noch einmal."
)
_DONE = {
    "deliver": "Die Lieferung ist erfasst. Freie Exemplare im Regal: {}.",
    "count": "Die Zählung ist erfasst. Freie Exemplare im Regal: {}.",
    "terms": "Gespeichert.",
}
_TITLES = {"deliver": "Lieferung erfassen?", "count": "Bestand berichtigen?"}


@admin.register(Stock)
class StockAdmin(OnePageAdmin):
    """The list of all brochures of the IKK, and a page for each."""

    permission = "brochures.keep_stock"

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            *super().get_urls(),
            path("counts/", wrap(self.counts), name="brochures_stock_counts"),
            path("<int:pk>/", wrap(self.brochure), name="brochures_stock_brochure"),
        ]

    def counts(self, request: HttpRequest) -> HttpResponse:
        return counts(request, self)

    def desk(self, request: HttpRequest) -> HttpResponse:
        """Show every brochure that the IKK offers or has copies of; what runs low comes first."""
        rows = _rows(_region(request)) if _region(request) else []
        low = [row for row in rows if row["is_low"]]
        only_low = request.GET.get("hinweis") == "knapp"
        context = {"rows": low if only_low else rows, "low": len(low), "only_low": only_low}
        return self.page(request, "admin/stock/list.html", context)

    @transaction.atomic
    def brochure(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one brochure; take a delivery, a count or terms, and ask before copies move."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        brochure = _of_the_ikk(request.user).filter(pk=pk).first()
        if brochure is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        step = request.POST.get("step", "")
        if step not in FORMS:
            return self._show(request, brochure)
        form = FORMS[step](request.POST, auto_id=f"id_{step}_%s")
        if not form.is_valid():
            return self._show(request, brochure, {step: form})
        if step in _TITLES and "sure" not in request.POST:
            return self._ask(request, brochure, step, form)
        return self._take(request, brochure, step, form.cleaned_data)

    def _take(self, request: HttpRequest, brochure: Brochure, step: str, data: dict[str, Any]) -> HttpResponse:
        action: Any = {"deliver": deliver, "count": count_shelf, "terms": set_terms}[step]
        try:
            stock = action(by=request.user, brochure=brochure, **data)
        except StockChanged:
            self.message_user(request, _CHANGED, messages.WARNING)
        else:
            self.message_user(request, _DONE[step].format(stock.copies), messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:brochures_stock_brochure", args=[brochure.pk]))

    def _show(
        self, request: HttpRequest, brochure: Brochure, bound: dict[str, forms.Form] | None = None
    ) -> HttpResponse:
        row = _row(_region(request), brochure)
        stock = row["stock"]
        initial = {"seen": row["in_all"], "warn_below": stock.warn_below, "is_offered": stock.is_offered}
        empty = {name: form(initial=initial, auto_id=f"id_{name}_%s") for name, form in FORMS.items()}
        of_days = CopyCount.objects.filter(region=_region(request), brochure=brochure)
        movements = list(StockMovement.objects.filter(stock=stock.pk)[:_MOVEMENTS_SHOWN]) if stock.pk else []
        if movements:  # they name colleagues
            self._record(request, StaffAccess.Action.VIEW, stock)
        context = {
            **row,
            "title": str(brochure),
            "forms": {**empty, **(bound or {})},
            "form": next(iter((bound or {}).values()), None),
            "movements": movements,
            "days": of_days.order_by("-day")[:_DAYS_SHOWN],
        }
        return self.page(request, "admin/stock/brochure.html", context)

    def _ask(self, request: HttpRequest, brochure: Brochure, step: str, form: forms.Form) -> HttpResponse:
        row = _row(_region(request), brochure)
        data = form.cleaned_data
        if step == "deliver":
            after, missing = row["stock"].copies + data["copies"], 0
        else:
            after = max(data["counted"] - row["promised"], 0)
            missing = max(row["promised"] - data["counted"], 0)
        context = {
            **row,
            "title": _TITLES[step],
            "step": step,
            "data": {name: str(value) for name, value in data.items()},
            "typed": data.get("copies", data.get("counted")),
            "after": after,
            "difference": after - row["stock"].copies,
            "less": row["stock"].copies - after,
            "missing": missing,
        }
        return self.page(request, "admin/stock/sure.html", context)


def _region(request: HttpRequest) -> Any:
    user: Any = request.user
    return user.region


def _of_the_ikk(user: Any) -> Any:
    """Return national brochures and the IKK's own; none for national staff, who have no shelf."""
    if user.region_id is None:
        return Brochure.objects.none()
    return Brochure.objects.filter(Q(region=None) | Q(region=user.region_id))


def _rows(region: Any) -> list[dict[str, Any]]:
    """Return a row for every brochure that the IKK lists or has a stock of, by title; low ones first."""
    stocks = {stock.brochure_id: stock for stock in Stock.objects.filter(region=region)}
    promised = promised_copies(region)
    listed = Brochure.objects.public().for_region(region)
    brochures = {*listed, *Brochure.objects.filter(pk__in=stocks)}
    rows = [_as_row(brochure, stocks.get(brochure.pk), region, promised) for brochure in brochures]
    return sorted(rows, key=lambda row: (not row["is_low"], row["brochure"].title, row["brochure"].pk))


def _row(region: Any, brochure: Brochure) -> dict[str, Any]:
    stock = Stock.objects.filter(region=region, brochure=brochure).first()
    return _as_row(brochure, stock, region, promised_copies(region))


def _as_row(brochure: Brochure, stock: Stock | None, region: Any, promised: dict[int, int]) -> dict[str, Any]:
    stock = stock or Stock(region=region, brochure=brochure)
    waits = promised.get(brochure.pk, 0)
    is_low = stock.pk is not None and stock.is_low and stock.is_offered
    return {"brochure": brochure, "stock": stock, "promised": waits, "in_all": stock.copies + waits, "is_low": is_low}
