"""The second proof: what shows social data asks for the Entsperrcode besides the PIN, once in a session."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import kept_forms

_PROVED = "second_proof"


def has_second_proof(request: HttpRequest) -> bool:
    """Whether who is signed in has shown a second proof in this session."""
    return bool(request.session.get(_PROVED))


def note_second_proof(request: HttpRequest) -> None:
    """Note the proof and give the session a new key: whoever knew the old one has nothing of the proof."""
    request.session.cycle_key()
    request.session[_PROVED] = True


def second_proof_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view answer after a second proof only; ask for it, then go on to where the person was.

    A form that was sent without it is kept, and comes back filled.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if has_second_proof(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            kept_forms.give_back(request, kept_forms.kept_now(request))
        query = urlencode({"weiter": request.get_full_path()})
        return redirect(f"{reverse('accounts:second-proof')}?{query}")

    return guarded
