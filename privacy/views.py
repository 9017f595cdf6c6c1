"""The privacy statement and its archive."""

from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ikk_portal.platform.read_only import read_only
from privacy.statements import Statement, current_statement, published_statements
from privacy.tables import statement_tables


@login_not_required
@read_only
def statement(request: HttpRequest) -> HttpResponse:
    """The statement in force today, for the chosen IKK."""
    return _render(request, current_statement(timezone.localdate()))


@login_not_required
@read_only
def archive(request: HttpRequest) -> HttpResponse:
    """All versions that have come into force, the newest first."""
    versions = published_statements(timezone.localdate())
    return render(request, "privacy/archive.html", {"versions": versions, "current": versions[0]})


@login_not_required
@read_only
def version(request: HttpRequest, valid_from: date) -> HttpResponse:
    """One version of the archive; a future one does not exist yet."""
    for candidate in published_statements(timezone.localdate()):
        if candidate.valid_from == valid_from:
            return _render(request, candidate)
    raise Http404


def _render(request: HttpRequest, shown: Statement) -> HttpResponse:
    is_current = shown == current_statement(timezone.localdate())
    tables = statement_tables(settings.COOKIE_PURPOSES) if is_current else shown.tables
    context = {
        "statement": shown,
        "is_current": is_current,
        "tables": tables,
        "cookie_prefix": settings.COOKIE_PREFIX,
    }
    return render(request, "privacy/statement.html", context)
