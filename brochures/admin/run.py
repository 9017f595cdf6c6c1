"""Working on many orders together: what to take from the shelf, paper, and off to the post.

All pages here answer sent forms: which orders are concerned stands in one hidden field, so that a list which has grown
meanwhile changes nothing. The PDFs carry addresses: they are kept nowhere, and the trail notes them.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.db.models import Max, Min, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from brochures.actions import NoSuchOrder, dispatch, take_labels, take_notes, undo_dispatch
from brochures.admin.run_forms import OrdersForm, PlacingForm, keep_placing, kept_placing
from brochures.models import Brochure, Order, Stock
from brochures.order_paper import KEPT_DAYS, labels_of, notes_of
from letters.delivery_note import NOTES_PER_PDF, NoteProblem
from letters.engine import PaperError
from letters.labels import LabelProblem, trial_sheet
from privacy.staff_desk import ReadOnlyDeskAdmin

FULFIL = "brochures.fulfil_orders"
NOTHING_CHOSEN = "Bitte wählen Sie in der Liste mindestens eine Bestellung aus. Es hat sich nichts geändert."
_NOT_OPEN = "Diese Bestellungen sind nicht mehr zu versenden: Das ist schon geschehen. Die Liste ist jetzt aktuell."
_NOT_TODAY = "Von diesen Bestellungen ist heute keine versandt worden. Es hat sich nichts geändert."
_DISPATCHED = "Als versandt erfasst: {}. Das lässt sich heute noch zurücknehmen."
_UNDONE = "Wieder zu versenden: {}."
_UNPRINTABLE = (
    "Nichts gedruckt, denn Bestellung {} lässt sich nicht drucken: {} Wählen Sie die anderen Bestellungen ohne diese "
    "aus, und beschriften Sie diese von Hand."
)


class RunDesk(ReadOnlyDeskAdmin):
    """The pages for many orders, as part of the desk of orders."""

    def run_urls(self) -> list[Any]:
        views: dict[str, Callable[..., HttpResponse]] = {
            "run": self.run,
            "pick-list": self.pick_list,
            "labels": self.labels,
            "notes": self.notes,
            "dispatch": self.dispatch,
            "undo": self.undo,
        }
        wrap = self.admin_site.admin_view
        return [
            path(f"{name}/", wrap(require_POST(transaction.atomic(view))), name=f"brochures_order_{name}")
            for name, view in views.items()
        ]

    def run(self, request: HttpRequest) -> HttpResponse:
        """Show what can be done with the chosen orders, in the order in which it is done."""
        return self.run_page(request, _chosen(request))

    def pick_list(self, request: HttpRequest) -> HttpResponse:
        """Show what to take from the shelf, for printing; nothing of any person."""
        orders = _open_orders(request, _chosen(request))
        if not orders:
            return self._back(request, _NOT_OPEN)
        context = {**self._context(request, "Packliste"), **_summary(orders), "rows": _to_take(request, orders)}
        return render(request, "admin/orders/pick_list.html", context)

    def labels(self, request: HttpRequest) -> HttpResponse:
        """Answer with the label sheets as a PDF, or with a trial of their outlines on plain paper."""
        chosen = _chosen(request)
        form = PlacingForm(request.POST)
        if not form.is_valid():
            return self.run_page(request, chosen, form)
        placing = form.placing
        keep_placing(request, placing)
        if "trial" in request.POST:
            return self._paper(request, "probedruck", lambda: trial_sheet(placing, dated=timezone.localdate()))
        return self._paper(
            request,
            "etiketten",
            lambda: labels_of(take_labels(by=request.user, orders=chosen), placing, printed_on=timezone.localdate()),
        )

    def notes(self, request: HttpRequest) -> HttpResponse:
        """Answer with the delivery notes as a PDF."""
        chosen = _chosen(request)
        return self._paper(
            request,
            "lieferscheine",
            lambda: notes_of(take_notes(by=request.user, orders=chosen), printed_on=timezone.localdate()),
        )

    def dispatch(self, request: HttpRequest) -> HttpResponse:
        """Note that the chosen orders have gone to the post."""
        try:
            count = dispatch(by=request.user, orders=_chosen(request))
        except NoSuchOrder:
            return self._back(request, _NOT_OPEN)
        return self._back(request, _DISPATCHED.format(in_orders(count)), messages.SUCCESS)

    def undo(self, request: HttpRequest) -> HttpResponse:
        """Take back the dispatch of today."""
        return self.undo_for(request, _chosen(request))

    def undo_for(self, request: HttpRequest, orders: Sequence[UUID]) -> HttpResponse:
        try:
            count = undo_dispatch(by=request.user, orders=orders)
        except NoSuchOrder:
            return self._back(request, _NOT_TODAY)
        return self._back(request, _UNDONE.format(in_orders(count)), messages.SUCCESS)

    def run_page(self, request: HttpRequest, chosen: Sequence[UUID], form: PlacingForm | None = None) -> HttpResponse:
        orders = _open_orders(request, chosen)
        if not orders:
            return self._back(request, _NOT_OPEN)
        keys = [str(order.pk) for order in orders]
        context = {
            **self._context(request, "Gemeinsam bearbeiten"),
            **_summary(orders),
            "rows": _to_take(request, orders),
            "labelled": sum(order.labelled_on is not None for order in orders),
            "keys": ",".join(keys),
            "notes": _in_parts(keys),
            "form": form or PlacingForm(initial=kept_placing(request)),
            "kept_days": KEPT_DAYS,
        }
        return render(request, "admin/orders/run.html", context)

    def _paper(self, request: HttpRequest, name: str, made: Callable[[], bytes]) -> HttpResponse:
        """Answer with a PDF that nobody keeps; if it cannot be made, nothing is noted as printed."""
        try:
            with transaction.atomic():
                pdf = made()
        except NoSuchOrder:
            return self._back(request, _NOT_OPEN)
        except (LabelProblem, NoteProblem) as problem:
            return self._back(request, _UNPRINTABLE.format(problem.number, problem))
        except PaperError as problem:
            return self._back(request, f"Nichts gedruckt: {problem}")
        leaving = {"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}.pdf"'}
        return HttpResponse(pdf, content_type="application/pdf", headers=leaving)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "media": self.media}

    def _back(self, request: HttpRequest, message: str, level: int = messages.WARNING) -> HttpResponse:
        """Lead to the list with one message."""
        self.message_user(request, message, level)
        return HttpResponseRedirect(reverse("admin:brochures_order_changelist"))


def in_orders(count: int) -> str:
    return "1 Bestellung" if count == 1 else f"{count} Bestellungen"


def _chosen(request: HttpRequest) -> list[UUID]:
    """Return the keys that the form holds.

    Raises:
        PermissionDenied, BadRequest: the person may not, or the form was made by hand.
    """
    if not request.user.has_perm(FULFIL):
        raise PermissionDenied
    form = OrdersForm(request.POST)
    if not form.is_valid():
        raise BadRequest
    keys: list[UUID] = form.cleaned_data["orders"]
    return keys


def _open_orders(request: HttpRequest, keys: Sequence[UUID]) -> list[Order]:
    return list(Order.objects.visible_to(request.user).filter(pk__in=keys, state=Order.State.OPEN))


def _summary(orders: Sequence[Order]) -> dict[str, Any]:
    rows = Order.objects.filter(pk__in=[order.pk for order in orders])
    days = rows.aggregate(first_day=Min("ordered_on"), last_day=Max("ordered_on"))
    copies = rows.aggregate(copies=Sum("lines__copies"))
    return {"orders": in_orders(len(orders)), "count": len(orders), **days, **copies}


def _to_take(request: HttpRequest, orders: Sequence[Order]) -> list[dict[str, Any]]:
    """Return what to take from the shelf: title, copies, and in how many of the orders."""
    rows = (
        Brochure.objects.filter(orderline__order__in=orders).order_by("title").annotate(copies=Sum("orderline__copies"))
    )
    user: Any = request.user
    left = dict(Stock.objects.filter(region=user.region).values_list("brochure", "copies"))
    return [{"brochure": row, "copies": row.copies, "left": left.get(row.pk, 0)} for row in rows]


def _in_parts(keys: list[str]) -> list[dict[str, Any]]:
    """Return which orders go into one PDF of notes: "1 bis 250" and their keys."""
    begins = range(0, len(keys), NOTES_PER_PDF)
    parts = [(begin, keys[begin : begin + NOTES_PER_PDF]) for begin in begins]
    return [{"first": begin + 1, "last": begin + len(part), "keys": ",".join(part)} for begin, part in parts]
