"""What health card and European card ask, whom for, and what they say of the answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from internetfiliale.services.declaration import CaseService, Visitor
from internetfiliale.services.insured.european_card import EuropeanCard
from internetfiliale.services.insured.health_card import HealthCard
from regions.models import Region
from tests.accounts.members import member

ME = {"for_whom": "me"}
CHILD = {
    "for_whom": "child",
    "child_given_name": "Mia",
    "child_family_name": "Lang",
    "child_birth_date_0": "9",
    "child_birth_date_1": "3",
    "child_birth_date_2": "2019",
}


@pytest.fixture
def lena(rheinland: Region) -> Visitor:
    return Visitor(member(), rheinland, has_proof=False)


def answered(service: CaseService, visitor: Visitor, typed: dict[str, str]) -> dict[str, str]:
    """Return label -> answer of all questions; every one has a right answer. The remark stands under ""."""
    clean: dict[str, Any] = {}
    questions = service.questions(visitor, typed)
    for question in questions:
        form = service.form(question, visitor, typed)
        assert form.is_valid(), form.errors
        clean |= form.cleaned_data
    lines = dict(line for question in questions for line in service.lines(question, clean))
    return lines | {"": service.remark(clean)}


def day(name: str, ahead: int) -> dict[str, str]:
    """Return what is typed for a day so many days ahead."""
    meant = timezone.localdate() + timedelta(days=ahead)
    return {f"{name}_0": str(meant.day), f"{name}_1": str(meant.month), f"{name}_2": str(meant.year)}


def test_child_is_asked_for_only_where_it_is_for_a_child(lena: Visitor) -> None:
    for_me = answered(HealthCard(), lena, {**ME, "reason": "broken"})
    for_a_child = answered(HealthCard(), lena, {**CHILD, "reason": "broken"})

    assert for_me["Für wen?"] == "Für mich"
    assert for_a_child.keys() - for_me.keys() == {
        "Vorname des Kindes",
        "Nachname des Kindes",
        "Geburtsdatum des Kindes",
    }
    assert for_a_child["Geburtsdatum des Kindes"] == "9. März 2019"


@pytest.mark.parametrize(("years", "is_right"), [(0, True), (24, True), (26, False), (-1, False)])
def test_child_is_at_most_twenty_five(lena: Visitor, years: int, is_right: bool) -> None:
    born = {**CHILD, **day("child_birth_date", -years * 365 - 1)}
    question = HealthCard().questions(lena, born)[1]

    assert HealthCard().form(question, lena, born).is_valid() is is_right


@pytest.mark.parametrize(
    ("reason", "remark"),
    [
        ("lost", "Die bisherige Karte sperren wir."),
        ("stolen", "Die bisherige Karte sperren wir."),
        ("broken", "Zeigen Sie die bisherige Karte nicht mehr vor"),
        ("new_name", "eine Kopie der Urkunde"),
    ],
)
def test_card_says_what_becomes_of_the_old_one(lena: Visitor, reason: str, remark: str) -> None:
    assert remark in answered(HealthCard(), lena, {**ME, "reason": reason})[""]


def test_journey_is_asked_for_only_with_the_certificate(lena: Visitor) -> None:
    card = answered(EuropeanCard(), lena, {**ME, "paper": "card"})
    journey = {"country": "Österreich", **day("leaves_on", 60), **day("returns_on", 60)}
    certificate = answered(EuropeanCard(), lena, {**ME, "paper": "certificate", **journey})

    assert certificate.keys() - card.keys() == {
        "In welches Land reisen Sie?",
        "Erster Tag der Reise",
        "Letzter Tag der Reise",
    }
    assert (card[""], certificate[""]) == ("", "")


def test_who_leaves_by_the_day_that_the_receipt_names_is_asked_to_phone(lena: Visitor) -> None:
    today = timezone.localdate()
    promised = (EuropeanCard().result_by(today) - today).days

    soon, late = (
        answered(EuropeanCard(), lena, {**ME, "paper": "certificate", "country": "Zypern", **leaves, **returns})[""]
        for leaves, returns in (
            (day("leaves_on", promised), day("returns_on", promised)),
            (day("leaves_on", promised + 1), day("returns_on", promised + 1)),
        )
    )

    assert "Rufen Sie uns bitte zusätzlich an." in soon
    assert late == ""


def test_journey_that_ends_before_it_begins_is_refused_at_its_end(lena: Visitor) -> None:
    typed = {"paper": "certificate", "country": "Zypern", **day("leaves_on", 9), **day("returns_on", 8)}
    question = EuropeanCard().questions(lena, typed)[-1]

    assert EuropeanCard().form(question, lena, typed).errors == {
        "returns_on": ["Die Reise endet vor ihrem ersten Tag. Bitte prüfen Sie beide Tage."]
    }
