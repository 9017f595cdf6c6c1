"""Answering: one person, one answer, whatever the mail server does in between."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from contact.actions import answering
from contact.models import Enquiry
from privacy.models import StaffAccess
from regions.models import Region
from tests.contact.smtp_sink import Sink, running_sink
from tests.contact.test_models import kept

pytestmark = pytest.mark.django_db
TEXT = "Guten Tag,\n\nja, von 9 bis 12 Uhr.\n\nMit freundlichen Grüßen"


@pytest.fixture
def kessler() -> User:
    """Katrin Kessler: Kundenservice der Muster-IKK Rheinland."""
    return User.objects.get(username="kessler")


@pytest.fixture
def colleague(rheinland: Region) -> User:
    """Somebody else of the same Kundenservice."""
    return User.objects.create_staff("kollege", given_name="K", family_name="K", region=rheinland)


@pytest.fixture
def taken(kessler: User, rheinland: Region) -> Enquiry:
    """An enquiry that Katrin Kessler has taken."""
    enquiry = kept(topic="broschueren", region=rheinland, message="Geheim: die Frage")
    answering.take_enquiry(by=kessler, enquiry=enquiry.pk)
    return enquiry


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A real mail server on this machine, instead of the list that Django keeps in tests."""
    with running_sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


def standing(enquiry: Enquiry) -> tuple[str, str, str]:
    found = Enquiry.objects.get(pk=enquiry.pk)
    return found.state, found.taken_by, found.draft


def test_answer_is_plain_text_without_the_question_and_without_a_way_back(
    sink: Sink, kessler: User, taken: Enquiry
) -> None:
    answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)

    (raw,) = sink.mails
    sent = message_from_bytes(raw, policy=policy.default)
    assert sent["To"] == "anna@example.org"
    assert sent["From"] == "Muster-IKK Rheinland <keine-antwort@127.0.0.1>"
    assert sent["Message-ID"] == f"<anfrage.{taken.pk}@127.0.0.1>"
    assert str(sent["Subject"]).startswith("Ihre Anfrage vom ")
    assert (sent["Reply-To"], sent["Cc"], sent["Bcc"], sent.get_content_type()) == (None, None, None, "text/plain")
    body = sent.get_content().replace("\r\n", "\n")
    assert body.startswith(TEXT)
    assert "Bitte nicht antworten" in body
    assert "/kontakt/\n" in body
    assert [word for word in ("Geheim", "Kessler", "kessler") if word.encode() in raw] == []
    assert standing(taken) == ("answered", "kessler", TEXT)
    assert Enquiry.objects.get(pk=taken.pk).answered_way == "mail"


def test_answer_is_sent_once_however_often_it_is_asked_for(sink: Sink, kessler: User, taken: Enquiry) -> None:
    answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)
    for _ in range(3):
        with pytest.raises(answering.NotPossibleNow):
            answering.send_answer(by=kessler, enquiry=taken.pk, text="Noch einmal")

    assert len(sink.mails) == 1


@pytest.mark.parametrize("refused", ["MAIL", "RCPT", "DATA", "."])
def test_refused_answer_waits_as_a_draft_and_is_sent_later(
    sink: Sink, kessler: User, taken: Enquiry, refused: str
) -> None:
    sink.refuse = refused
    with pytest.raises(answering.NotSent):
        answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)
    assert standing(taken) == ("taken", "kessler", TEXT)
    sink.mails.clear()
    sink.refuse = ""

    answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)

    assert len(sink.mails) == 1
    assert standing(taken)[0] == "answered"


def test_silent_server_keeps_the_draft(kessler: User, taken: Enquiry, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there

    with pytest.raises(answering.NotSent):
        answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)

    assert standing(taken) == ("taken", "kessler", TEXT)


def test_mail_service_that_is_not_set_up_keeps_the_draft(
    kessler: User, taken: Enquiry, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "file"  # where a folder is wanted
    settings.EMAIL_FILE_PATH.touch()

    with pytest.raises(answering.NotSent):
        answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)

    assert standing(taken) == ("taken", "kessler", TEXT)


@pytest.mark.parametrize("host", ["ä" * 63, "\u202e"])
def test_address_that_no_mail_can_bear_is_not_unclear(sink: Sink, kessler: User, rheinland: Region, host: str) -> None:
    enquiry = kept(topic="broschueren", region=rheinland, email=f"anna@{host}.de")
    answering.take_enquiry(by=kessler, enquiry=enquiry.pk)

    with pytest.raises(answering.NotSent):
        answering.send_answer(by=kessler, enquiry=enquiry.pk, text=TEXT)

    assert sink.mails == []
    assert standing(enquiry) == ("taken", "kessler", TEXT)


def test_server_that_dies_after_the_mail_leaves_it_unclear_and_nothing_is_sent_again(
    sink: Sink, kessler: User, colleague: User, taken: Enquiry
) -> None:
    sink.die_after = "."
    with pytest.raises(answering.SendingUnclear):
        answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)

    assert standing(taken) == ("sending", "kessler", TEXT)
    for step in (answering.take_enquiry, answering.answer_by_post):
        with pytest.raises(answering.NotPossibleNow):
            step(by=kessler, enquiry=taken.pk)
    with pytest.raises(answering.NotPossibleNow):
        answering.give_back(by=kessler, enquiry=taken.pk, text=TEXT)
    with pytest.raises(answering.NotPossibleNow):
        answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)
    with pytest.raises(answering.NotPossibleNow):  # it may still be going on
        answering.settle_sending(by=colleague, enquiry=taken.pk, was_sent=False)
    assert sink.tries == 1


def test_unclear_answer_is_settled_by_who_has_looked(kessler: User, colleague: User, rheinland: Region) -> None:
    for was_sent, expected in ((True, ("answered", "kessler", TEXT)), (False, ("taken", "kollege", TEXT))):
        enquiry = kept(region=rheinland)
        answering.take_enquiry(by=kessler, enquiry=enquiry.pk)
        long_ago = timezone.now() - timedelta(minutes=6)
        Enquiry.objects.filter(pk=enquiry.pk).update(state="sending", draft=TEXT, sending_since=long_ago)
        assert Enquiry.objects.get(pk=enquiry.pk).is_unclear

        answering.settle_sending(by=colleague, enquiry=enquiry.pk, was_sent=was_sent)

        assert standing(enquiry) == expected


def test_server_that_dies_while_closing_has_taken_the_mail(sink: Sink, kessler: User, taken: Enquiry) -> None:
    sink.die_after = "QUIT"

    answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)

    assert standing(taken)[0] == "answered"


def test_who_comes_second_takes_nothing(kessler: User, colleague: User, taken: Enquiry) -> None:
    with pytest.raises(answering.NotPossibleNow):
        answering.take_enquiry(by=colleague, enquiry=taken.pk)
    with pytest.raises(answering.NotPossibleNow):
        answering.answer_by_post(by=colleague, enquiry=taken.pk)
    with pytest.raises(answering.NotPossibleNow):
        answering.give_back(by=colleague, enquiry=taken.pk, text="x")
    with pytest.raises(answering.NotPossibleNow):
        answering.save_draft(by=colleague, enquiry=taken.pk, text="x")
    with pytest.raises(answering.NotPossibleNow):
        answering.send_answer(by=colleague, enquiry=taken.pk, text="x")

    assert standing(taken) == ("taken", "kessler", "")
    assert mail.outbox == []


def test_colleague_takes_over_with_the_draft_from_the_named_person_only(
    kessler: User, colleague: User, taken: Enquiry
) -> None:
    answering.save_draft(by=kessler, enquiry=taken.pk, text="Anfang")
    with pytest.raises(answering.NotPossibleNow):
        answering.take_over(by=colleague, enquiry=taken.pk, from_whom="sander")

    answering.take_over(by=colleague, enquiry=taken.pk, from_whom="kessler")

    assert standing(taken) == ("taken", "kollege", "Anfang")


def test_given_back_enquiry_is_open_with_its_draft(kessler: User, colleague: User, taken: Enquiry) -> None:
    answering.give_back(by=kessler, enquiry=taken.pk, text="Anfang")
    answering.take_enquiry(by=colleague, enquiry=taken.pk)

    assert standing(taken) == ("taken", "kollege", "Anfang")


def test_answer_by_post_sends_nothing(kessler: User, taken: Enquiry) -> None:
    answering.answer_by_post(by=kessler, enquiry=taken.pk)

    assert standing(taken)[0] == "answered"
    assert mail.outbox == []


def test_other_ikks_take_nothing_but_what_concerns_all(rheinland: Region) -> None:
    kuhn = User.objects.get(username="kuhn")  # Bayern
    own, for_all = kept(topic="broschueren", region=rheinland), kept()

    with pytest.raises(answering.NotPossibleNow):
        answering.take_enquiry(by=kuhn, enquiry=own.pk)
    answering.take_enquiry(by=kuhn, enquiry=for_all.pk)

    assert standing(for_all)[1] == "kuhn"


def test_every_step_leaves_its_trail(kessler: User, taken: Enquiry) -> None:
    answering.save_draft(by=kessler, enquiry=taken.pk, text="Anfang")
    answering.send_answer(by=kessler, enquiry=taken.pk, text=TEXT)

    details = StaffAccess.objects.filter(kind="contact.Enquiry", record=str(taken.pk)).order_by("at")
    assert list(details.values_list("by", "action", "detail")) == [
        ("kessler", "change", detail) for detail in ("übernommen", "Entwurf", "Antwort begonnen", "beantwortet: mail")
    ]


@pytest.mark.parametrize("name", ["IKK\r\nBcc: b@example.org", 'IKK "Muster" <x@y>', "Ä, B"])
def test_no_name_makes_a_second_header(sink: Sink, kessler: User, taken: Enquiry, rheinland: Region, name: str) -> None:
    Region.objects.filter(pk=rheinland.pk).update(name=name)

    answering.send_answer(by=kessler, enquiry=taken.pk, text="Guten Tag\nBcc: b@example.org\n\n.\n..\n")

    sent = message_from_bytes(sink.mails[0], policy=policy.default)
    assert [str(sent[header]) for header in ("To", "Bcc")] == ["anna@example.org", "None"]
    assert sent["From"].addresses[0].addr_spec == "keine-antwort@127.0.0.1"
