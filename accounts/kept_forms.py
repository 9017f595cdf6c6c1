"""Forms that come too late, because the session or the form's token has ended: kept for who filled them in.

What was typed travels sealed through the sign-in page, and comes back into the form; nothing is sent by itself.
A form is kept for the account whose page it stood on (``_token.html`` marks it) and for its own address; the pages of
the sign-in, whose hidden field holds number and PIN, bear no such mark. A page of the branch gets all that by building
its form with ``form_for``, or by ``taken``; fields named in ``SECRET`` are never kept.
"""

import base64
import json
import zlib
from datetime import timedelta
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.areas import MEMBERS, area_of
from accounts.models import User
from accounts.sessions import user_of_ended
from ikk_portal.platform.sealing import SealBroken, seal, unseal

MAX_AGE = timedelta(minutes=30)
SECRET = frozenset({"pin", "unlock_code"})

_OWNER = "owner"
_NOT_KEPT = SECRET | {"csrfmiddlewaretoken", _OWNER, "kept"}
_PURPOSE = "kept-form/v1"
_IN_SESSION = "kept_form"
_LONGEST = 48 * 1024  # characters; what the sign-in page can carry on within the limit of public bodies

_Form = TypeVar("_Form", bound=forms.Form)


def owner_mark(user: Any) -> str:
    """Return what stands in the forms of an account: the same for one account, and no clue to which one."""
    return salted_hmac("accounts.kept_forms", str(user.pk), algorithm="sha256").hexdigest()[:32]


def pack(fields: dict[str, Any]) -> str:
    """Return the fields of a form, each with its values, as short text."""
    return base64.b85encode(zlib.compress(json.dumps(fields).encode())).decode()


def opened(purpose: str, sealed: str, user: Any) -> dict[str, Any] | None:
    """Return what was sealed for ``user``, its fields unpacked; None if it has waited too long, or is another's."""
    try:
        content: dict[str, Any] = unseal(purpose, sealed, max_age=MAX_AGE)
    except SealBroken:
        return None
    if not constant_time_compare(content["owner"], owner_mark(user)):
        return None
    return {**content, "fields": json.loads(zlib.decompress(base64.b85decode(content["fields"])))}


def kept_after_the_end(request: HttpRequest) -> str:
    """Return the sealed form if it was sent from a session that has just ended; "" if there is none to keep."""
    key = request.COOKIES.get(MEMBERS.cookie)
    if area_of(request.path_info) is not MEMBERS or not key or request.user.is_authenticated:
        return ""
    user_id = user_of_ended(key, MEMBERS)
    return _sealed(request, User(pk=user_id)) if user_id else ""


def kept_now(request: HttpRequest) -> str:
    """Return the sealed form of who is signed in; "" if there is none to keep."""
    inside = area_of(request.path_info) is MEMBERS
    return _sealed(request, request.user) if inside and request.user.is_authenticated else ""


def give_back(request: HttpRequest, sealed: str) -> str:
    """Let the form wait for who is signed in, and return the address of its page; "" for anybody else.

    Until then it lies in the session as it came: sealed.
    """
    content = _opened(request, sealed)
    if content is None:
        return ""
    request.session[_IN_SESSION] = sealed
    return str(content["address"])


def form_for(request: HttpRequest, form_class: type[_Form], **options: Any) -> _Form:
    """Return the form of a page: as it was sent, else filled with what was kept for this page, else empty."""
    if request.method == "POST":
        return form_class(request.POST, **options)
    data = taken(request)
    if data is None:
        return form_class(**options)
    fields = form_class(**options).fields
    typed = {
        name: field.widget.value_from_datadict(data, {}, name) for name, field in fields.items() if name not in SECRET
    }
    return form_class(**{**options, "initial": {**options.get("initial", {}), **typed}})


def is_given_back(request: HttpRequest) -> bool:
    """Whether this page shows a form with what was kept."""
    return getattr(request, "form_given_back", False)


def taken(request: HttpRequest) -> QueryDict | None:
    """Return the form that waits for this page, once; None if there is none."""
    content = _opened(request, request.session.get(_IN_SESSION, ""))
    if content is None or content["address"].partition("?")[0] != request.path:
        return None
    del request.session[_IN_SESSION]
    request.form_given_back = True  # type: ignore[attr-defined]
    data = QueryDict(mutable=True)
    for name, values in content["fields"].items():
        data.setlist(name, values)
    return data


def _sealed(request: HttpRequest, user: Any) -> str:
    """Return the form sealed for ``user``; "" if it is somebody else's, holds nothing, or is too long to carry."""
    mark = owner_mark(user)
    fields = {name: values for name, values in request.POST.lists() if name not in _NOT_KEPT}
    if not fields or not constant_time_compare(request.POST.get(_OWNER, ""), mark):
        return ""
    sealed = seal(_PURPOSE, {"owner": mark, "address": request.get_full_path(), "fields": pack(fields)})
    return sealed if len(sealed) <= _LONGEST else ""


def _opened(request: HttpRequest, sealed: str) -> dict[str, Any] | None:
    """Return what was kept for who is signed in."""
    return opened(_PURPOSE, sealed, request.user) if sealed else None
