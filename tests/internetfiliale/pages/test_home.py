"""The overview: who is signed in, for which IKK, until when; the rest of the register only in part."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Session, User
from accounts.sessions import fingerprint
from internetfiliale.models import Case
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of, new_session
from tests.bestand.rows import brandt
from tests.conftest import RoleClient
from tests.html_page import HtmlPage
from tests.internetfiliale.mailboxes import case_of, cases_of, notice_of, notices_of

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

HOME = "/internetfiliale/"


@pytest.fixture
def anna() -> User:
    on_file("A123456780", title="Dr.", given_name="Anna", family_name="Muster", street="Domweg 7", postcode="50667")
    return member()


def test_overview_names_the_person_and_masks_the_rest(anna: User) -> None:
    text = client_of(anna).get(HOME).text

    assert "<h1>Guten Tag, Dr. Anna Muster</h1>" in text
    assert "<dd>… 780</dd>" in text
    assert "<dd>Domweg …, 50… Köln</dd>" in text
    assert "<dd>verdeckt</dd>" in text
    for hidden in ("A123456780", "123 456", "Domweg 7", "50667 Köln</dd>", "1954"):
        assert hidden not in text.partition('aria-labelledby="servicestelle"')[0], hidden


def test_overview_shows_all_after_the_second_proof(anna: User) -> None:
    text = client_of(anna, second_proof=True).get(HOME).text

    assert "<dd>A 123 456 780</dd>" in text
    assert "<dd>Domweg 7, 50667 Köln</dd>" in text
    assert "mit dem Entsperrcode ansehen" not in text


def test_overview_says_when_somebody_was_here_and_until_when_the_session_lasts(anna: User) -> None:
    visit = {"previous_login_at": "2026-11-20T07:10:00+00:00", "failed_tries": 2, "letter": []}
    ends = timezone.localtime(timezone.now() + timedelta(minutes=15))

    text = client_of(anna, visit=visit).get(HOME).text

    assert "20. November 2026, 08:10&nbsp;Uhr" in text
    assert "<dd>2. Waren Sie das nicht?" in text
    assert "Uhr melden wir Sie ab, wenn Sie nichts tun." in text
    shown = {f">{ends:%H:%M}</time>", f">{ends - timedelta(minutes=1):%H:%M}</time>"}
    assert any(moment in text for moment in shown)


def test_overview_shows_first_what_is_open(anna: User) -> None:
    today = timezone.localdate()
    case = case_of(anna, state="handed_over", submitted_on=today - timedelta(days=2))
    notice_of(case)
    case_of(anna, state="done")

    text = " ".join(client_of(anna).get(HOME).text.split())
    is_open = text.partition('id="offen"')[2].partition("</section>")[0]

    assert ">1 ungelesene Nachricht</a>" in is_open
    assert is_open.count("<li>") == 2
    assert f'<a href="/internetfiliale/vorgaenge/{case.pk}/">Form der Briefe wählen</a>' in is_open
    assert f'übergeben <span class="muted">am <time datetime="{today}">' in is_open


def test_overview_of_a_new_member_says_that_nothing_is_open(anna: User) -> None:
    text = client_of(anna).get(HOME).text

    assert "Keine ungelesene Nachricht" in text
    assert "Kein laufender Vorgang" in text
    assert "ohne Fehlversuche seitdem" not in text


def test_overview_lists_the_services_by_group(anna: User) -> None:
    text = " ".join(client_of(anna).get(HOME).text.split())
    tasks = text.partition('id="erledigen"')[2].partition("</section>")[0]

    group = tasks.partition("<h3>Meine Angaben</h3>")[2].partition("<h3>")[0]
    assert '<a href="/internetfiliale/dienste/form-der-briefe/">Form der Briefe wählen</a> <p>Große Schrift' in group


def test_overview_of_an_employer_has_the_company_and_the_services_for_employers(anna: User) -> None:
    brandt().save(force_insert=True)
    employer = member("09912342", "employer")
    case_of(employer)

    text = client_of(employer, regions=["rheinland", "nord"]).get(HOME).text
    tasks = text.partition('id="erledigen"')[2].partition("</section>")[0]

    assert "<h1>Guten Tag, Bäckerei Brandt GmbH &amp; Co. KG</h1>" in text
    assert "Sie sind in der Internetfiliale der Muster-IKK Rheinland angemeldet." in text
    assert "einge\N{SOFT HYPHEN}gangen" in text
    assert '<a href="/internetfiliale/dienste/ansprechperson/">' in tasks
    assert '<a href="/internetfiliale/dienste/anschrift/">' not in tasks


def test_overview_of_whom_no_ikk_is_responsible_for_offers_nothing(anna: User) -> None:
    text = client_of(anna, region="", regions=[]).get(HOME).text

    assert "Zurzeit gibt es hier nichts zu erledigen." in text


@pytest.mark.parametrize(
    ("visit", "words"),
    [
        ({"previous_login_at": "2026-11-20T07:10:00+00:00", "failed_tries": 0}, "um 08:10&nbsp;Uhr, ohne Fehlversuche"),
        (
            {"previous_login_at": "2026-11-20T07:10:00+00:00", "failed_tries": 3},
            "Seit Ihrer vorigen Anmeldung am 20. November 2026 hat jemand 3-mal eine falsche PIN",
        ),
        ({"previous_login_at": "", "failed_tries": 1}, "Vor Ihrer ersten Anmeldung hat jemand 1-mal eine falsche PIN"),
    ],
)
def test_overview_begins_with_what_happened_since_the_last_time(
    anna: User, visit: dict[str, object], words: str
) -> None:
    assert words in client_of(anna, visit=visit).get(HOME).text.partition("<h2")[0]


def test_session_that_nothing_prolongs_says_so(anna: User) -> None:
    client = client_of(anna, _started_at=(timezone.now() - timedelta(hours=3, minutes=50)).isoformat())

    text = client.get(HOME).text

    assert "Uhr melden wir Sie ab: Eine Anmeldung dauert höchstens 4&nbsp;Stunden." in text
    assert "wenn Sie nichts tun." not in text


def test_who_comes_back_after_the_end_is_told_and_led_to_the_same_page(anna: User) -> None:
    client, stranger = client_of(anna), RoleClient()
    Session.objects.update(expire_date=timezone.now())

    ended, unknown = (one.get(HOME + "meine-daten/") for one in (client, stranger))

    assert ended.headers["Location"] == f"{HOME}anmelden/?beendet=1&weiter={HOME}meine-daten/"
    assert unknown.headers["Location"] == f"{HOME}anmelden/?weiter={HOME}meine-daten/"
    assert "<strong>Ihre Anmeldung ist beendet.</strong>" in client.get(ended.headers["Location"]).text
    assert "Ihre Anmeldung ist beendet" not in stranger.get(unknown.headers["Location"]).text


def test_overview_of_the_first_visit_has_no_earlier_one(anna: User) -> None:
    text = client_of(anna, visit={"previous_login_at": "", "failed_tries": 0, "letter": []}).get(HOME).text

    assert "Das ist Ihre erste." in text
    assert "<dd>keine</dd>" in text


def test_ikk_of_the_register_beats_the_cookie_and_only_behind_the_door(anna: User) -> None:
    client = client_of(anna)
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"

    inside, outside = client.get(HOME).text, client.get("/hilfe/").text

    assert "Ihre IKK: <strong>Muster-IKK Rheinland</strong>" in inside
    assert "Muster-IKK Bayern" not in inside
    assert "Ihre IKK: <strong>Muster-IKK Bayern</strong>" in outside
    assert settings.REGION_COOKIE_NAME not in client.get(HOME).cookies


def test_person_whom_the_register_has_lost_sees_that(anna: User) -> None:
    unknown = member("B123456782")

    response = client_of(unknown).get(HOME)

    assert response.status_code == 200
    assert "Ihre Angaben können wir gerade nicht zeigen" in response.text


def test_overview_lists_the_own_sessions_and_ends_the_others(anna: User) -> None:
    bernd = member("B123456782")
    new_session(bernd)
    client, other = client_of(anna), client_of(anna)
    new_session(anna)
    Session.objects.filter(pk=fingerprint(new_session(anna).session_key or "")).update(expire_date=timezone.now())
    text = client.get(HOME).text
    assert (text.count("An anderer Stelle, seit"), text.count("<strong>Hier</strong>")) == (2, 1)

    response = client.post("/internetfiliale/anmeldungen/andere-beenden/")

    assert response.headers["Location"] == HOME + "#andere-abgemeldet"
    assert other.get(HOME).status_code == 302
    assert "Alle anderen abmelden" not in client.get(HOME).text
    assert bernd.sessions.count() == 1


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """Collect what a request asks of all databases; not counted is how tests take on the role of the public surface."""
    found: list[str] = []
    with ExitStack() as stack:
        seen = [stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections]
        yield found
        statements = [query["sql"] for context in seen for query in context.captured_queries]
    found += [sql for sql in statements if sql not in ("SET ROLE ikk_public", "RESET ROLE")]


def test_overview_asks_8_queries_at_most_however_much_there_is(anna: User) -> None:
    client = client_of(anna)
    with counted_queries() as empty:
        client.get(HOME)
    cases = cases_of(anna, 500)
    notices_of(cases)
    Case.objects.filter(pk__in=[case.pk for case in cases[200:]]).update(state="done")
    for _ in range(2):
        new_session(anna)

    with counted_queries() as full:
        text = client.get(HOME).text

    assert "500 ungelesene Nachrichten" in text
    assert "Alle 200 laufenden Vorgänge" in text
    assert text.count("An anderer Stelle, seit") == 2
    assert (len(empty), len(full)) == (8, 8)


@pytest.mark.parametrize("path", ["anmeldungen/andere-beenden/", "anmeldungen/verlaengern/", "formular/", "abmelden/"])
def test_what_changes_something_is_not_asked_for_by_a_link(anna: User, path: str) -> None:
    assert client_of(anna).get(HOME + path).status_code == 405


@pytest.mark.parametrize("path", ["anmeldungen/andere-beenden/", "anmeldungen/verlaengern/", "ikk/", "abmelden/"])
def test_what_changes_something_needs_the_token(anna: User, path: str) -> None:
    client = client_of(anna)
    client.handler.enforce_csrf_checks = True
    new_session(anna)

    response = client.post(HOME + path, {"ikk": "rheinland"})

    assert response.status_code == 403
    assert anna.sessions.count() == 2


def test_prolonging_says_until_when_the_session_lasts_now(anna: User) -> None:
    client = client_of(anna)
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))

    answer = client.post("/internetfiliale/anmeldungen/verlaengern/")

    assert 895 <= answer.json()["seconds"] <= 900
    assert answer.json()["more"] is True
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=14)


def test_signing_out_ends_the_session_and_takes_its_pages_out_of_the_browser(anna: User) -> None:
    client = client_of(anna)

    response = client.post("/internetfiliale/abmelden/")

    assert response.headers["Location"] == "/internetfiliale/abgemeldet/"
    assert response.cookies[settings.MEMBER_COOKIE_NAME].value == ""
    assert Session.objects.count() == 0
    assert (
        '<link rel="stylesheet" href="/internetfiliale/abgemeldet/vergessen.css">'
        in client.get("/internetfiliale/abgemeldet/").text
    )
    stylesheet = client.get("/internetfiliale/abgemeldet/vergessen.css")
    assert stylesheet.headers["Clear-Site-Data"] == '"cache"'
    assert stylesheet.headers["Cache-Control"] == "no-store"
    assert stylesheet.headers["Content-Type"] == "text/css"


def test_signing_out_twice_is_harmless(anna: User) -> None:
    client = RoleClient()

    assert client.post("/internetfiliale/abmelden/").headers["Location"] == "/internetfiliale/abgemeldet/"


@pytest.mark.parametrize("path", ["", "ikk/", "nachweis/", "meine-daten/", "willkommen/"])
def test_page_behind_the_door_is_valid(anna: User, path: str) -> None:
    letter = {"letter": ["2026-11-02", "2026-11-09"]}
    client = client_of(anna, second_proof=path == "meine-daten/", regions=["nord", "rheinland"], visit=letter)

    response = client.get(HOME + path)

    assert response.status_code == 200
    assert list(HtmlPage("http://testserver" + HOME + path, response.text).faults()) == []
    assert 'data-seconds="900"' in response.text
