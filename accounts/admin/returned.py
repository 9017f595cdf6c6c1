"""Letters that the post has brought back: made for a barcode scanner, one field, one letter after the other.

What was scanned in this sitting travels in the form; nothing but the letters themselves is kept.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts.actions import NotReturnable, return_letter
from accounts.letter_ids import InvalidLetterId, read_letter_id, written_letter_id
from accounts.models import PinLetter, ReturnedLetter
from privacy.one_page import OnePageAdmin

State = PinLetter.State
_UNKNOWN = "unknown"
_LONGEST = 500  # letters in one list: as many as the form may carry
_DEAD = "Die PIN in diesem Brief galt schon nicht mehr. Nichts geändert."
_NOT_POSTED = "Noch nicht zur Post gegeben. Nichts geändert. Bitte klären Sie, woher dieser Brief kommt."
RESULTS: dict[str, str] = {
    State.POSTED: "Als zurückgekommen erfasst. Die PIN gilt nicht mehr.",
    State.RETURNED: "War schon als zurückgekommen erfasst.",
    **dict.fromkeys(PinLetter.UNPOSTED, _NOT_POSTED),
    **dict.fromkeys((State.EXPIRED, State.DISCARDED, State.REPLACED), _DEAD),
    State.ACTIVATED: "Mit diesem Brief hat sich schon jemand angemeldet. Nichts geändert. Bitte melden Sie es der "
    "PIN-Freigabe.",
    _UNKNOWN: "Unbekannt, oder der Brief einer anderen IKK. Nichts geändert.",
}


class LetterIdField(forms.CharField):
    """Takes what a scanner types, or somebody; cleans to the letter's id."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        if not text:
            return None
        try:
            return read_letter_id(text)
        except InvalidLetterId as invalid:
            code = "secret" if invalid.is_secret else "invalid"
            raise forms.ValidationError(str(invalid), code=code) from None


class ScanForm(forms.Form):
    """One scanned letter."""

    code = LetterIdField(
        label="Briefnummer",
        help_text="Scannen Sie den Code unten auf dem Blatt, oder tippen Sie die Nummer oben rechts bei „Brief“ ab.",
        error_messages={"required": "Bitte scannen Sie den Code eines Briefs."},
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


@admin.register(ReturnedLetter)
class ReturnedLetterAdmin(OnePageAdmin):
    """The field, the result of the last scan, and what was scanned before."""

    permission = "accounts.return_letters"

    @method_decorator(sensitive_post_parameters("code"))
    def desk(self, request: HttpRequest) -> HttpResponse:
        """Take one scan after the other; the field is empty and has the focus again for the next one."""
        form = ScanForm({"code": _typed(request)} if request.method == "POST" else None)
        scanned = _carried(request)
        last = ""
        if form.is_valid():
            letter = form.cleaned_data["code"]
            result = self._take_back(request, letter)
            scanned = [(letter, result), *scanned][:_LONGEST]
            last = RESULTS[result]
            form = ScanForm()
            # Read out with the field, which has the focus again.
            form.fields["code"].widget.attrs["aria-describedby"] = "scan-result id_code_helptext"
        elif form.has_error("code", "secret"):
            form.data = {}  # what was scanned goes nowhere, not even back into the field
        is_recorded = bool(scanned) and scanned[0][1] == State.POSTED
        rows = [(written_letter_id(letter), result, RESULTS[result]) for letter, result in scanned]
        context = {"form": form, "rows": rows, "last": last, "is_recorded": is_recorded}
        return self.page(request, "admin/returned/desk.html", context)

    def _take_back(self, request: HttpRequest, letter: UUID) -> str:
        try:
            return_letter(by=request.user, letter=letter)
        except NotReturnable as refused:
            return refused.state or _UNKNOWN
        return State.POSTED


@sensitive_variables("code", "candidate")
def _typed(request: HttpRequest) -> str:
    """Return what the field holds, or the code alone that was scanned beside a refused one still standing there."""
    code, refused = request.POST.get("code", ""), request.POST.get("refused", "")
    for candidate in (code.removeprefix(refused), code.removesuffix(refused)):
        try:
            read_letter_id(candidate)
        except InvalidLetterId:
            continue
        return candidate
    return code


def _carried(request: HttpRequest) -> list[tuple[UUID, str]]:
    """Return what the form says was scanned before, the newest first; what was made by hand is left out."""
    scanned = []
    for entry in request.POST.getlist("scanned")[:_LONGEST]:
        letter, _, result = entry.partition(" ")
        try:
            scanned.append((UUID(letter), result))
        except ValueError:
            continue
    return [(letter, result) for letter, result in scanned if result in RESULTS]
