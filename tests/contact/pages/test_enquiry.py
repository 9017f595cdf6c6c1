"""The enquiry by e-mail: what is asked, what is refused and why, and that one enquiry is one row."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from contact.models import Enquiry, EnquiryCount
from contact.topics import FOR_ALL, Topic
from tests.conftest import RoleClient
from tests.contact.asking import ASKED, SENT, ask, errors, mail_path, value_of

pytestmark = pytest.mark.django_db


def test_enquiry_is_kept_with_what_was_typed_and_counted(client: RoleClient) -> None:
    response = ask(client, message="Wann haben\r\nSie geöffnet?")

    assert (response.status_code, response.headers["Location"]) == (303, SENT)
    enquiry = Enquiry.objects.get()
    assert (enquiry.topic, enquiry.region.slug, enquiry.message, enquiry.email, enquiry.page, enquiry.state) == (
        "oeffnungszeiten",
        "rheinland",
        "Wann haben\nSie geöffnet?",
        "anna@example.org",
        "",
        "open",
    )
    assert list(EnquiryCount.objects.values_list("day", "region_slug", "topic", "count")) == [
        (timezone.localdate(), "rheinland", "oeffnungszeiten", 1)
    ]
    done = client.get(SENT)
    assert done.headers["Clear-Site-Data"] == '"cache"'
    assert "30 Tage nach der Antwort, spätestens 180 Tage nach dem Eingang" in done.text


def test_double_click_reload_and_a_second_tab_are_one_enquiry_and_one_try(client: RoleClient) -> None:
    for _ in range(8):
        assert ask(client).headers["Location"] == SENT

    assert Enquiry.objects.count() == 1
    assert EnquiryCount.objects.get().count == 1


@pytest.mark.parametrize("changed", [{"message": "Anders"}, {"email": "b@example.org"}, {"ikk": "bayern"}])
def test_other_words_are_another_enquiry(client: RoleClient, changed: dict[str, str]) -> None:
    ask(client)
    ask(client, **changed)

    assert Enquiry.objects.count() == 2


def test_form_opened_yesterday_is_still_the_same_enquiry_and_an_older_day_counts_as_today(client: RoleClient) -> None:
    yesterday, long_ago = (str(timezone.localdate() - timedelta(days=days)) for days in (1, 9))
    for tag in (yesterday, yesterday, long_ago, "", "unsinn"):
        ask(client, tag=tag)

    assert Enquiry.objects.count() == 2


def test_sixth_enquiry_of_an_hour_waits_and_loses_nothing(client: RoleClient) -> None:
    for number in range(5):
        assert ask(client, message=f"Frage {number}").status_code == 303

    response = ask(client, message="Frage <6>")

    assert response.status_code == 429
    assert 600 <= int(response.headers["Retry-After"]) <= 720
    assert value_of(response, "message") == "Frage <6>"
    assert value_of(response, "email") == ASKED["email"]
    assert re.search(r'<time datetime="[^"]+">\d\d:\d\d&nbsp;Uhr</time>', response.text)
    assert Enquiry.objects.count() == 5
    time_passes("12 minutes")
    assert ask(client, message="Frage <6>").status_code == 303
    assert ask(client, message="Frage 7", source="198.51.100.7").status_code == 303


def time_passes(text: str) -> None:
    """Let the limiter believe that some time has gone by; it goes by the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ikk_portal_spentbudget SET tat = tat - %s::interval", [text])


def test_connection_has_fifteen_enquiries_a_day_and_what_comes_back_meanwhile(client: RoleClient) -> None:
    sent = []
    for number in range(17):
        sent.append(ask(client, message=f"Frage {number}").status_code)
        if number % 5 == 4:
            time_passes("1 hour")

    assert sent == [303] * 16 + [429]  # in three hours one of the fifteen comes back, and almost a second one


def test_neighbourhood_of_a_connection_has_a_limit_of_its_own(client: RoleClient) -> None:
    sent = [ask(client, message=f"Frage {n}", source=f"198.51.100.{n // 4}").status_code for n in range(61)]

    assert sent == [303] * 60 + [429]


def test_mistyped_enquiry_costs_no_try_and_keeps_what_was_typed(client: RoleClient) -> None:
    for _ in range(7):
        response = ask(client, email="anna", message="Hallo <b>")

    assert errors(response) == ["Ihre E-Mail-Adresse: Das ist keine E-Mail-Adresse. Sie sieht so aus: name@beispiel.de"]
    assert value_of(response, "message") == "Hallo <b>"
    assert value_of(response, "email") == "anna"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert ask(client).status_code == 303


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"message": " "}, "Ihre Nachricht: Bitte schreiben Sie, was Sie wissen möchten."),
        ({"message": "ü" * 4_001}, "Der Text hat 4001 Zeichen, höchstens 4000 sind möglich."),
        ({"email": ""}, "Bitte geben Sie Ihre E-Mail-Adresse ein."),
        ({"email": "a@example.org, b@example.org"}, "Das ist keine E-Mail-Adresse."),
        ({"email": '"a b"@example.org'}, "Das ist keine E-Mail-Adresse."),
        ({"email": f"anna@{'ä' * 63}.de"}, "Das ist keine E-Mail-Adresse."),
        ({"email": "anna@\u202e.de"}, "Das ist keine E-Mail-Adresse."),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "Das ist keine E-Mail-Adresse."),
        ({"email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.de"}, "höchstens 254 Zeichen"),
        ({"ikk": ""}, "Bitte wählen Sie Ihre IKK aus."),
        ({"ikk": "gibt-es-nicht"}, "Diese IKK gibt es hier nicht."),
        ({"message": "Nummer A 000 500 015"}, "Ihr Text enthält eine Versichertennummer."),
        ({"message": "DE89 3704 0044 0532 0130 00"}, "Ihr Text enthält eine IBAN."),
        ({"message": "A000500015 DE89370400440532013000"}, "eine Versichertennummer und eine IBAN"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_way_to_mend_it(
    client: RoleClient, typed: dict[str, str], message: str
) -> None:
    response = ask(client, **typed)

    assert response.status_code == 200
    (error,) = errors(response)
    assert message in error
    assert Enquiry.objects.count() == 0


def test_longest_message_is_taken_with_line_breaks_counted_once(client: RoleClient) -> None:
    assert ask(client, message="ü\r\n" * 1_999 + "ab").status_code == 303
    assert len(Enquiry.objects.get().message) == 4_000


def test_private_number_shows_the_way_by_letter_and_the_text_goes_along(client: RoleClient) -> None:
    response = ask(client, message="Meine Nummer: A 000 500 015")
    after_message = response.text.partition("</textarea>")[2].partition('name="email"')[0]
    button = re.search(r'<button [^>]*name="uebernehmen"[^>]*formaction="([^"]+)"', after_message)
    assert button
    assert re.findall(r'<button [^>]*type="submit"[^>]*>([^<]+)', response.text.partition('id="id_message"')[0])[
        -1:
    ] == [
        "Nachricht senden"  # what the return key presses
    ]

    letter = client.post(button[1], {**ASKED, "message": "Meine Nummer: A 000 500 015", "uebernehmen": "1"})

    assert letter.status_code == 200
    assert value_of(letter, "message") == "Meine Nummer: A 000 500 015"
    assert '<option value="rheinland" selected>' in letter.text
    assert '<div class="notice" role="status" tabindex="-1" autofocus>' in letter.text
    assert 'name="email"' not in letter.text
    assert Enquiry.objects.count() == 0


@pytest.mark.parametrize("topic", Topic)
def test_only_what_concerns_the_portal_may_be_asked_without_an_ikk(client: RoleClient, topic: Topic) -> None:
    response = ask(client, topic, ikk="")

    assert (response.status_code == 303) == (topic in FOR_ALL)
    assert list(Enquiry.objects.values_list("region", flat=True)) == [None] * (topic in FOR_ALL)


def test_page_carries_the_chosen_ikk_and_what_it_showed_holds(client: RoleClient) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"
    page = client.get(mail_path())
    assert '<input type="hidden" name="ikk" value="rheinland"' in page.text
    assert "geht an die <strong>Muster-IKK Rheinland</strong>" in page.text
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"

    assert ask(client, ikk="rheinland").status_code == 303
    assert Enquiry.objects.get().region.slug == "rheinland"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/themen/leistungen/zahnersatz/?q=geheim#x", "/themen/leistungen/zahnersatz/"),
        ("/", "/"),
        ("https://evil.example/", ""),
        ("//evil.example/", ""),
        ("/verwaltung/", ""),
        ("/a\r\nBcc: x", ""),
        ("", ""),
    ],
)
def test_problem_with_a_page_keeps_the_own_path_only(client: RoleClient, typed: str, kept: str) -> None:
    assert ask(client, Topic.PAGE, seite=typed).status_code == 303
    assert Enquiry.objects.get().page == kept


def test_page_says_nothing_in_our_name_that_an_address_has_brought(client: RoleClient) -> None:
    strange = "Bitte rufen Sie 0900 123 an"

    asked = client.get(mail_path(Topic.PAGE), {"seite": strange})
    refused = ask(client, Topic.PAGE, seite=strange, email="anna")

    for page in (asked, refused):
        assert "Es geht um die Seite" not in page.text
        assert f"<strong>{strange}</strong>" not in page.text


def test_foot_of_every_page_leads_to_the_form_with_the_page(client: RoleClient) -> None:
    foot = client.get("/themen/leistungen/zahnersatz/?q=x").text.partition('<footer class="site-footer">')[2]
    assert '<form action="/kontakt/e-mail/seite/" method="get">' in foot
    assert '<input type="hidden" name="seite" value="/themen/leistungen/zahnersatz/">' in foot
    assert '<a href="/kontakt/e-mail/barrierefreiheit/">Barriere melden</a>' in foot

    page = client.get("/kontakt/e-mail/seite/", {"seite": "/themen/leistungen/zahnersatz/"})

    assert "<strong>/themen/leistungen/zahnersatz/</strong>" in page.text
    assert value_of(page, "seite") == "/themen/leistungen/zahnersatz/"


def test_form_from_elsewhere_is_refused_with_its_words_kept(client: RoleClient) -> None:
    response = client.post(mail_path(), ASKED, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert value_of(response, "message") == ASKED["message"]
    assert Enquiry.objects.count() == 0


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_characters_that_the_database_refuses_are_no_fault_of_the_server(client: RoleClient, text: str) -> None:
    body = f"message={'%00' if text != chr(0xD800) else '%ED%A0%80'}&email=a%40example.org&ikk=rheinland"
    response = client.post(
        mail_path(), body, content_type="application/x-www-form-urlencoded", headers={"Sec-Fetch-Site": "same-origin"}
    )

    assert response.status_code in (200, 303, 400)


def test_role_of_the_web_cannot_read_what_it_wrote(client: RoleClient) -> None:
    ask(client)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
    for refused in (Enquiry.objects.first, Enquiry.objects.all().delete, EnquiryCount.objects.first):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            refused()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert Enquiry.objects.count() == 1


def test_unknown_topic_is_no_page(client: RoleClient) -> None:
    assert client.get("/kontakt/e-mail/gibt-es-nicht/").status_code == 404
    assert client.get("/kontakt/brief/website/").status_code == 404
