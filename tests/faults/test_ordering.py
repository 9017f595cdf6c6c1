"""Ordering all at once: one form makes one order, and the shelf never gives more than it has."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import psycopg
import pytest
from django.utils import timezone

from brochures.drafts import Draft
from tests.brochures.live_shelf import left, put, take_orders
from tests.brochures.ordering import ANNA, DONE, ORDER
from tests.conftest import WORKER, make_database
from tests.database_server import TEMPLATE
from tests.http_visitor import Answer, HttpVisitor
from tests.live import Portal, database_url, running_portal


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The public surface under its own role: two processes of four threads."""
    database = f"{TEMPLATE}_ordering_{WORKER}"
    make_database(database)
    log = tmp_path_factory.mktemp("ordering") / "stderr.log"
    with running_portal(database, log, role="ikk_public", SURFACE="public") as portal:
        yield portal


def filled_in(family_name: str, street: str = "Musterstr. 7", **wanted: int) -> str:
    """Return what the last page carries."""
    copies = {f"anzahl-{key}": str(count) for key, count in wanted.items()}
    answers = {**ANNA, "family_name": family_name, "street": street, **copies}
    return Draft(None, answers=answers, begun_at=timezone.now() - timedelta(minutes=1)).sealed()


def send(site: Portal, sealed: str, source: int) -> Answer:
    body = urlencode({"step": "check", "sealed": sealed})
    return HttpVisitor(site.url).post(ORDER, body, **{"X-Forwarded-For": f"2001:db8:{source:x}::1"})


def test_one_form_sent_fifty_times_at_once_is_one_order(site: Portal) -> None:
    put(site, "einmal", "Einmal", 2)
    sealed = filled_in("Einmalig", einmal=2)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda source: send(site, sealed, source), range(50)))

    assert Counter(answer.status for answer in answers) == {303: 50}
    ((number, slug, postcode, town, copies),) = take_orders(site, "Einmalig")
    assert (slug, postcode, town, copies) == ("rheinland", "50674", "Köln", ["einmal 2"])
    assert left(site, "einmal", "rheinland") == 0
    for answer in answers[:5]:
        done = HttpVisitor(site.url).get(answer.header("Location")).text
        assert f'<strong class="order-number">{number}</strong>' in done


def test_more_orders_than_copies_leave_none_and_nobody_goes_short_unknowingly(site: Portal) -> None:
    put(site, "knapp", "Knapp", 15)
    put(site, "reichlich", "Reichlich", 500)
    forms = [filled_in("Viele", street=f"Musterstr. {number}", knapp=2, reichlich=1) for number in range(40)]

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda numbered: send(site, numbered[1], 1_000 + numbered[0]), enumerate(forms)))

    assert Counter(answer.status for answer in answers) == {303: 7, 200: 33}
    assert len(take_orders(site, "Viele")) == 7
    assert (left(site, "knapp", "rheinland"), left(site, "reichlich", "rheinland")) == (1, 493)
    told = {answer.text.count("Davon ist nur noch 1 Exemplar da.") for answer in answers if answer.status == 200}
    assert told == {2}  # in the summary and at the field


def test_database_that_does_not_take_it_answers_503_and_sending_again_keeps_it(site: Portal) -> None:
    put(site, "gesperrt", "Gesperrt", 5)
    sealed = filled_in("Gesperrt", gesperrt=1)

    with psycopg.connect(database_url("ikk_owner", site.database)) as connection:
        connection.execute("LOCK TABLE brochures_orderaddress IN ACCESS EXCLUSIVE MODE")
        refused = send(site, sealed, 7_000)
    assert (refused.status, refused.header("Retry-After")) == (503, "30")
    assert left(site, "gesperrt", "rheinland") == 5

    assert send(site, sealed, 7_000).header("Location").startswith(DONE)
    assert left(site, "gesperrt", "rheinland") == 4
