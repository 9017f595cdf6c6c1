"""Keep what somebody asks."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contact.models import Enquiry
from ikk_portal.platform.keys import mac, ring
from regions.models import Region


@dataclass(frozen=True)
class Question:
    """What somebody sends.

    Attributes:
        topic: a value of ``Topic``.
        region: the IKK that answers; None where all may.
        message: as it was typed.
        email: one address, for the answer.
        page: path of the page it is about; mostly empty.
    """

    topic: str
    region: Region | None
    message: str = field(repr=False)
    email: str = field(repr=False)
    page: str = ""


def key_of(question: Question, *, form_day: date) -> UUID:
    """Return the key of the row: the same for the same words from forms of the same day, whichever tab sends them.

    An HMAC, because whoever sees the key must not be able to try out addresses.
    """
    region = question.region.slug if question.region else ""
    parts = (form_day.isoformat(), question.topic, region, question.email, question.message, question.page)
    return UUID(bytes=mac(ring("forms").newest, "contact/enquiry", *parts)[:16], version=4)


def keep_enquiry(*, key: UUID, question: Question) -> None:
    """Keep one enquiry for staff; the same ``key`` again changes nothing.

    Anybody may call it. One statement that reads nothing: the web's role may not.
    """
    enquiry = Enquiry(
        id=key,
        topic=question.topic,
        region=question.region,
        message=question.message,
        email=question.email,
        page=question.page,
    )
    Enquiry.objects.bulk_create([enquiry], ignore_conflicts=True)
