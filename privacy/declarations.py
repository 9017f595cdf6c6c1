"""The vocabulary of privacy declarations, and reading them through the app registry.

Every model carries a nested ``class Privacy``; models of libraries are declared by the project. One
declaration sorts *each* column of its table into personal and neutral, and says for the personal ones
whose they are, what for, on which legal basis, how long, and how they are erased.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Retention:
    """How long a row may stay.

    Attributes:
        text: the rule in German, as the privacy statement prints it.
        counted_from: column that starts the period; rows where it is empty are still needed.
        days: length of the period.
        minutes: what the period is longer by.
        created: column from which the latest end is counted.
        latest_days: latest end, whatever ``counted_from`` says.
    """

    text: str
    counted_from: str
    days: int
    created: str
    latest_days: int
    minutes: int = 0

    def due(self, rows: "QuerySet[Any]", now: datetime) -> "QuerySet[Any]":
        """Return those of ``rows`` whose period or latest end lies before ``now``."""
        today = timezone.localtime(now)  # days by the clock on the wall, across the change of clocks, too
        period = Q(**{f"{self.counted_from}__lt": today - timedelta(days=self.days, minutes=self.minutes)})
        end = Q(**{f"{self.created}__lt": today - timedelta(days=self.latest_days)})
        return rows.filter(period | end)


@dataclass(frozen=True)
class PublishedByLaw:
    """Data of office-holders that a law orders to publish; replaced by staff when the office changes hands."""

    text: str


@dataclass(frozen=True)
class ReplacedByImport:
    """A copy of what another system of the insurer holds; each import replaces it as a whole."""

    text: str


@dataclass(frozen=True)
class DroppedByDay:
    """A table of day partitions: the room that owns it drops whole days, which leaves nothing behind to clean up.

    Attributes:
        text: the rule in German, as the privacy statement prints it.
        days: latest end of a row, counted from its creation.
        drop: dotted path of the room's action ``(*, now, dry_run) -> int`` that drops the days that are due, each
            with its entry in the trail, and returns how many they were.
    """

    text: str
    days: int
    drop: str

    def erase(self, *, now: datetime, dry_run: bool) -> int:
        """Drop the days that are due at ``now`` (dry run: count them); return how many."""
        days: int = import_string(self.drop)(now=now, dry_run=dry_run)
        return days


@dataclass(frozen=True)
class Declaration:
    """One model's declaration, whole; whether it is right, ``checks.py`` says."""

    model: type[Model]
    personal: frozenset[str]
    neutral: frozenset[str]
    title: str
    whose: str
    subject: str
    purposes: Mapping[str, str]
    retention: Retention | DroppedByDay | PublishedByLaw | ReplacedByImport | None
    labels: Mapping[str, str]

    def label(self, column: str) -> str:
        """Return the German name of a column; libraries that have none are named in the declaration."""
        fields = {field.name: field for field in self.model._meta.local_concrete_fields}
        return self.labels.get(column) or str(fields[column].verbose_name)


_TEXTS = ("title", "whose", "subject")


def declarations() -> Iterator[Declaration]:
    """Yield the declaration of every model, through tables of libraries included.

    Raises:
        LookupError: naming the first model without one.
    """
    for model in apps.get_models(include_auto_created=True):
        declared = declared_for(model)
        if declared is None:
            raise LookupError(f"{model._meta.label} has no privacy declaration.")
        yield declaration_of(model, declared)


def declared_for(model: type[Model]) -> type | None:
    """Return the model's own ``Privacy`` class, or the project's declaration for a library's model."""
    own = vars(model).get("Privacy")
    if own is not None:
        return own
    libraries: dict[str, type] = import_module(settings.PRIVACY_OF_LIBRARIES).DECLARATIONS
    return libraries.get(model._meta.label)


def declaration_of(model: type[Model], declared: type) -> Declaration:
    """Return ``declared`` in the form the rest of the room works with; what it leaves out is empty."""
    values = {name: getattr(declared, name, "") for name in _TEXTS}
    return Declaration(
        model=model,
        personal=frozenset(getattr(declared, "personal", ())),
        neutral=frozenset(getattr(declared, "neutral", ())),
        purposes=getattr(declared, "purposes", {}),
        labels=getattr(declared, "labels", {}),
        retention=getattr(declared, "retention", None),
        **values,
    )


def columns(model: type[Model]) -> frozenset[str]:
    """Return the names of the model's fields that have a column."""
    return frozenset(field.name for field in model._meta.local_concrete_fields)
