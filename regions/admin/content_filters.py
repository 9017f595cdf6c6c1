"""The filters of the lists of pages and news."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from regions.models import Content

REVIEW_EVERY = timedelta(days=365)


def states_at(now: datetime) -> dict[str, tuple[str, Q]]:
    """Return the states that a text can be in: key -> German name, and which rows are in it."""
    public = Q(is_published=True)
    over = Q(public_until__lte=now)
    return {
        "draft": ("Entwurf", Q(is_published=False)),
        "planned": ("geplant", public & Q(public_from__gt=now)),
        "visible": ("sichtbar", public & Q(public_from__lte=now) & (Q(public_until=None) | Q(public_until__gt=now))),
        "over": ("abgelaufen", public & over),
    }


def state_of(content: Content, now: datetime) -> str:
    """Return the German name of the state that a text is in."""
    if not content.is_published:
        return "Entwurf"
    if content.public_from > now:
        return "geplant"
    return "abgelaufen" if content.public_until and content.public_until <= now else "sichtbar"


def with_national_changed(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Annotate ``national_changed``: the national version was saved since an own one was last compared."""
    model: Any = rows.model
    same_key = {name: OuterRef(name) for name in model.KEY}
    national = model._default_manager.filter(region=None, **same_key)
    changed = national.filter(changed_at__gt=OuterRef("national_seen_at"))
    return rows.annotate(
        national_changed=Q(region__isnull=False) & (Exists(changed) | (Q(national_seen_at=None) & Exists(national)))
    )


class StateFilter(admin.SimpleListFilter):
    """Draft, planned, visible, over."""

    title = "Zustand"
    parameter_name = "zustand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        return ((key, name) for key, (name, _) in states_at(timezone.now()).items())

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        _, rows = states_at(timezone.now()).get(self.value() or "", ("", Q()))
        return queryset.filter(rows)


class ReviewDueFilter(admin.SimpleListFilter):
    """Pages that nobody has reviewed for a year."""

    title = "Prüfung"
    parameter_name = "pruefung"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        yield "faellig", "fällig"

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        if self.value() != "faellig":
            return queryset
        return queryset.filter(reviewed_on__lte=timezone.localdate() - REVIEW_EVERY)


class NationalChangedFilter(admin.SimpleListFilter):
    """Own versions whose national one has changed since."""

    title = "Abgleich"
    parameter_name = "abgleich"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterator[tuple[str, str]]:
        yield "offen", "nationale Fassung seit Ihrer Abweichung geändert"

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset.filter(national_changed=True) if self.value() == "offen" else queryset
