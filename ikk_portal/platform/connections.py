"""Looks after database connections where a request may use one.

Django does it by signals, at the beginning and the end of every request. That would be a quarter of what a ready page
costs, which asks no database. Here it begins behind the page cache, and ends at the same moment as Django's.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class _Thread(threading.local):
    """What this thread's request has done so far."""

    may_have_asked = False


_thread = _Thread()


class ConnectionsMiddleware:
    """Stands behind the page cache: what comes here may ask a database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before_asking()
        return self.get_response(request)


def before_asking() -> None:
    """Let go of connections that are broken or too old, before this request uses one."""
    _thread.may_have_asked = True
    close_old_connections()


def take_over() -> None:
    """Replace what Django does by signals; to be called once, when the apps are ready."""
    request_started.disconnect(reset_queries)  # they are noted with DEBUG only, which the portal does not have
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    request_finished.connect(_after_the_answer)


def _after_the_answer(**_: Any) -> None:
    """Let go of connections again, when the last byte of the answer has been sent."""
    if _thread.may_have_asked:
        _thread.may_have_asked = False
        close_old_connections()
