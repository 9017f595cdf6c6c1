"""The system check: an undeclared model or column stops the start."""

from collections.abc import Iterator

import pytest
from django.db import connections, models, router
from django.test.utils import isolate_apps

from ikk_portal.models import AppliedMigration
from privacy.checks import check_declarations, check_model
from privacy.declarations import DroppedByDay, Retention, columns, declarations

RETENTION = Retention(text="kurz", counted_from="at", days=1, created="at", latest_days=2)


@pytest.fixture(autouse=True)
def _isolated() -> Iterator[None]:
    with isolate_apps("privacy"):
        yield


def codes(model: type[models.Model]) -> list[str]:
    return [str(error.id) for error in check_model(model)]


def test_every_model_of_the_house_is_declared() -> None:
    assert check_declarations() == []


def test_complete_declaration_is_accepted() -> None:
    class Visit(models.Model):
        at = models.DateTimeField()

        class Meta:
            app_label = "privacy"

        class Privacy:
            title = whose = subject = "x"
            personal = {"at"}
            neutral = {"id"}
            purposes = {"x": "y"}
            retention = RETENTION

    assert codes(Visit) == []


def test_model_without_declaration_is_refused() -> None:
    class Visit(models.Model):
        class Meta:
            app_label = "privacy"

    assert codes(Visit) == ["privacy.E001"]


def test_days_that_nobody_would_drop_are_refused() -> None:
    class Visit(models.Model):
        at = models.DateTimeField()

        class Meta:
            app_label = "privacy"

        class Privacy:
            title = whose = subject = "x"
            personal = {"at"}
            neutral = {"id"}
            purposes = {"x": "y"}
            retention = DroppedByDay(text="kurz", days=1, drop="access_log.actions.drop_due_days")

    assert codes(Visit) == []
    Visit.Privacy.retention = DroppedByDay(text="kurz", days=1, drop="access_log.actions.forgotten")
    assert codes(Visit) == ["privacy.E007"]


def test_inherited_declaration_does_not_count() -> None:
    class Base(models.Model):
        class Meta:
            app_label = "privacy"
            abstract = True

        class Privacy:
            neutral = {"id"}

    class Visit(Base):
        class Meta(Base.Meta):
            abstract = False

    assert codes(Visit) == ["privacy.E001"]


def test_unsorted_unknown_and_doubly_sorted_columns_are_refused() -> None:
    class Visit(models.Model):
        at = models.DateTimeField()

        class Meta:
            app_label = "privacy"

        class Privacy:
            neutral = {"id", "gone"}

    class Guest(models.Model):
        class Meta:
            app_label = "privacy"

        class Privacy:
            title = whose = subject = "x"
            personal = {"id"}
            neutral = {"id"}
            purposes = {"x": "y"}
            retention = Retention(text="kurz", counted_from="id", days=1, created="id", latest_days=2)

    assert codes(Visit) == ["privacy.E002", "privacy.E003"]
    assert codes(Guest) == ["privacy.E004"]


def test_personal_column_without_purpose_and_end_is_refused() -> None:
    class Visit(models.Model):
        at = models.DateTimeField()

        class Meta:
            app_label = "privacy"

        class Privacy:
            personal = {"at"}
            neutral = {"id"}

    assert codes(Visit) == ["privacy.E005"] * 5


def test_retention_counted_from_nothing_is_refused() -> None:
    class Visit(models.Model):
        at = models.DateTimeField()

        class Meta:
            app_label = "privacy"

        class Privacy:
            title = whose = subject = "x"
            personal = {"at"}
            neutral = {"id"}
            purposes = {"x": "y"}
            retention = Retention(text="kurz", counted_from="gone", days=1, created="at", latest_days=2)

    assert codes(Visit) == ["privacy.E006"]


@pytest.mark.parametrize("alias", list(connections))
@pytest.mark.django_db(databases="__all__")
def test_every_column_of_the_database_belongs_to_a_declared_model(alias: str) -> None:
    declared = {
        (declaration.model._meta.db_table, declaration.model._meta.get_field(name).column)
        for declaration in declarations()
        if alias == router.db_for_read(declaration.model) or declaration.model is AppliedMigration  # in each database
        for name in columns(declaration.model)
    }
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT CASE nspname WHEN 'public' THEN relname ELSE format('\"%s\".\"%s\"', nspname, relname) END, "
            "attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE nspname !~ '^(pg_|information_schema)' AND relkind IN ('r', 'p', 'v', 'm', 'f') "
            "AND NOT relispartition AND attnum > 0 AND NOT attisdropped "
            "AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')"
        )
        found = set(cursor.fetchall())

    assert found == declared
