"""System check: an undeclared model or column stops the start."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldError
from django.db.models import Model
from django.utils.module_loading import import_string

from privacy.declarations import Declaration, DroppedByDay, Retention, columns, declaration_of, declared_for


@register()
def check_declarations(**_: Any) -> list[CheckMessage]:
    """Report every model and column that no declaration sorts."""
    return [error for model in apps.get_models(include_auto_created=True) for error in check_model(model)]


def check_model(model: type[Model]) -> list[CheckMessage]:
    """Report what is missing or contradictory in the declaration of one model."""
    declared = declared_for(model)
    if declared is None:
        return [Error(f"{model._meta.label} has no privacy declaration.", obj=model, id="privacy.E001")]
    declaration = declaration_of(model, declared)
    return [*_unsorted_columns(declaration), *_missing_statements(declaration)]


def _unsorted_columns(declaration: Declaration) -> Iterator[CheckMessage]:
    model = declaration.model
    both = declaration.personal & declaration.neutral
    sorted_columns = declaration.personal | declaration.neutral
    for names, code, problem in (
        (columns(model) - sorted_columns, "privacy.E002", "is sorted neither as personal nor as neutral"),
        (sorted_columns - columns(model), "privacy.E003", "is declared but has no column"),
        (both, "privacy.E004", "is declared both personal and neutral"),
    ):
        for name in sorted(names):
            yield Error(f"{model._meta.label}.{name} {problem}.", obj=model, id=code)


def _missing_statements(declaration: Declaration) -> Iterator[CheckMessage]:
    if not declaration.personal:
        return
    model = declaration.model
    for name in ("title", "whose", "subject", "purposes", "retention"):
        if not getattr(declaration, name):
            yield Error(
                f"{model._meta.label} holds personal data but does not say its {name}.",
                obj=model,
                id="privacy.E005",
            )
    retention = declaration.retention
    if isinstance(retention, DroppedByDay):
        try:
            import_string(retention.drop)
        except ImportError:
            problem = f"{model._meta.label}: retention names {retention.drop}, which is no action."
            yield Error(problem, obj=model, id="privacy.E007")
    if isinstance(retention, Retention):
        for column in (retention.counted_from, retention.created):
            try:
                model._default_manager.order_by(column)
            except FieldError:
                yield Error(
                    f"{model._meta.label}: retention counts from {column}, which is no column.",
                    obj=model,
                    id="privacy.E006",
                )
