"""What all desks of letters share: a letter is found by one complete number, and nobody adds or deletes one."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpRequest
from django.utils import timezone

from bestand.numbers import InvalidNumber, recognise
from privacy.staff_desk import ReadOnlyDeskAdmin
from regions.working_days import working_days_between

if TYPE_CHECKING:
    from datetime import datetime


class LettersAdmin(ReadOnlyDeskAdmin):
    """A list of letters of the own IKK, read-only but for the desk's own buttons."""

    search_fields = ("number",)
    search_help_text = "Ganze Versichertennummer oder Betriebsnummer"
    actions: Any = None

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find letters by one complete number, however it is typed; anything else finds nothing."""
        if not search_term.strip():
            return queryset, False
        try:
            return queryset.filter(number=str(recognise(search_term))), False
        except InvalidNumber as invalid:
            self.message_user(request, invalid.message, messages.WARNING)
            return queryset.none(), False

    def filter_for_trail(self, request: HttpRequest) -> str:
        """Keep the number that was looked for out of the trail, which outlives the letter."""
        kept = request.GET.copy()
        if kept.get(SEARCH_VAR):
            kept[SEARCH_VAR] = "Nummer"
        return kept.urlencode()


def days_waited(since: "datetime", until: "datetime | None" = None) -> int:
    """Return how many working days lie between two moments; until now where the second is None."""
    return working_days_between(timezone.localdate(since), timezone.localdate(until))


def in_working_days(days: int) -> str:
    """Return an age in words, as it stands behind "wartet seit"."""
    return {0: "heute", 1: "1 Arbeitstag"}.get(days, f"{days} Arbeitstagen")
