"""Mail with brochures that the post has brought back: one field, one order's number after the other.

What was typed in this sitting travels in the form; of the orders only their state is kept, the address is erased.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from brochures.actions import NotReturnable, return_order
from brochures.models import Order, ReturnedOrder
from brochures.order_numbers import read_order_number
from privacy.one_page import OnePageAdmin

State = Order.State
_UNKNOWN, _KEPT, _THROWN_AWAY = "unknown", "kept", "thrown_away"
_LONGEST = 500  # orders in one list: as many as the form may carry
RESULTS: dict[str, str] = {
    _KEPT: "Erfasst. Die Anschrift ist gelöscht; bitte legen Sie die Broschüren ins Regal zurück.",
    _THROWN_AWAY: "Erfasst. Die Anschrift ist gelöscht; die Broschüren zählen nicht mehr zum Bestand.",
    State.RETURNED: "War schon als zurückgekommen erfasst. Nichts geändert.",
    State.OPEN: "Noch nicht als versandt erfasst. Nichts geändert. Bitte erfassen Sie zuerst den Versand.",
    _UNKNOWN: "Unbekannt: nach der Frist schon gelöscht, oder von einer anderen IKK. Nichts geändert. Was wieder ins "
    "Regal kommt, erfassen Sie im Bestand.",
}


class OrderNumberField(forms.CharField):
    """Takes a number as people type it; cleans to the number as it stands on labels."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if text and not (number := read_order_number(text)):
            raise forms.ValidationError(
                "Eine Bestellnummer sieht aus wie B-7KQ2-M9XD. Sie steht klein über der Anschrift.", code="invalid"
            )
        return number if text else None


class ReturnForm(forms.Form):
    """One order that has come back, and what becomes of the copies."""

    copies = forms.ChoiceField(
        label="Die Broschüren sind",
        choices=[
            (_KEPT, "wie neu: Sie kommen zurück ins Regal"),
            (_THROWN_AWAY, "beschädigt: Sie werden weggeworfen"),
        ],
        initial=_KEPT,
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, was aus den Broschüren wird."},
    )
    number = OrderNumberField(
        label="Bestellnummer",
        help_text="Steht klein über der Anschrift auf dem Etikett und oben rechts auf dem Lieferschein.",
        error_messages={"required": "Bitte geben Sie die Bestellnummer der Sendung ein."},
        widget=forms.TextInput(
            attrs={
                "class": "vTextField",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


@admin.register(ReturnedOrder)
class ReturnedOrderAdmin(OnePageAdmin):
    """The field, the result of the last number, and what came before."""

    permission = "brochures.fulfil_orders"

    def desk(self, request: HttpRequest) -> HttpResponse:
        """Take one number after the other; the field is empty and has the focus again for the next one."""
        form = ReturnForm(request.POST if request.method == "POST" else None)
        taken = _carried(request)
        last = ""
        if form.is_valid():
            number, copies = form.cleaned_data["number"], form.cleaned_data["copies"]
            result = _take_back(request.user, number, copies)
            taken = [(number, result), *taken][:_LONGEST]
            last = RESULTS[result]
            form = ReturnForm(initial={"copies": copies})
            # Read out with the field, which has the focus again.
            form.fields["number"].widget.attrs["aria-describedby"] = "scan-result id_number_helptext"
        is_recorded = bool(taken) and taken[0][1] in {_KEPT, _THROWN_AWAY}
        rows = [(number, result, RESULTS[result]) for number, result in taken]
        context = {"form": form, "rows": rows, "last": last, "is_recorded": is_recorded}
        return self.page(request, "admin/returned_orders/desk.html", context)


def _take_back(by: Any, number: str, copies: str) -> str:
    try:
        return_order(by=by, number=number, is_reusable=copies == _KEPT)
    except NotReturnable as refused:
        return refused.state or _UNKNOWN
    return copies


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the form says was taken before, the newest first; what was made by hand is left out."""
    taken = []
    for entry in request.POST.getlist("taken")[:_LONGEST]:
        number, _, result = entry.partition(" ")
        if read_order_number(number) == number and result in RESULTS:
            taken.append((number, result))
    return taken
