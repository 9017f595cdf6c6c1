"""Rules about the shape of the repository that no linter knows."""

import ast
import os
import re
import subprocess
import tomllib
from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "ikk_portal",
    "regions",
    "bestand",
    "letters",
    "brochures",
    "contact",
    "accounts",
    "internetfiliale",
    "privacy",
    "access_log",
)
FORBIDDEN_MODULES = {"utils", "helpers", "common", "core", "services", "constants", "signals"}


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git knows, or would know, of the given patterns."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in names if name and (ROOT / name).exists()]


def our_modules() -> list[Path]:
    return [path for path in tracked("*.py") if "migrations" not in path.parts]


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_every_module_opens_with_what_lives_in_it() -> None:
    silent = [
        path for path in our_modules() if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert named(silent) == []


def test_no_module_is_longer_than_400_lines() -> None:
    long = [path for path in our_modules() if len(path.read_text().splitlines()) > 400]

    assert named(long) == []


def test_no_function_is_longer_than_50_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in our_modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno > 50
    ]

    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert named([path for path in our_modules() if path.stem in FORBIDDEN_MODULES]) == []


def test_every_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    groups = [entry for group in project["dependency-groups"].values() for entry in group if isinstance(entry, str)]

    without = [
        requirement
        for requirement in [*project["project"]["dependencies"], *groups]
        if not re.search(re.escape(f'"{requirement}",') + r"\s+# \w", text)
    ]

    assert without == []


@pytest.mark.django_db(databases="__all__")
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@cache
def texts_of_tests() -> str:
    """Return all tests but this module, read once for all constraints."""
    return "".join(path.read_text() for path in tracked("tests/*.py") if path != Path(__file__))


def our_constraints() -> list[models.BaseConstraint]:
    return [
        constraint
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        for constraint in model._meta.constraints
    ]


@pytest.mark.parametrize("constraint", our_constraints(), ids=lambda constraint: constraint.name)
def test_constraint_has_a_german_message_of_its_own(constraint: models.BaseConstraint) -> None:
    assert constraint.violation_error_message != constraint.default_violation_error_message
    assert re.search(r"[.!]$", str(constraint.violation_error_message))


@pytest.mark.parametrize("constraint", our_constraints(), ids=lambda constraint: constraint.name)
def test_constraint_is_tested_by_name(constraint: models.BaseConstraint) -> None:
    assert constraint.name in texts_of_tests()


@pytest.mark.xdist_group("kept-together")
def test_groups_of_tests_are_kept_on_one_worker(request: pytest.FixtureRequest) -> None:
    """What shares something costly is marked as a group; without it the suite does the costly part once a worker."""
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ

    assert is_alone or request.node.nodeid.endswith("@kept-together")


def test_readme_names_only_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    readme = (ROOT / "README.md").read_text()

    assert set(re.findall(r"`?make ([a-z-]+)", readme)) <= targets
    for path in re.findall(r"\]\((?!https?:)([^)#]+)", readme):
        assert (ROOT / path).exists(), path


def test_room_folders_of_templates_and_tests_mirror_the_rooms() -> None:
    for kind, others in (("templates", {"admin", "components", "django", "errors"}), ("tests", set())):
        folders = {path.name for path in (ROOT / kind).iterdir() if path.is_dir() and path.name != "__pycache__"}
        crossing = {"golden", "house_rules", "promises", "journeys", "faults", "deploy"} if kind == "tests" else others
        assert folders - crossing <= set(ROOMS), kind
