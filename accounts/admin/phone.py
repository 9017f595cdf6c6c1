"""The phone desk: where letters and access of an identified caller stand, and three things to do about it.

The number travels in forms only. Each page that shows something looks it up anew, and the trail notes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts import letter_limits
from accounts.actions import (
    NotPossibleNow,
    RegisterAway,
    block_access,
    discard_letter,
    look_up,
    request_by_phone,
)
from accounts.actions.phone import Number, Standing
from accounts.budgets import LOOK_UPS, charge_look_up
from accounts.forms import Letter
from accounts.letter_ids import written_letter_id
from accounts.models import LetterAtThePhone, PinLetter, User
from accounts.phone_words import NOTHING, Told, access, told
from bestand.forms import NumberField
from ikk_portal.platform.throttle import TooManyTries
from privacy.one_page import OnePageAdmin

_AWAY = (
    "Der Bestand antwortet gerade nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal; es hat sich nichts "
    "geändert."
)
_TOO_LATE = "Das ist nicht mehr möglich: Der Stand hat sich gerade geändert. Unten steht der neue."
_PRINTED_HERE = (PinLetter.State.PRINTING, PinLetter.State.PRINTED, PinLetter.State.UNCLEAR)
_DESTROY = (
    "Der Brief ist schon gedruckt und liegt noch im Haus. Bitte sagen Sie dem PIN-Versand, dass das Blatt vernichtet "
    "werden muss: Brief {}."
)
_REASONS = (
    "Brief ist nicht angekommen",
    "Brief oder PIN ist verloren oder gestohlen",
    "Jemand anderes kennt die PIN",
    "Nicht selbst angefordert",
    "Auf Wunsch, ohne Grund",
)


class CallerNumber(forms.Form):
    """The number that an identified caller has given."""

    number = NumberField(
        error_messages={"required": "Bitte geben Sie die Versichertennummer oder Betriebsnummer ein."},
    )


class NewLetter(Letter):
    """How the new letter is printed; the key makes two clicks one request."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class Why(forms.Form):
    """Why a letter or an access ends: one of few sentences, so that nothing personal gets into the trail."""

    reason = forms.ChoiceField(
        label="Grund",
        choices=[(reason, reason) for reason in _REASONS],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie einen Grund aus.",
            "invalid_choice": "Bitte wählen Sie einen der Gründe aus.",
        },
    )


@dataclass(frozen=True)
class Step:
    """Something that is asked once more before it counts.

    Attributes:
        question, warning, yes: words of the page that asks.
        form: what has to be answered there.
        done: what has happened, and what to say.
    """

    question: str
    warning: str
    yes: str
    form: type[forms.Form]
    done: str


STEPS = {
    "request": Step(
        "Neuen Brief anfordern?",
        "Der Brief geht an die Anschrift im Bestand. Eine andere ist am Telefon nicht möglich: Wer umgezogen ist, "
        "teilt zuerst die neue Anschrift mit. Ein unbenutzter älterer Brief gilt nicht mehr, sobald der neue gedruckt "
        "ist.",
        "Ja, anfordern",
        NewLetter,
        "Der Brief ist angefordert und steht in ein paar Minuten hier, wenn die Nummer zu Ihrer IKK gehört. Sagen Sie: "
        "„Ich habe einen neuen Brief angefordert. Er geht an die Anschrift, die wir von Ihnen haben.“",
    ),
    "discard": Step(
        "Brief verwerfen?",
        "Die PIN in diesem Brief gilt dann nie mehr. Das lässt sich nicht zurücknehmen.",
        "Ja, verwerfen",
        Why,
        "Der Brief ist verworfen. Was Sie dazu sagen können, steht unten.",
    ),
    "block": Step(
        "Zugang sperren?",
        "Mit der PIN kann sich dann niemand mehr anmelden, und ein Brief, der noch nicht benutzt ist, gilt nicht mehr. "
        "Das lässt sich nicht zurücknehmen: Erst ein neuer Brief öffnet den Zugang wieder, wenn er zum ersten Mal "
        "benutzt wird.",
        "Ja, sperren",
        Why,
        "Der Zugang ist gesperrt. Sagen Sie: „Ihr Zugang ist jetzt gesperrt. Mit der PIN kann sich niemand mehr "
        "anmelden.“",
    ),
}


@dataclass(frozen=True)
class Question:
    """A step, and what it is about.

    Attributes:
        name: key of ``STEPS``.
        found: where everything stands.
        concerned: the letter to discard or the access to block; None for a new letter.
    """

    name: str
    found: Standing
    concerned: PinLetter | User | None


@admin.register(LetterAtThePhone)
class LetterAtThePhoneAdmin(OnePageAdmin):
    """One field, the answer below it, and a page that asks before anything changes."""

    permission = "accounts.answer_phone"

    @method_decorator(sensitive_post_parameters("number"))
    @sensitive_variables("number")
    def desk(self, request: HttpRequest) -> HttpResponse:
        """Show the field; for a number the answer, or the question before a step, or take the step."""
        form = CallerNumber(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._field(request, form)
        number = form.cleaned_data["number"]
        try:
            charge_look_up(username=request.user.get_username(), number=str(number))
            found = look_up(by=request.user, number=number)
            return self._answer_or_step(request, form, found)
        except TooManyTries as refused:
            form.add_error("number", _too_many(refused))
        except RegisterAway:
            form.add_error("number", _AWAY)
        return self._field(request, form)

    def _answer_or_step(self, request: HttpRequest, form: CallerNumber, found: Standing) -> HttpResponse:
        name = request.POST.get("step", "")
        if name not in STEPS or "back" in request.POST:
            return self._answer(request, form, found)
        concerned = _concerned(name, found, request.POST.get("letter", ""))
        if concerned is None and (name != "request" or not _is_possible(found.letters)):
            self.message_user(request, _TOO_LATE, messages.WARNING)
            return self._answer(request, form, found)
        question = Question(name, found, concerned)
        asked = STEPS[name].form(request.POST if "sure" in request.POST else None)
        if not asked.is_valid():
            return self._sure(request, form, question, asked)
        return self._take(request, form, question, asked.cleaned_data)

    def _take(
        self, request: HttpRequest, form: CallerNumber, question: Question, answers: dict[str, Any]
    ) -> HttpResponse:
        number = form.cleaned_data["number"]
        try:
            _act(request.user, number, answers, question.concerned)
        except NotPossibleNow:
            self.message_user(request, _TOO_LATE, messages.WARNING)
        else:
            self.message_user(request, STEPS[question.name].done, messages.SUCCESS)
            for letter in _sheets_to_destroy(question):
                self.message_user(request, _DESTROY.format(written_letter_id(letter.pk)), messages.WARNING)
        return self._answer(request, form, look_up(by=request.user, number=number))

    def _field(self, request: HttpRequest, form: CallerNumber) -> HttpResponse:
        return self.page(request, "admin/phone/desk.html", {"form": form})

    def _answer(self, request: HttpRequest, form: CallerNumber, found: Standing) -> HttpResponse:
        context = {
            "form": form,
            "number": form.cleaned_data["number"],
            "nothing": NOTHING,
            "is_nothing": found == Standing(),
            "access": access(found.member, found.letters),
            "is_open": _is_open(found.member),
            "letters": [_row(letter, is_newest=index == 0) for index, letter in enumerate(found.letters)],
            "not_yet": _not_yet(found.letters),
        }
        return self.page(request, "admin/phone/answer.html", context)

    def _sure(self, request: HttpRequest, form: CallerNumber, question: Question, asked: forms.Form) -> HttpResponse:
        concerned = question.concerned
        context = {
            "number": form.cleaned_data["number"],
            "name": question.name,
            "step": STEPS[question.name],
            "title": STEPS[question.name].question,
            "form": asked,
            "letter_id": concerned.pk if isinstance(concerned, PinLetter) else "",
            "told": _stands(question),
        }
        return self.page(request, "admin/phone/sure.html", context)


def _act(by: Any, number: Number, answers: dict[str, Any], concerned: PinLetter | User | None) -> None:
    if concerned is None:
        request_by_phone(by=by, key=answers["key"], number=number, letter_form=answers["letter_form"])
    elif isinstance(concerned, PinLetter):
        discard_letter(by=by, letter=concerned.pk, note=f"Am Telefon verworfen: {answers['reason']}")
    else:
        note = f"Am Telefon gesperrt: {answers['reason']}"
        block_access(by=by, kind=concerned.kind, number=str(concerned.number), note=note)


def _concerned(name: str, found: Standing, letter_id: str) -> PinLetter | User | None:
    """Return the letter or the access that a step is about, if it still can be taken; new letters concern none."""
    if name == "discard":
        unused = (letter for letter in found.letters if letter.state in PinLetter.UNUSED)
        return next((letter for letter in unused if str(letter.pk) == letter_id), None)
    if name == "block":
        return found.member if _is_open(found.member) else None
    return None


def _is_open(member: User | None) -> bool:
    return member is not None and member.blocked_at is None


def _stands(question: Question) -> Told | None:
    """Return in words what the step is about; None for a new letter."""
    if isinstance(question.concerned, PinLetter):
        return told(question.concerned, timezone.localdate())
    return access(question.concerned, question.found.letters) if question.concerned else None


def _sheets_to_destroy(question: Question) -> list[PinLetter]:
    """Return the letters that a step has ended while they lay in the house; a block ends all unused ones."""
    if question.concerned is None:
        return []
    ended = [question.concerned] if isinstance(question.concerned, PinLetter) else question.found.letters
    return [letter for letter in ended if letter.state in _PRINTED_HERE]


def _is_possible(letters: Sequence[PinLetter]) -> bool:
    today = timezone.localdate()
    return letter_limits.next_possible_day(letters, today) == today


def _not_yet(letters: Sequence[PinLetter]) -> str:
    """Return from when on a new letter may be requested; empty if it may be now."""
    if _is_possible(letters):
        return ""
    day = letter_limits.next_possible_day(letters, timezone.localdate())
    if day is None:
        return (
            "Ein Brief ist in Arbeit. Ein neuer ist möglich, wenn dieser verworfen ist, oder "
            f"{letter_limits.WAIT_AFTER_POSTING} Arbeitstage nachdem er zur Post gegeben ist."
        )
    return f"Ein neuer Brief ist ab dem {date_format(day, 'j. F Y')} möglich."


def _row(letter: PinLetter, *, is_newest: bool) -> dict[str, Any]:
    return {
        "id": letter.pk,
        "told": told(letter, timezone.localdate()),
        "is_current": is_newest or letter.state not in PinLetter.ENDED,
        "is_unused": letter.state in PinLetter.UNUSED,
    }


def _too_many(refused: TooManyTries) -> str:
    moment = date_format(timezone.localtime(refused.until), "H:i")
    return (
        f"Sie haben {LOOK_UPS} Nummern in einer Stunde nachgeschlagen; mehr ist nicht vorgesehen. Die nächste Auskunft "
        f"ist ab {moment} Uhr möglich. Die Nummer steht noch im Feld."
    )
