"""P12: identification data only, in a database of its own that the web can neither write nor search."""

from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import models, router
from psycopg import errors

from bestand.models import Employer, EmployerAccount, InsuredPerson
from tests.conftest import REGISTER, url_for

TABLES = [model._meta.db_table for model in (InsuredPerson, Employer, EmployerAccount)]


@pytest.fixture
def web(db: None) -> Any:
    """A real connection to the register under the web's role."""
    with psycopg.connect(url_for("bestand_read", REGISTER), autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("model", [InsuredPerson, Employer, EmployerAccount])
def test_register_lies_in_a_database_of_its_own(model: type[models.Model]) -> None:
    assert router.db_for_read(model) == router.db_for_write(model) == "bestand"
    assert settings.DATABASES["bestand"]["NAME"] != settings.DATABASES["default"]["NAME"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM {}",
        "SELECT count(*) FROM {}",
        "INSERT INTO {} DEFAULT VALUES",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "COPY {} TO STDOUT",
        "ALTER TABLE {} RENAME TO stray",
    ],
)
def test_web_can_neither_read_nor_write_a_table_of_the_register(web: Any, table: str, statement: str) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
        web.execute(statement.format(table))


def test_web_may_ask_by_one_number_and_nothing_else(web: Any) -> None:
    rows = web.execute(
        "SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ')' FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE') ORDER BY 1"
    ).fetchall()

    assert [name for (name,) in rows] == [
        "as_of()",  # the day of the last import, for certificates; nobody's data
        "employer(p_number text)",
        "employer_accounts(p_main_number text)",
        "insured_person(p_number text)",
    ]
