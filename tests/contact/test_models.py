"""Enquiries: what the database takes and what it refuses, whoever asks; and what is left after the retention."""

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contact.models import Enquiry, EnquiryCount
from contact.topics import IndividualTopic
from regions.models import Region

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TAKEN: dict[str, Any] = {"state": "taken", "taken_by": "kessler", "taken_at": NOW}
SENDING: dict[str, Any] = {**TAKEN, "state": "sending", "draft": "Guten Tag", "sending_since": NOW}
MAILED: dict[str, Any] = {**SENDING, "state": "answered", "answered_at": NOW, "answered_way": "mail"}
POSTED: dict[str, Any] = {**TAKEN, "state": "answered", "answered_at": NOW, "answered_way": "post"}
WAYS = {"open": (), "taken": (TAKEN,), "sending": (TAKEN, SENDING), "answered": (TAKEN, SENDING, MAILED)}


def kept(**fields: Any) -> Enquiry:
    """Return an enquiry as the web would have kept it, but for ``fields``."""
    given = {"topic": "website", "message": "Guten Tag", "email": "anna@example.org", **fields}
    return Enquiry.objects.create(id=uuid4(), **given)


def changed(enquiry: Enquiry, **fields: Any) -> None:
    Enquiry.objects.filter(pk=enquiry.pk).update(**fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"topic": "broschueren"}, "enquiry_region_or_for_all"),
        ({"message": ""}, "enquiry_message_length"),
        ({"message": "ü" * 4_001}, "enquiry_message_length"),
        ({"email": "a@x.de, b@x.de"}, "enquiry_email_one_address"),
        ({"email": "a@x.de\nBcc: b@x.de"}, "enquiry_email_one_address"),
        ({"email": "a"}, "enquiry_email_one_address"),
        ({"page": "https://evil.example/"}, "enquiry_page_own"),
        ({"page": "/a\nb"}, "enquiry_page_own"),
        (TAKEN, "enquiry_transition"),
    ],
)
def test_enquiry_that_no_form_sends_is_refused_by_the_database(fields: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        kept(**fields)


@pytest.mark.parametrize("topic", [*IndividualTopic, "", "x"])
def test_topic_that_is_not_standard_is_refused_by_the_database(topic: str, rheinland: Region) -> None:
    with pytest.raises(IntegrityError, match="enquiry_topic_standard"), transaction.atomic():
        kept(topic=topic, region=rheinland)


@pytest.mark.parametrize(
    "fields",
    [
        {"topic": "barrierefreiheit"},
        {"topic": "seite", "page": "/themen/leistungen/zahnersatz/"},
        {"message": "ü" * 4_000},
        {"email": "a.b+c@sub.example.org"},
    ],
)
def test_enquiry_that_a_form_may_send_is_accepted(fields: dict[str, Any]) -> None:
    assert kept(**fields).pk


def test_topic_of_one_ikk_is_accepted_with_it(rheinland: Region) -> None:
    assert kept(topic="broschueren", region=rheinland).pk


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({**TAKEN, "taken_by": ""}, "enquiry_taken_by_one"),
        ({"taken_by": "kessler"}, "enquiry_taken_by_one"),
        ({**TAKEN, "sending_since": NOW}, "enquiry_sending_since"),
        ({**TAKEN, "answered_way": "post"}, "enquiry_answer_whole"),
        ({**TAKEN, "answered_at": NOW}, "enquiry_answer_whole"),
    ],
)
def test_state_that_says_half_is_refused_by_the_database(fields: dict[str, Any], name: str) -> None:
    enquiry = kept()

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        changed(enquiry, **fields)


def test_answer_by_mail_without_words_is_refused_and_by_post_accepted() -> None:
    enquiry = kept()
    changed(enquiry, **TAKEN)
    changed(enquiry, **{**SENDING, "draft": ""})
    with pytest.raises(IntegrityError, match="enquiry_answer_whole"), transaction.atomic():
        changed(enquiry, **{**MAILED, "draft": ""})
    other = kept()
    changed(other, **TAKEN)
    changed(other, **POSTED)

    assert Enquiry.objects.get(pk=other.pk).answered_way == "post"


@pytest.mark.parametrize(
    ("state", "following"),
    [
        ("open", {"taken"}),
        ("taken", {"open", "sending", "answered"}),
        ("sending", {"taken", "answered"}),
        ("answered", set()),
    ],
)
def test_enquiry_goes_the_named_ways_only(state: str, following: set[str]) -> None:
    back = {"state": "open", "taken_by": "", "taken_at": None}
    there = {
        "open": {**back, "sending_since": None, "answered_at": None, "answered_way": ""},
        "taken": {**TAKEN, "sending_since": None, "answered_at": None, "answered_way": ""},
        "sending": {"state": "sending", "sending_since": NOW, "answered_at": None, "answered_way": ""},
        "answered": {"state": "answered", "answered_at": NOW, "answered_way": "post"},
    }
    possible = set()
    for wanted in there.keys() - {state}:
        enquiry = kept()
        for step in WAYS[state]:
            changed(enquiry, **step)
        fields = {**TAKEN, **there[wanted]} if wanted != "open" else there[wanted]
        try:
            with transaction.atomic():
                changed(enquiry, **fields)
            possible.add(wanted)
        except IntegrityError as refusal:
            assert "enquiry_transition" in str(refusal)  # noqa: PT017

    assert possible == following


@pytest.mark.parametrize("state", ["sending", "answered"])
def test_words_that_were_sent_stay(state: str) -> None:
    enquiry = kept()
    for step in WAYS[state]:
        changed(enquiry, **step)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        changed(enquiry, draft="Etwas anderes")
    assert refusal.value.__cause__.diag.constraint_name == "enquiry_sent_stays"  # type: ignore[union-attr]


def housekeeping() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
        call_command("housekeeping", stdout=StringIO())
        cursor.execute("RESET ROLE")


@pytest.mark.parametrize(
    ("received", "answered", "is_kept"),
    [(0, None, True), (179, None, True), (181, None, False), (40, 29, True), (40, 31, False), (181, 1, False)],
)
def test_enquiry_is_erased_30_days_after_the_answer_and_180_after_receipt(
    received: int, answered: int | None, is_kept: bool
) -> None:
    enquiry = kept(received_at=NOW - timedelta(days=received))
    if answered is not None:
        changed(enquiry, **TAKEN)
        changed(enquiry, **{**POSTED, "answered_at": NOW - timedelta(days=answered)})

    assert (Enquiry.objects.get().erased_on > NOW) == is_kept

    housekeeping()

    assert Enquiry.objects.exists() == is_kept
    assert list(EnquiryCount.objects.values_list("topic", "count")) == [("website", 1)]
