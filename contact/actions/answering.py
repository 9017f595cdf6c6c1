"""Answer enquiries: one person takes one, and answers it once.

A mail cannot be taken back, and a process may die at any point. So the row says ``sending`` before the first byte
leaves the house, and only what certainly did not leave may be sent again.
"""

import smtplib
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from contact.answers import answer_mail
from contact.models import Enquiry
from privacy.actions import record_access
from privacy.models import StaffAccess

State, Way = Enquiry.State, Enquiry.Way


class NotPossibleNow(Exception):
    """The enquiry is not where the step begins: somebody else was faster. Nothing changes."""


class NotSent(Exception):
    """The answer certainly did not leave; it waits as a draft."""


class SendingUnclear(Exception):
    """The answer may have left; the enquiry stays in ``sending`` until somebody has found out."""


@transaction.atomic
def take_enquiry(*, by: Any, enquiry: UUID) -> None:
    """Take an open enquiry. For holders of ``contact.answer_enquiry``.

    Raises:
        NotPossibleNow: it is open no more.
    """
    found = _locked(by, enquiry, State.OPEN)
    found.state, found.taken_by, found.taken_at = State.TAKEN, by.get_username(), timezone.now()
    _save(found, by, "übernommen", "state", "taken_by", "taken_at")


@transaction.atomic
def take_over(*, by: Any, enquiry: UUID, from_whom: str) -> None:
    """Take an enquiry, with its draft, from the colleague ``from_whom``. For holders of ``contact.answer_enquiry``.

    Raises:
        NotPossibleNow: it is not with that colleague any more.
    """
    found = _locked(by, enquiry, State.TAKEN, taken_by=from_whom)
    found.taken_by, found.taken_at = by.get_username(), timezone.now()
    _save(found, by, f"übernommen von {from_whom}", "taken_by", "taken_at")


@transaction.atomic
def give_back(*, by: Any, enquiry: UUID, text: str) -> None:
    """Let others take an enquiry again, with what is written so far as its draft. For the person who took it.

    Raises:
        NotPossibleNow: it is not theirs any more.
    """
    found = _locked(by, enquiry, State.TAKEN, taken_by=by.get_username())
    found.state, found.taken_by, found.taken_at = State.OPEN, "", None
    found.draft = text
    _save(found, by, "zurückgegeben", "state", "taken_by", "taken_at", "draft")


@transaction.atomic
def save_draft(*, by: Any, enquiry: UUID, text: str) -> None:
    """Keep what is written so far. For the person who took the enquiry.

    Raises:
        NotPossibleNow: it is not theirs any more.
    """
    found = _locked(by, enquiry, State.TAKEN, taken_by=by.get_username())
    found.draft = text
    _save(found, by, "Entwurf", "draft")


@transaction.atomic
def answer_by_post(*, by: Any, enquiry: UUID) -> None:
    """Note that the answer went by post. For the person who took the enquiry.

    Raises:
        NotPossibleNow: it is not theirs any more.
    """
    found = _locked(by, enquiry, State.TAKEN, taken_by=by.get_username())
    _answered(found, by, Way.POST)


def send_answer(*, by: Any, enquiry: UUID, text: str) -> None:
    """Send the answer by mail, once. For the person who took the enquiry; not within a transaction.

    Raises:
        NotPossibleNow: it is not theirs any more, or is being sent already.
        NotSent: the mail service took nothing; the text waits as a draft.
        SendingUnclear: it may have taken it.
    """
    found = _begin(by, enquiry, text)
    try:
        _hand_over(found)
    except NotSent:
        _failed(by, enquiry)
        raise
    with transaction.atomic():
        _answered(_locked(by, enquiry, State.SENDING, taken_by=by.get_username()), by, Way.MAIL)


@transaction.atomic
def settle_sending(*, by: Any, enquiry: UUID, was_sent: bool) -> None:
    """Say what became of an answer whose sending broke off. For holders of ``contact.answer_enquiry``.

    Raises:
        NotPossibleNow: it is not unclear, or no more.
    """
    found = _locked(by, enquiry, State.SENDING)
    if not found.is_unclear:
        raise NotPossibleNow
    if was_sent:
        _answered(found, by, Way.MAIL)
        return
    found.state, found.sending_since, found.taken_by = State.TAKEN, None, by.get_username()
    _save(found, by, "geklärt: nicht gesendet", "state", "sending_since", "taken_by")


@transaction.atomic(durable=True)
def _begin(by: Any, enquiry: UUID, text: str) -> Enquiry:
    """Commit that the sending begins: whatever happens now, nobody sends it again without looking."""
    found = _locked(by, enquiry, State.TAKEN, taken_by=by.get_username())
    found.state, found.draft, found.sending_since = State.SENDING, text, timezone.now()
    _save(found, by, "Antwort begonnen", "state", "draft", "sending_since")
    return found


def _hand_over(enquiry: Enquiry) -> None:
    """Give the mail to the service; tell what certainly failed from what may have gone through."""
    try:
        mail = answer_mail(enquiry)
        mail.message()  # what cannot be written as a mail shows before anything may have left
        connection = get_connection()
        connection.open()
    except (OSError, ValueError, smtplib.SMTPException, ImproperlyConfigured) as problem:
        raise NotSent from problem
    try:
        connection.send_messages([mail])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as refusal:
        raise NotSent from refusal
    except (OSError, smtplib.SMTPException) as problem:
        raise SendingUnclear from problem
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


@transaction.atomic
def _failed(by: Any, enquiry: UUID) -> None:
    found = _locked(by, enquiry, State.SENDING, taken_by=by.get_username())
    found.state, found.sending_since = State.TAKEN, None
    _save(found, by, "nicht gesendet", "state", "sending_since")


def _answered(enquiry: Enquiry, by: Any, way: Enquiry.Way) -> None:
    enquiry.state, enquiry.answered_at, enquiry.answered_way = State.ANSWERED, timezone.now(), way
    _save(enquiry, by, f"beantwortet: {way}", "state", "answered_at", "answered_way")


def _locked(by: Any, enquiry: UUID, state: Enquiry.State, **fields: str) -> Enquiry:
    rows = Enquiry.objects.visible_to(by).select_related("region").select_for_update(of=("self",))
    found = rows.filter(pk=enquiry, state=state, **fields).first()
    if found is None:
        raise NotPossibleNow
    return found


def _save(enquiry: Enquiry, by: Any, detail: str, *fields: str) -> None:
    enquiry.save(update_fields=fields)
    record_access(by=by, action=StaffAccess.Action.CHANGE, kind=Enquiry, record=enquiry, detail=detail)
