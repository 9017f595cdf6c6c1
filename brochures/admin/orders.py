"""The desk "Zu versenden": the list of orders, and one page for each order. What is done to many: ``run.py``."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format

from brochures.actions import NoSuchOrder, erase_order
from brochures.admin.run import FULFIL, NOTHING_CHOSEN, RunDesk
from brochures.models import Order
from brochures.models.order import ENDING_DAYS, ending
from brochures.order_numbers import read_order_number
from brochures.order_paper import KEPT_DAYS
from letters.labels import LABELS_PER_PDF
from regions.working_days import DESK_TARGET, working_days_before, working_days_between

if TYPE_CHECKING:
    from django.db.models import QuerySet

State = Order.State
_LATEST_DAYS = Order.Privacy.retention.latest_days
_DAYS_SHOWN = 14
_ERASED = "Die Bestellung und ihre Anschrift sind gelöscht."
_GONE = "Diese Bestellung gibt es nicht mehr."


class StateFilter(admin.SimpleListFilter):
    """Shows what is to be sent; the rest only on request."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("ohne-etikett", "zu versenden, ohne Etikett"),
            ("heute", "heute versandt"),
            ("versandt", "versandt"),
            ("zurueck", "zurückgekommen"),
        ]

    def choices(self, changelist: Any) -> Any:
        for value, name in ((None, "zu versenden"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": name}

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if request.GET.get(SEARCH_VAR) and self.value() is None:
            return queryset  # who looks for one order does not know where it stands
        conditions = {
            "ohne-etikett": Q(state=State.OPEN, labelled_on=None),
            "heute": Q(state=State.DISPATCHED, dispatched_on=timezone.localdate()),
            "versandt": Q(state=State.DISPATCHED),
            "zurueck": Q(state=State.RETURNED),
        }
        return queryset.filter(conditions.get(self.value() or "", Q(state=State.OPEN)))


class DayFilter(admin.SimpleListFilter):
    """Days from which orders are still to be sent, the oldest first."""

    title = "Bestellt am"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Order.objects.visible_to(request.user).filter(state=State.OPEN).order_by("ordered_on")
        days = rows.values_list("ordered_on").annotate(Count("pk"))[:_DAYS_SHOWN]
        return [(day.isoformat(), f"{date_format(day, 'D j. F')} ({count})") for day, count in days]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        day = self.value()
        return queryset.filter(ordered_on=date.fromisoformat(day)) if day else queryset


@admin.register(Order)
class OrderAdmin(RunDesk):
    """The list with its buttons, and an order with what can be done about it."""

    list_display = ("number", "ordered_on", "waiting", "recipient", "copies", "standing")
    list_filter = (StateFilter, DayFilter)
    list_per_page = 100
    show_facets = admin.ShowFacets.NEVER  # days bear their count
    search_fields = ("number",)
    search_help_text = "Bestellnummer oder Name"
    actions = ("work_on_chosen", "undo_chosen")
    change_list_template = "admin/orders/orders.html"

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        return Order.objects.visible_to(request.user).select_related("address").annotate(in_all=Sum("lines__copies"))

    def get_urls(self) -> list[Any]:
        erase = self.admin_site.admin_view(self.erase)
        return [*self.run_urls(), path("<uuid:pk>/erase/", erase, name="brochures_order_erase"), *super().get_urls()]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(FULFIL)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find orders by their number, however it is typed, or by words of the name; a name may look like a number."""
        by_name = Q()
        for word in search_term.split():
            by_name &= Q(address__given_name__icontains=word) | Q(address__family_name__icontains=word)
        return queryset.filter(by_name | Q(number=read_order_number(search_term) or "")) if by_name else queryset, False

    def filter_for_trail(self, request: HttpRequest) -> str:
        """Keep the name that was looked for out of the trail, which outlives the order."""
        kept = request.GET.copy()
        if kept.get(SEARCH_VAR):
            kept[SEARCH_VAR] = "Suche"
        return kept.urlencode()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer what fits the list: undoing where today's dispatch is shown, work where something is to be sent."""
        fitting = {"heute": "undo_chosen", "": "work_on_chosen", "ohne-etikett": "work_on_chosen"}
        wanted = fitting.get(request.GET.get("stand", ""))
        return {name: action for name, action in super().get_actions(request).items() if name == wanted}

    def get_action_choices(self, request: HttpRequest, default_choices: Any = ()) -> list[tuple[str, str]]:
        """Offer the one action without an empty choice before it."""
        return super().get_action_choices(request, [])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST" and not request.POST.getlist(ACTION_CHECKBOX_NAME):
            self.message_user(request, NOTHING_CHOSEN, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        response: Any = super().changelist_view(request, {**_counts(request), **(extra_context or {})})
        if "cl" in (getattr(response, "context_data", None) or {}):
            rows = response.context_data["cl"].queryset[:LABELS_PER_PDF]
            is_today = request.GET.get("stand") == "heute"
            wanted = State.DISPATCHED if is_today else State.OPEN
            keys = [str(order.pk) for order in rows if order.state == wanted]
            response.context_data |= {"keys": ",".join(keys), "shown": len(keys), "is_today": is_today}
        return response

    @admin.display(description="Wartet seit")
    def waiting(self, order: Order) -> str:
        """Return the age in working days while it is open; beyond the target, or near its end, it says so."""
        if order.state != State.OPEN:
            return "–"
        today = timezone.localdate()
        days = working_days_between(order.ordered_on, today)
        text = {0: "heute", 1: "1 Arbeitstag"}.get(days, f"{days} Arbeitstagen")
        if order.ends_on <= today + timedelta(days=ENDING_DAYS):
            return f"{text} – wird nach dem {date_format(order.ends_on, 'j. F')} gelöscht"
        return f"{text} – bitte zuerst" if days > DESK_TARGET else text

    @admin.display(description="An")
    def recipient(self, order: Order) -> str:
        address = getattr(order, "address", None)
        return f"{address.given_name} {address.family_name}, {address.town}" if address else "Anschrift gelöscht"

    @admin.display(description="Exemplare")
    def copies(self, order: Any) -> int:
        return int(order.in_all or 0)

    @admin.display(description="Stand")
    def standing(self, order: Order) -> str:
        if order.dispatched_on is None:
            labelled = order.labelled_on
            return f"Etikett vom {date_format(labelled, 'j. F')}" if labelled else "ohne Etikett"
        day = date_format(order.dispatched_on, "j. F Y")
        return f"{order.get_state_display()}{' am' if order.state == State.DISPATCHED else ', versandt am'} {day}"

    @admin.action(description="Ausgewählte gemeinsam bearbeiten", permissions=["view"])
    def work_on_chosen(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return self.run_page(request, list(queryset.values_list("pk", flat=True)))

    @admin.action(description="Versand der ausgewählten zurücknehmen", permissions=["view"])
    def undo_chosen(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        return self.undo_for(request, list(queryset.values_list("pk", flat=True)))

    @transaction.atomic
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one order: what, where to, how far, and until when the address is kept."""
        order = self.get_object(request, object_id)
        if order is None or not self.has_view_permission(request, order):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, "admin/orders/order.html", order, f"Bestellung {order}")

    @transaction.atomic
    def erase(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Ask, and then erase an order at once."""
        order = self.get_object(request, str(pk))
        if order is None or not self.has_view_permission(request, order):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if request.method != "POST":
            return self._page(request, "admin/orders/erase.html", order, "Bestellung und Anschrift löschen?")
        try:
            erase_order(by=request.user, order=order.pk)
        except NoSuchOrder:
            return self._back(request, _GONE)
        return self._back(request, _ERASED, messages.SUCCESS)

    def _page(self, request: HttpRequest, template: str, order: Order, title: str) -> HttpResponse:
        today = timezone.localdate()
        context = {
            **self._context(request, title),
            "original": order,
            "order": order,
            "address": getattr(order, "address", None),
            "lines": order.lines.select_related("brochure").order_by("brochure__title"),
            "waiting": self.waiting(order),
            "is_open": order.state == State.OPEN,
            "is_undoable": order.state == State.DISPATCHED and order.dispatched_on == today,
            "kept_until": order.dispatched_on + timedelta(days=KEPT_DAYS) if order.dispatched_on else None,
            "kept_days": KEPT_DAYS,
            "latest_days": _LATEST_DAYS,
        }
        return render(request, template, context)


def _counts(request: HttpRequest) -> dict[str, Any]:
    """Return what stands above the list: all that is to be sent, and what has waited for too long."""
    today = timezone.localdate()
    late = Q(ordered_on__lte=working_days_before(today, DESK_TARGET + 1))
    rows = Order.objects.visible_to(request.user)
    counts = rows.filter(state=State.OPEN).aggregate(
        waiting=Count("pk"), late=Count("pk", filter=late), ending=Count("pk", filter=ending(today))
    )
    sent_today = rows.filter(state=State.DISPATCHED, dispatched_on=today).count()
    return {
        "counts": {**counts, "sent_today": sent_today},
        "target": DESK_TARGET,
        "most": LABELS_PER_PDF,
        "latest_days": _LATEST_DAYS,
    }
