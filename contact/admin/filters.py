"""What the list of enquiries can be narrowed to."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from contact.models import Enquiry

if TYPE_CHECKING:
    from django.db.models import QuerySet


class StandingFilter(admin.SimpleListFilter):
    """Shows what waits for an answer; the rest on request."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("mine", "von mir übernommen"),
            ("overdue", "überfällige Barriere-Meldungen"),
            ("sending", "Versand nicht bestätigt"),
            ("answered", "beantwortet"),
        ]

    def choices(self, changelist: Any) -> Any:
        for value, name in ((None, "ohne Antwort"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": name}

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        rows: Any = queryset
        if self.value() == "mine":
            return rows.waiting().filter(taken_by=request.user.get_username())
        if self.value() == "overdue":
            return rows.overdue(timezone.now())
        if self.value() == "sending":
            return rows.filter(state=Enquiry.State.SENDING)
        if self.value() == "answered":
            return rows.filter(state=Enquiry.State.ANSWERED)
        return rows.waiting()
