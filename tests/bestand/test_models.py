"""The register's tables: which columns there are, and what they refuse."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models

from bestand.models import Employer, EmployerAccount, InsuredPerson
from privacy.declarations import columns
from tests.bestand.rows import account, anna, brandt

pytestmark = pytest.mark.django_db(databases=["bestand"])

_ADDRESS = {
    "addition",
    "street",
    "postcode",
    "town",
    "country",
    "delivery_name",
    "delivery_addition",
    "delivery_street",
    "delivery_postcode",
    "delivery_town",
    "delivery_country",
    "address_since",
}
#: What it takes to recognise somebody, to write to them, and to know which IKK answers. Nothing about health,
#: benefits, pay or contributions.
IDENTIFICATION = {
    InsuredPerson: _ADDRESS
    | {
        "number",
        "institutionskennzeichen",
        "title",
        "given_name",
        "family_name",
        "birth_year",
        "birth_month",
        "birth_day",
        "insured_since",
        "insured_until",
        "insured_as",
        "is_protected",
        "is_deceased",
    },
    Employer: _ADDRESS | {"number", "main_number", "company", "company_addition"},
    EmployerAccount: {"main_number", "institutionskennzeichen", "since", "until"},
}


@pytest.mark.parametrize("model", IDENTIFICATION)
def test_register_holds_identification_data_only(model: type[models.Model]) -> None:
    assert columns(model) == IDENTIFICATION[model]


def test_people_and_companies_as_they_are_can_be_stored() -> None:
    rows: list[models.Model] = [
        anna(),
        anna(number="A000500015", birth_month=0, birth_day=0, insured_until=date(2026, 12, 31)),
        anna(number="B123456782", delivery_name="Betreuung", delivery_street="Ring 1", delivery_town="Köln"),
        anna(number="C000500021", insured_as="family", country="BELGIEN", postcode="B-4700"),
        brandt(),
        account(),
    ]

    for row in rows:
        row.save()

    assert InsuredPerson.objects.count() >= 4


@pytest.mark.parametrize(
    ("row", "constraint"),
    [
        (anna(number="a12345678"), "insuredperson_number_form"),
        (anna(birth_month=13), "insuredperson_birth_date_possible"),
        (anna(birth_day=32), "insuredperson_birth_date_possible"),
        (anna(birth_year=1700), "insuredperson_birth_date_possible"),
        (anna(insured_until=date(1998, 12, 31)), "insuredperson_since_before_until"),
        (anna(insured_as="guest"), "insuredperson_insured_as_known"),
        (anna(delivery_street="Ring 1"), "insuredperson_delivery_address_complete"),
        (brandt(number="9912342"), "employer_number_form"),
        (brandt(main_number="x"), "employer_number_form"),
        (brandt(delivery_name="Lohnbüro"), "employer_delivery_address_complete"),
        (account(until=date(2003, 12, 31)), "employeraccount_since_before_until"),
    ],
)
def test_what_cannot_be_is_refused(row: Any, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        row.save(force_insert=True)
