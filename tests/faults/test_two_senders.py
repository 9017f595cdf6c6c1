"""Two people send the same brochures at the same moment: each order leaves once, and is counted once."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from tests.faults.test_two_editors import Editor
from tests.http_visitor import Answer
from tests.journeys.orders_on_file import copies_counted, forget_orders, put_orders
from tests.live import Portal, database_url

LIST = "/verwaltung/brochures/order/"


@pytest.fixture(autouse=True)
def _eight_orders_wait(portal: Portal) -> Iterator[None]:
    put_orders(portal, 8)
    yield
    forget_orders(portal)


def at_once(requests: list[tuple[Editor, str, dict[str, str]]]) -> list[Answer]:
    """Send all forms at the same moment, each by somebody of their own; return the answers in this order."""
    answers: dict[int, Answer] = {}
    barrier = threading.Barrier(len(requests))

    def send(place: int, editor: Editor, path: str, form: dict[str, str]) -> None:
        barrier.wait()
        answers[place] = editor.send(path, form)

    threads = [threading.Thread(target=send, args=(place, *request)) for place, request in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[place] for place in range(len(requests))]


def test_orders_leave_once_however_many_send_them(portal: Portal) -> None:
    editors = [Editor.signed_in(portal, "pauli") for _ in range(2)]
    forms = [editor.open(LIST) for editor in editors]
    assert forms[0]["orders"].count(",") == 7

    sent = at_once([(editor, f"{LIST}dispatch/", form) for editor, form in zip(editors, forms, strict=True)])

    assert [answer.status for answer in sent] == [302, 302]
    assert copies_counted(portal) == 8 * 4

    undone = at_once([(editor, f"{LIST}undo/", form) for editor, form in zip(editors, forms, strict=True)])

    assert [answer.status for answer in undone] == [302, 302]
    assert copies_counted(portal) == 0


def test_order_that_is_erased_while_it_is_sent_is_either_counted_or_back_on_the_shelf(portal: Portal) -> None:
    editors = [Editor.signed_in(portal, "pauli") for _ in range(2)]
    form = editors[0].open(LIST)
    key = form["orders"].split(",")[0]
    erase = editors[1].open(f"{LIST}{key}/erase/")

    answers = at_once(
        [(editors[0], f"{LIST}dispatch/", {**form, "orders": key}), (editors[1], f"{LIST}{key}/erase/", erase)]
    )

    assert [answer.status for answer in answers] == [302, 302]
    with psycopg.connect(database_url("ikk_owner", portal.database)) as connection:
        back = connection.execute("SELECT coalesce(sum(copies), 0) FROM brochures_stockmovement").fetchone()
        left = connection.execute("SELECT count(*) FROM brochures_order WHERE id = %s", [key]).fetchone()
    assert left == (0,)
    assert (copies_counted(portal), back) in [(4, (0,)), (0, (4,))]
