"""The demo's register: the well-known people are in it and say what their remarks promise."""

from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from bestand import demo_data, register
from bestand.demo_data import ANNA, BRANDT, BRANDT_BRANCH, CLARA, DORA, EMIL, GUSTAV, HANNA, IVO, DemoPerson
from bestand.models import Employer, Import, InsuredPerson
from ikk_portal import demo_register

pytestmark = pytest.mark.django_db(databases=["bestand"])


def match(person: DemoPerson) -> register.Match | None:
    """Compare what the person types with the register, as the matching does."""
    year, month, day = map(int, person.birth_date.split("-"))
    return register.match_insured(person.number, year=year, month=month or 7, day=day or 8, postcode=person.postcode)


def test_demo_register_has_the_crowd_and_everybody_known() -> None:
    assert InsuredPerson.objects.count() == 2_000 + len(demo_data.PEOPLE)
    assert Employer.objects.count() == 200 + len(demo_data.COMPANIES)
    assert Import.objects.get().refused == 0


def test_people_match_as_their_remarks_say() -> None:
    with connections["bestand"].cursor() as cursor:
        cursor.execute("SET ROLE bestand_match")

    found = {person.name: match(person) for person in demo_data.PEOPLE}

    assert {name for name, entry in found.items() if entry is None} == {GUSTAV.name, IVO.name}
    assert found[ANNA.name] is not None
    assert {name for name, entry in found.items() if entry and entry.is_protected} == {DORA.name}
    lately = timezone.localdate() - timedelta(days=30)
    assert {name for name, entry in found.items() if entry and entry.address_since > lately} == {CLARA.name}
    for company in (BRANDT, BRANDT_BRANCH):
        entry = register.match_employer(company.number, postcode=company.postcode)
        assert entry is not None
        assert (entry.number, len(entry.institutionskennzeichen)) == (BRANDT.number, 2)


def test_letters_of_a_guardian_and_abroad_have_their_addresses() -> None:
    to_guardian, abroad = register.delivery_address(EMIL.number), register.delivery_address(HANNA.number)

    assert to_guardian is not None
    assert abroad is not None
    assert (to_guardian.name, to_guardian.town, to_guardian.on_behalf_of) == (
        "Betreuungsbüro Nehl",
        "Köln",
        "Emil Muster",
    )
    assert (abroad.town, abroad.country) == ("Eupen", "Belgien")


def test_demo_register_is_not_imported_again_while_it_is_fresh() -> None:
    assert demo_register.load() is None
