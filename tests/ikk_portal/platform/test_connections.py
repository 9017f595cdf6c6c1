"""Database connections are looked after where a request may use one: behind the page cache, and by it once a second."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.db import connections as all_connections

from ikk_portal.platform import connections, kept

pytestmark = pytest.mark.django_db

CACHE = "ikk_portal.platform.page_cache.PageCacheMiddleware"


class Worker:
    """One thread of a server: connections of its own, outside the test's transaction, and all signals."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._application: Any = get_wsgi_application()

    def do(self, action: Callable[[], Any]) -> Any:
        return self._pool.submit(action).result()

    def visit(self, query: str = "") -> None:
        self.do(lambda: self._visit(query))

    def connect_long_ago(self) -> Any:
        """Let the thread have a connection that is older than it may become; return it."""
        return self.do(_connect_long_ago)

    def _visit(self, query: str) -> None:
        status: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/",
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "443",
            "HTTP_HOST": "testserver",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "https",
        }
        answer = self._application(environ, lambda line, _: status.append(line))
        assert b"".join(answer)
        answer.close()
        assert status == ["200 OK"]


def _connect_long_ago() -> Any:
    connection.ensure_connection()
    connection.close_at = 0.0
    return connection.connection


@pytest.fixture
def worker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    settings.MIDDLEWARE = [CACHE, *settings.MIDDLEWARE]
    monkeypatch.setattr(kept, "CHECK_EVERY", float("inf"))  # but for the first time
    connections.take_over()  # test clients connect Django's own receivers again
    with ThreadPoolExecutor(1) as pool:
        worker = Worker(pool)
        yield worker
        worker.do(all_connections.close_all)


def test_request_that_may_ask_the_database_lets_go_of_an_old_connection_first(worker: Worker) -> None:
    old = worker.connect_long_ago()

    worker.visit()

    assert old.closed


def test_request_that_no_cache_answers_lets_go_of_an_old_connection_first(worker: Worker) -> None:
    worker.visit()  # the cache has looked for changes, and does so no more
    old = worker.connect_long_ago()

    worker.visit("q=x")

    assert old.closed


def test_connection_that_grows_old_while_a_page_is_made_is_let_go_of_after_the_answer(worker: Worker) -> None:
    worker.do(connections.before_asking)
    old = worker.connect_long_ago()

    worker.do(lambda: connections.request_finished.send(None))

    assert old.closed


def test_ready_page_looks_after_no_connection(worker: Worker) -> None:
    worker.visit()
    old = worker.connect_long_ago()

    worker.visit()

    assert not old.closed


def test_page_cache_lets_go_of_an_old_connection_before_it_looks_for_changes(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker.visit()
    old = worker.connect_long_ago()
    monkeypatch.setattr(kept, "CHECK_EVERY", 0.0)

    worker.visit()

    assert old.closed
