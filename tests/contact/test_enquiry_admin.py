"""The desk of the Kundenservice: what it shows, to whom, and what asks first."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from contact.answers import TEMPLATES, first_draft
from contact.desk_figures import figures
from contact.models import Enquiry
from privacy.models import StaffAccess
from regions.models import Region
from tests.conftest import RoleClient, signed_in
from tests.contact.test_models import kept

pytestmark = pytest.mark.django_db
LIST = "/verwaltung/contact/enquiry/"
TEXT = "Guten Tag,\n\nja.\n\nMit freundlichen Grüßen"


@pytest.fixture
def desk() -> RoleClient:
    """A client signed in as Katrin Kessler of the Muster-IKK Rheinland."""
    return signed_in(User.objects.get(username="kessler"))


@pytest.fixture
def enquiry(rheinland: Region) -> Enquiry:
    return kept(topic="broschueren", region=rheinland, message="Gibt es <b>etwas</b>\nüber Rücken?")


def address(enquiry: Enquiry) -> str:
    return f"{LIST}{enquiry.pk}/change/"


def step(client: RoleClient, enquiry: Enquiry, name: str, **typed: str) -> Any:
    return client.post(address(enquiry), {"step": name, **typed}, follow=True)


def state(enquiry: Enquiry) -> str:
    return Enquiry.objects.get(pk=enquiry.pk).state


def listed(client: RoleClient, query: str = "") -> list[str]:
    return re.findall(rf'href="{LIST}([0-9a-f-]+)/change/', client.get(f"{LIST}?{query}").text)


def told(response: Any) -> str:
    return " ".join(re.findall(r'<li class="(?:success|warning|error)">([^<]+)', response.text))


def test_inbox_shows_own_ikk_and_what_concerns_all_with_age_and_state(desk: RoleClient, enquiry: Enquiry) -> None:
    bayern = kept(topic="broschueren", region=Region.objects.get(slug="bayern"))
    overdue = kept(topic="barrierefreiheit", received_at=timezone.now() - timedelta(days=31))
    text = desk.get(LIST).text

    assert listed(desk) == [str(overdue.pk), str(enquiry.pk)]
    assert "31 Tage alt – überfällig" in text
    assert "von heute" in text
    assert "alle IKKs" in text
    assert enquiry.email not in text
    assert listed(desk, "stand=overdue") == [str(overdue.pk)]
    assert listed(desk, "topic=broschueren") == [str(enquiry.pk)]
    assert listed(desk, "stand=mine") == []
    hidden = desk.get(address(bayern), follow=True)
    assert "Diesen Eintrag gibt es nicht, oder er gehört zu einer anderen IKK." in hidden.text


def test_list_asks_as_often_for_three_as_for_one(
    desk: RoleClient, enquiry: Enquiry, django_assert_num_queries: Any, rheinland: Region
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        desk.get(LIST)
    for _ in range(2):
        kept(topic="broschueren", region=rheinland)
    with CaptureQueriesContext(connection) as three:
        desk.get(LIST)

    assert len(three) == len(one)


def test_enquiry_is_taken_answered_and_done(desk: RoleClient, enquiry: Enquiry) -> None:
    assert "Gibt es &lt;b&gt;etwas&lt;/b&gt;<br>über Rücken?" in desk.get(address(enquiry)).text
    assert "Sie haben die Anfrage übernommen." in told(step(desk, enquiry, "take"))
    page = desk.get(address(enquiry)).text
    assert first_draft(enquiry.region).replace("\n", "") in page.replace("\n", "")

    asked = step(desk, enquiry, "send", text=TEXT)

    assert "Antwort senden?" in asked.text
    assert (state(enquiry), mail.outbox) == ("taken", [])
    assert "Die Antwort ist unterwegs." in told(step(desk, enquiry, "send", text=TEXT, sure="Ja, senden"))
    assert state(enquiry) == "answered"
    (sent,) = mail.outbox
    assert (sent.to, sent.body.startswith(TEXT)) == (["anna@example.org"], True)
    assert "jemand anderes war schneller" in told(step(desk, enquiry, "send", text=TEXT, sure="Ja, senden"))
    assert len(mail.outbox) == 1
    assert listed(desk) == []
    assert listed(desk, "stand=answered") == [str(enquiry.pk)]
    done = desk.get(address(enquiry)).text
    assert "Beantwortet per E-Mail" in done
    assert 'name="step"' not in done


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "Bitte schreiben Sie eine Antwort."),
        (
            "Guten Tag,\r\n\r\n\r\n\r\nMit freundlichen Grüßen\r\nMuster-IKK Rheinland",
            "Bitte schreiben Sie eine Antwort.",
        ),
        ("Ihre Nummer A 000 500 015", "Die Antwort enthält eine Versichertennummer."),
        ("x" * 6_001, "Die Antwort hat 6001 Zeichen, höchstens 6000 sind möglich."),
        (f"Guten Tag {TEMPLATES['danke'][1]}", "was in eckigen Klammern steht"),
    ],
)
def test_answer_that_must_not_go_is_refused_and_kept(desk: RoleClient, enquiry: Enquiry, text: str, error: str) -> None:
    step(desk, enquiry, "take")

    response = step(desk, enquiry, "send", text=text, sure="Ja, senden")

    assert error in response.text
    assert text[:10] in response.text
    assert (state(enquiry), mail.outbox) == ("taken", [])


def test_template_is_put_below_the_greeting_and_what_was_typed_stays(desk: RoleClient, enquiry: Enquiry) -> None:
    step(desk, enquiry, "take")

    page = step(desk, enquiry, "insert", text="Guten Tag,\n\nschon getippt", template="seite").text

    assert f"Guten Tag,\n\n{TEMPLATES['seite'][1]}\n\nschon getippt" in page
    assert Enquiry.objects.get(pk=enquiry.pk).draft == ""


def test_draft_is_kept_and_going_back_from_the_question_loses_nothing(desk: RoleClient, enquiry: Enquiry) -> None:
    step(desk, enquiry, "take")
    assert "Gesendet ist nichts." in told(step(desk, enquiry, "save", text="Anfang"))
    assert "Anfang</textarea>" in desk.get(address(enquiry)).text

    assert "Weiter</textarea>" in step(desk, enquiry, "send", text="Weiter", back="Nein, zurück").text
    assert 'value="Weiter"' in step(desk, enquiry, "post", text="Weiter").text


@pytest.mark.parametrize(("typed", "draft"), [("Guten Tag,\r\n\r\nhalb", "Guten Tag,\n\nhalb"), (None, "")])
def test_what_was_typed_waits_for_whoever_takes_a_given_back_enquiry(
    desk: RoleClient, enquiry: Enquiry, typed: str | None, draft: str
) -> None:
    step(desk, enquiry, "take")

    step(desk, enquiry, "give-back", text=typed or first_draft(enquiry.region))

    assert (state(enquiry), Enquiry.objects.get(pk=enquiry.pk).draft) == ("open", draft)


def test_answered_enquiry_leads_to_the_oldest_open_one(desk: RoleClient, enquiry: Enquiry, rheinland: Region) -> None:
    kept(topic="broschueren", region=Region.objects.get(slug="bayern"))
    younger, older = (
        kept(topic="broschueren", region=rheinland, received_at=timezone.now() - timedelta(hours=hours))
        for hours in (1, 2)
    )
    step(desk, enquiry, "take")

    done = step(desk, enquiry, "post", text="Angefangen", sure="Ja").text

    assert f'href="{address(older)}">Nächste offene Anfrage</a>' in done
    for other in (older, younger):
        step(desk, other, "take")
    assert "Auch sonst ist keine offen." in desk.get(address(enquiry)).text


def test_open_enquiries_are_gone_through_one_after_the_other(
    desk: RoleClient, enquiry: Enquiry, rheinland: Region
) -> None:
    kept(topic="broschueren", region=Region.objects.get(slug="bayern"))
    oldest, older = (kept(received_at=timezone.now() - timedelta(hours=hours)) for hours in (2, 1))
    taken = kept(topic="broschueren", region=rheinland, received_at=timezone.now() - timedelta(minutes=90))
    step(desk, taken, "take")

    def ways(page: Enquiry) -> list[tuple[str, str]]:
        text = desk.get(address(page)).text.partition('aria-label="Weitere offene Anfragen"')[2].partition("</nav>")[0]
        return re.findall(r"Anfragen: (\d+)()|<a href=\"([^\"]+)\">([^<]+)", text)

    assert ways(oldest) == [("2", "", "", ""), ("", "", address(older), "Nächste")]
    assert ways(older) == [
        ("2", "", "", ""),
        ("", "", address(oldest), "Vorherige"),
        ("", "", address(enquiry), "Nächste"),
    ]
    assert ways(enquiry) == [("2", "", "", ""), ("", "", address(older), "Vorherige")]
    assert ways(taken) == []  # a link away would lose what is being typed


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": "save"}, "jemand anderes war schneller"),
        ({"name": "send", "sure": "Ja, senden"}, "jemand anderes war schneller"),
        ({"name": "send", "text": f"Viele <b>Worte</b> {TEMPLATES['danke'][1]}"}, ""),
        ({"name": "insert", "template": "seite"}, ""),
        ({"name": "send", "back": "Nein, zurück"}, ""),
    ],
)
def test_who_is_too_late_still_sees_what_was_typed(
    desk: RoleClient, enquiry: Enquiry, typed: dict[str, str], says: str
) -> None:
    step(desk, enquiry, "take")
    Enquiry.objects.update(taken_by="kollege", draft="Fremder Entwurf")

    page = step(desk, enquiry, **{"text": "Viele <b>Worte</b>", **typed})

    assert says in told(page)
    assert "kollege hat die Anfrage seit" in page.text
    assert "weder gesendet noch gespeichert" in page.text
    assert "<p>Viele &lt;b&gt;Worte&lt;/b&gt;" in page.text
    assert (Enquiry.objects.get().draft, state(enquiry)) == ("Fremder Entwurf", "taken")
    assert "weder gesendet noch gespeichert" not in desk.get(address(enquiry)).text


@pytest.mark.parametrize("name", ["post", "take-over", "was-sent", "was-not-sent"])
def test_final_steps_ask_first(desk: RoleClient, enquiry: Enquiry, name: str) -> None:
    step(desk, enquiry, "take")

    asked = step(desk, enquiry, name)

    assert 'name="sure"' in asked.text
    assert state(enquiry) == "taken"


def test_colleagues_are_called_by_their_names(desk: RoleClient, enquiry: Enquiry, rheinland: Region) -> None:
    User.objects.create_staff("kurz", given_name="Karla", family_name="Kurz", region=rheinland)
    Enquiry.objects.update(state="taken", taken_by="kurz", taken_at=timezone.now())

    assert "Übernommen von Karla Kurz" in desk.get(LIST).text
    page = desk.get(address(enquiry)).text
    assert "Karla Kurz hat die Anfrage seit" in page
    assert 'name="from_whom" value="kurz"' in page
    step(desk, enquiry, "take-over", from_whom="kurz", sure="Ja")
    step(desk, enquiry, "post", sure="Ja")
    assert "Uhr von Katrin Kessler; wird am" in desk.get(address(enquiry)).text


def test_answer_by_post_is_noted_once(desk: RoleClient, enquiry: Enquiry) -> None:
    step(desk, enquiry, "take")

    assert "als per Post beantwortet vermerkt" in told(step(desk, enquiry, "post", sure="Ja"))
    assert "jemand anderes war schneller" in told(step(desk, enquiry, "post", sure="Ja"))
    assert Enquiry.objects.get(pk=enquiry.pk).answered_way == "post"


def test_broken_sending_is_shown_as_unclear_with_its_message_id(desk: RoleClient, enquiry: Enquiry) -> None:
    step(desk, enquiry, "take")
    long_ago = timezone.now() - timedelta(minutes=6)
    Enquiry.objects.filter(pk=enquiry.pk).update(state="sending", draft=TEXT, sending_since=long_ago)

    page = desk.get(address(enquiry)).text
    assert "Unklar: prüfen, nicht erneut senden" in page
    assert f"anfrage.{enquiry.pk}@127.0.0.1" in page
    assert "Weiter zum Senden" not in page
    assert listed(desk, "stand=sending") == [str(enquiry.pk)]
    assert "Der Entwurf ist noch da." in told(step(desk, enquiry, "was-not-sent", sure="Ja"))
    assert "ja.\n\nMit freundlichen" in desk.get(address(enquiry)).text


def test_failed_sending_says_so(desk: RoleClient, enquiry: Enquiry, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    step(desk, enquiry, "take")

    response = step(desk, enquiry, "send", text=TEXT, sure="Ja, senden")

    assert "Die Antwort ist nicht hinausgegangen" in told(response)
    assert "ja.\n\nMit freundlichen" in response.text
    assert state(enquiry) == "taken"


@pytest.mark.parametrize("name", ["", "x", "answered", "delete"])
def test_step_that_no_page_offers_changes_nothing(desk: RoleClient, enquiry: Enquiry, name: str) -> None:
    assert step(desk, enquiry, name, sure="Ja").status_code == 200
    assert state(enquiry) == "open"


def test_opening_an_enquiry_and_the_list_is_recorded(desk: RoleClient, enquiry: Enquiry) -> None:
    desk.get(LIST, {"stand": "mine"})
    desk.get(address(enquiry))

    assert list(StaffAccess.objects.order_by("at").values_list("by", "action", "record", "detail")) == [
        ("kessler", "list", "", "stand=mine"),
        ("kessler", "view", str(enquiry.pk), ""),
    ]


def test_figures_say_what_waits_and_what_is_overdue(
    enquiry: Enquiry, sander: User, django_assert_num_queries: Any
) -> None:
    now = timezone.now()
    kept(topic="barrierefreiheit", received_at=now - timedelta(days=31))
    kessler = User.objects.get(username="kessler")
    kessler.has_perm("contact.answer_enquiry")  # read once

    with django_assert_num_queries(2):
        found = list(figures(kessler, now))

    assert [(figure.value, figure.name, figure.note, figure.is_urgent) for figure in found] == [
        (2, "Anfragen ohne Antwort", "Die älteste ist 31 Tage alt", False),
        (1, "Überfällige Barriere-Meldungen", "Die Frist von einem Monat ist vorbei", True),
    ]
    Enquiry.objects.update(state="taken", taken_by="kessler", taken_at=now)
    Enquiry.objects.update(state="sending", draft="x", sending_since=now)
    assert [figure.value for figure in figures(kessler, now)] == [2, 1, 2]
    assert list(figures(sander, now)) == []
