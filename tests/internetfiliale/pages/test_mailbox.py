"""The mailbox: neutral notices, read or unread, for nobody but their owner."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from internetfiliale.models import Notice
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.conftest import RoleClient
from tests.html_page import HtmlPage
from tests.internetfiliale.employers import bakery
from tests.internetfiliale.mailboxes import case_of, cases_of, notice_of, notices_of

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

MAILBOX = "/internetfiliale/postfach/"


@pytest.fixture
def anna() -> User:
    on_file("A123456780")
    return member()


@pytest.fixture
def bernd() -> User:
    return member("B123456782")


def page_of(notice: Notice) -> str:
    return f"{MAILBOX}{notice.pk}/"


def is_read(notice: Notice) -> bool:
    notice.refresh_from_db()
    return notice.read_on is not None


def table(client: RoleClient, address: str = MAILBOX) -> str:
    return " ".join(client.get(address).text.partition("<tbody>")[2].partition("</tbody>")[0].split())


def test_empty_mailbox_says_what_will_be_there(anna: User) -> None:
    text = client_of(anna).get(MAILBOX).text

    assert "Ihr Postfach ist leer." in text
    assert "<table>" not in text
    assert "Alle als gelesen markieren" not in text


def test_mailbox_says_what_comes_by_post_only_how_long_notices_stay_and_that_no_mail_is_sent(anna: User) -> None:
    text = client_of(anna).get(MAILBOX).text

    assert "Bescheide und alles zu Leistungen und Beiträgen bekommen Sie mit der Post, nie hier." in text
    assert "Jede Nachricht löschen wir nach 12&nbsp;Monaten" in text
    assert "Wir schicken keine E-Mail" in text


def test_notice_stands_in_the_table_with_subject_day_and_state_in_words(anna: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    old = notice_of(case_of(anna, submitted_on=yesterday), read_on=yesterday)
    new = notice_of(old.case, kind="done", posted_on=timezone.localdate())

    rows = table(client_of(anna)).split("<tr")[1:]

    assert [row.partition("<th")[2].partition("</a>")[0].rpartition(">")[2] for row in rows] == [
        "Form der Briefe wählen: erledigt",
        "Form der Briefe wählen: einge\N{SOFT HYPHEN}gangen",
    ]
    for notice, row in zip((new, old), rows, strict=True):
        assert f'<th scope="row"><a href="{page_of(notice)}">' in row
        assert f">{notice.posted_on:%d.%m.<wbr>%Y}</time>" in row
    assert ("ungelesen" in rows[0], "ungelesen" in rows[1], ">gelesen<" in rows[1]) == (True, False, True)


def test_opened_notice_says_what_it_is_about_until_when_it_stays_and_where_the_receipt_is(anna: User) -> None:
    case = case_of(anna)
    notice = notice_of(case, kind="sent_back")

    text = client_of(anna).get(page_of(notice)).text

    assert "<h1>Form der Briefe wählen: zurück\N{SOFT HYPHEN}gegeben</h1>" in text
    assert "Warum, schreibt sie Ihnen mit der Post." in text
    assert f'<a href="/internetfiliale/vorgaenge/{case.pk}/">{case.number}: Quittung und Stand</a>' in text
    assert f'<time datetime="{notice.posted_on + timedelta(days=365)}">' in text


@pytest.mark.parametrize(("regions", "is_named"), [(["rheinland", "nord"], True), (["rheinland"], False)])
def test_notice_names_its_ikk_for_whoever_has_several(regions: list[str], is_named: bool) -> None:
    user = bakery()
    notice = notice_of(case_of(user, region=Region.objects.get(slug="nord")))
    client = client_of(user, region="rheinland", regions=regions)

    assert ("Muster-IKK Nord" in table(client)) is is_named
    text = client.get(page_of(notice)).text
    assert ("<dd>Muster-IKK Nord</dd>" in text) is is_named
    assert (f'<a href="/internetfiliale/ikk/?weiter={page_of(notice)}">wechseln' in text) is is_named


def test_opening_a_notice_marks_it_as_read_and_the_number_in_the_bar_follows(anna: User) -> None:
    opened, other = notices_of(cases_of(anna, 2))
    client = client_of(anna)
    assert "Postfach (2<span" in client.get(MAILBOX).text

    text = client.get(page_of(opened)).text

    assert (is_read(opened), is_read(other)) == (True, False)
    assert "Postfach (1<span" in text
    assert opened.read_on == timezone.localdate()


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}])
def test_notice_that_a_browser_fetches_ahead_stays_unread(anna: User, headers: dict[str, str]) -> None:
    notice = notice_of(case_of(anna))

    response = client_of(anna).get(page_of(notice), headers=headers)

    assert response.status_code == 200
    assert not is_read(notice)


def test_notice_that_is_asked_for_by_head_stays_unread(anna: User) -> None:
    notice = notice_of(case_of(anna))

    assert client_of(anna).head(page_of(notice)).status_code == 200
    assert not is_read(notice)


def test_opening_again_keeps_the_day_of_the_first_time(anna: User) -> None:
    first = timezone.localdate() - timedelta(days=3)
    notice = notice_of(case_of(anna, submitted_on=first), read_on=first)

    client_of(anna).get(page_of(notice))

    notice.refresh_from_db()
    assert notice.read_on == first


def test_read_notice_is_marked_as_unread_again_and_twice_is_harmless(anna: User) -> None:
    notice = notice_of(case_of(anna))
    client = client_of(anna)
    client.get(page_of(notice))

    for _ in range(2):
        response = client.post(page_of(notice) + "ungelesen/")

        assert (response.status_code, response.headers["Location"]) == (302, MAILBOX + "#ungelesen")
    assert not is_read(notice)
    assert 'id="ungelesen" tabindex="-1">Die Nachricht gilt wieder als ungelesen.' in client.get(MAILBOX).text


def test_all_are_marked_as_read_but_nobody_elses(anna: User, bernd: User) -> None:
    own, foreign = notices_of(cases_of(anna, 3)), notice_of(case_of(bernd))
    client = client_of(anna)

    response = client.post(MAILBOX + "alle-gelesen/")

    assert response.headers["Location"] == MAILBOX + "#alle-gelesen"
    assert [is_read(notice) for notice in own] == [True, True, True]
    assert not is_read(foreign)
    assert "Alle als gelesen markieren" not in client.get(MAILBOX).text


def test_somebody_elses_notice_answers_as_one_that_does_not_exist(anna: User, bernd: User) -> None:
    foreign = notice_of(case_of(bernd))
    client = client_of(anna)

    assert client.get(page_of(foreign)).status_code == 404
    assert client.get(f"{MAILBOX}{uuid4()}/").status_code == 404
    assert client.post(page_of(foreign) + "ungelesen/").status_code == 404
    assert client.post(f"{MAILBOX}{uuid4()}/ungelesen/").status_code == 404
    assert not is_read(foreign)
    assert str(foreign.pk) not in client.get(MAILBOX).text


@pytest.mark.parametrize("path", ["alle-gelesen/", "0f7dc2a3-6a0c-4d3e-9d0b-5a3f6f1f0c11/ungelesen/"])
def test_mark_is_changed_by_post_with_the_token_only(anna: User, path: str) -> None:
    client = client_of(anna)
    client.handler.enforce_csrf_checks = True

    assert client.get(MAILBOX + path).status_code == 405
    assert client.post(MAILBOX + path).status_code == 403


def test_mailbox_is_read_page_by_page(anna: User) -> None:
    notices_of(cases_of(anna, 45))
    client = client_of(anna)

    counts = [table(client, f"{MAILBOX}?seite={number}").count("<tr") for number in (1, 2, 3)]
    text = client.get(f"{MAILBOX}?seite=2").text

    assert counts == [20, 20, 5]
    assert "45 ungelesen, Seite 2 von 3" in text
    assert f'<a href="{MAILBOX}" rel="prev">' in text
    assert '<a href="?seite=3" rel="next">' in text


def test_number_of_queries_does_not_grow_with_the_notices(anna: User, django_assert_max_num_queries: Any) -> None:
    client = client_of(anna)
    notices_of(cases_of(anna, 1))
    with django_assert_max_num_queries(9) as few:
        client.get(MAILBOX)
    notices_of(cases_of(anna, 40))

    with django_assert_max_num_queries(len(few)):
        client.get(MAILBOX)


@pytest.mark.parametrize("count", [0, 1, 25])
def test_mailbox_is_valid(anna: User, count: int) -> None:
    notices_of(cases_of(anna, count))

    response = client_of(anna).get(MAILBOX)

    assert list(HtmlPage("http://testserver" + MAILBOX, response.text).faults()) == []
    assert 'aria-current="page">Postfach' in response.text


def test_notice_page_is_valid(anna: User) -> None:
    address = page_of(notice_of(case_of(anna)))

    response = client_of(anna).get(address)

    assert list(HtmlPage("http://testserver" + address, response.text).faults()) == []
    assert 'aria-current="true">Postfach' in response.text
