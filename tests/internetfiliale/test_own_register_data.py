"""What the PIN alone lets one see of the register."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import OperationalError, connections

from accounts.models import User
from bestand.models import InsuredPerson
from internetfiliale.own_register_data import Insurance, OwnData, RegisterAway, masked, own_data
from tests.accounts.printing import on_file
from tests.bestand.rows import brandt


def data(*address: str, birth_date: str = "09.03.1954") -> OwnData:
    return OwnData("Dr. Anna Muster", "A 123 456 780", birth_date, address)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Domweg 7", "Domweg …"),
        ("Straße des 17. Juni 135", "Straße des …"),
        ("Postfach 12 34", "Postfach …"),
        ("Am Markt", "Am Markt …"),
        ("c/o Familie Schmidt", "c/o …"),
        ("Bei Schmidt, 2. Stock", "Bei …"),
        ("z. Hd. Frau Schmidt", "z. Hd. …"),
        ("C 4, 12", "C …"),
        ("50674 Köln", "50… Köln"),
        ("01067 Dresden", "01… Dresden"),
        ("4700 Eupen", "47… Eupen"),
        ("SW1A 2AA London", "SW …"),
    ],
)
def test_address_is_shortened_line_by_line(line: str, shown: str) -> None:
    assert masked(data(line)).address == (shown,)


def test_name_stays_and_number_and_birth_date_do_not() -> None:
    insurance = Insurance("100000003", InsuredPerson.InsuredAs.FAMILY, date(1999, 1, 1), None, is_deceased=False)
    seen = masked(replace(data(), insurance=insurance))

    assert seen.insurance is None
    assert (seen.name, seen.number, seen.birth_date) == ("Dr. Anna Muster", "… 780", "verdeckt")
    assert masked(data(birth_date="")).birth_date == ""


@pytest.mark.django_db(databases=["default", "bestand"])
def test_unknown_part_of_a_birth_date_is_shown_as_the_register_has_it() -> None:
    on_file("A123456780", birth_day=0, birth_month=0, birth_year=1938)

    found = own_data(User(kind="insured", number="A123456780"))

    assert found is not None
    assert found.birth_date == "00.00.1938"


@pytest.mark.django_db(databases=["default", "bestand"])
def test_employer_has_a_company_and_no_birth_date() -> None:
    brandt(company_addition="Backstube").save(force_insert=True)

    assert own_data(User(kind="employer", number="09912342")) == OwnData(
        "Bäckerei Brandt GmbH & Co. KG Backstube", "0991 2342", "", ("Sternstraße 7", "53111 Bonn")
    )


@pytest.mark.django_db(databases=["default", "bestand"])
def test_nobody_on_file_has_no_data() -> None:
    assert own_data(User(kind="insured", number="A123456780")) is None


@pytest.mark.django_db(databases=["default", "bestand"])
def test_silent_register_is_said_and_not_taken_for_an_unknown_number() -> None:
    def silent(*_: Any) -> None:
        raise OperationalError("the server closed the connection")

    with connections["bestand"].execute_wrapper(silent), pytest.raises(RegisterAway):
        own_data(User(kind="insured", number="A123456780"))
