"""What services there are, and that none is let in whose declaration is not complete."""

from typing import Any

import pytest

from internetfiliale.checks import check_services, problems_of
from internetfiliale.services.catalogue import catalogue, same_slugs
from internetfiliale.services.declaration import EVERYONE, Audience, Group, Service
from internetfiliale.services.everyone.form_of_letters import FormOfLettersService

INSURED = frozenset({Audience.INSURED})


def test_every_service_is_declared_in_full() -> None:
    assert check_services() == []


def test_catalogue_stands_in_the_order_of_the_overview() -> None:
    groups = [service.group for service in catalogue()]

    assert len(groups) > 0
    assert groups == sorted(groups, key=list(Group).index)


def test_two_services_of_one_name_are_found() -> None:
    one = FormOfLettersService()

    assert same_slugs([one]) == []
    assert same_slugs([one, FormOfLettersService()]) == ["form-der-briefe"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"slug": "Form der Briefe"}, "slug 'Form der Briefe' must be lower-case words with hyphens, 40 characters"),
        ({"slug": "x" * 41}, "slug 'x"),
        ({"title": ""}, "title is missing"),
        ({"title": "Form\N{SOFT HYPHEN}wahl"}, "title is missing, or has a soft hyphen"),
        ({"heading": "Etwas anderes"}, "heading must be the title"),
        ({"title": "Abrechnungsprogramm"}, "heading must say where words of more than 15 letters break on a phone."),
        ({"summary": "Große Schrift"}, "summary must be a whole sentence."),
        ({"lead": ""}, "lead must be a whole sentence."),
        ({"purpose": ""}, "purpose must be a whole sentence."),
        ({"without_net": ""}, "without_net must be a whole sentence."),
        ({"retention": "Nichts"}, "retention must be a whole sentence."),
        ({"legal_basis": "SGB V"}, "legal_basis must name a law"),
        ({"group": "Sonstiges"}, "group is missing."),
        ({"audience": INSURED}, "audience must be that of its package."),
        ({"what_next": ()}, "what_next must be a tuple of whole sentences."),
        ({"what_next": "Wir tragen es ein."}, "what_next must be a tuple of whole sentences."),
        ({"result_within": 0}, "result_within must be 1 to 60 working days."),
    ],
)
def test_incomplete_declaration_is_refused(change: dict[str, Any], problem: str) -> None:
    changed = type("Changed", (FormOfLettersService,), change)

    found = list(problems_of(changed, EVERYONE))

    assert [text.startswith(problem) for text in found] == [True]


def test_declaration_without_anything_is_refused_and_not_stumbled_over() -> None:
    assert len(list(problems_of(type("Empty", (Service,), {}), EVERYONE))) == 9
