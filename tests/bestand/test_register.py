"""One person or employer by one complete number, asked under the real roles."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections, utils
from django.utils import timezone

from bestand import register
from bestand.models import Import
from tests.bestand.rows import NORD, RHEINLAND, account, anna, brandt

pytestmark = pytest.mark.django_db(databases=["bestand"])


def become(role: str) -> None:
    """Go on under ``role``; the end of the test's transaction takes it back."""
    _run(f"SET ROLE {role}")


def _run(statement: str) -> None:
    with connections["bestand"].cursor() as cursor:
        cursor.execute(statement)


def test_person_is_found_by_the_complete_number_only() -> None:
    anna().save()
    become("bestand_read")

    found = register.insured_person("A123456780")

    assert found is not None
    assert (found.title, found.given_name, found.family_name) == ("Dr.", "Anna", "Müller-Lüdenscheidt")
    assert (found.birth_year, found.postcode, found.insured_until) == (1954, "50674", None)
    for asked in ("A12345678", "a123456780", "A12345678%", "%", "", "A123456780 "):
        assert register.insured_person(asked) is None


def test_employer_leads_from_establishment_to_company_and_its_ikks() -> None:
    brandt().save()
    brandt(number="15027365").save()
    account(institutionskennzeichen=NORD, since=date(2010, 1, 1)).save()
    account().save()
    account(institutionskennzeichen="109500003", until=timezone.localdate() - timedelta(days=1)).save()
    become("bestand_read")

    found = register.employer("15027365")

    assert found is not None
    assert found.main_number == "09912342"
    assert register.employer_accounts(found.main_number) == [RHEINLAND, NORD]


def test_membership_is_told_of_the_numbers_that_were_asked_for_only() -> None:
    today = timezone.localdate()
    ended = today - timedelta(days=91)
    anna(insured_until=ended, is_deceased=True).save()
    anna(number="B123456782").save()
    brandt().save()
    account(until=ended).save()
    account(institutionskennzeichen=NORD, until=today).save()
    account(main_number="42938966", until=ended).save()
    account(main_number="42938966", institutionskennzeichen=NORD).save()
    become("bestand_match")

    found = register.membership(["A123456780", "09912342", "42938966", "15027365", "%"])

    assert sorted(found, key=lambda entry: entry.number) == [
        register.Membership("09912342", today, False),
        register.Membership("42938966", None, False),
        register.Membership("A123456780", ended, True),
    ]
    assert register.membership([]) == []


def test_register_is_of_the_day_of_its_last_import_in_germany() -> None:
    Import.objects.all().delete()
    for hour in (20, 23):  # the latter after midnight in Germany
        moment = datetime(2026, 1, 5, hour, 30, tzinfo=UTC)
        Import.objects.create(finished_at=moment, insured=1, employers=1, refused=0, by="timer", reason="x")
    become("bestand_read")

    assert register.as_of() == date(2026, 1, 6)


def test_register_without_an_import_is_of_today() -> None:
    Import.objects.all().delete()
    become("bestand_read")

    assert register.as_of() == timezone.localdate()


FITS = {"year": 1954, "month": 3, "day": 9, "postcode": "50674"}


@pytest.mark.parametrize(
    ("stored", "typed", "fits"),
    [
        ({}, {}, True),
        ({}, {"year": 1955}, False),
        ({}, {"month": 4}, False),
        ({}, {"day": 10}, False),
        ({}, {"day": 0}, False),
        ({}, {"postcode": "50675"}, False),
        ({"birth_day": 0}, {}, True),
        ({"birth_day": 0, "birth_month": 0}, {"month": 12, "day": 0}, True),
        ({"postcode": "B-4700"}, {"postcode": "b 4700"}, True),
        ({"is_deceased": True}, {}, False),
        ({"insured_until": timedelta()}, {}, True),
        ({"insured_until": timedelta(days=-1)}, {}, False),
        ({"insured_since": timedelta(days=30)}, {}, True),
        ({"is_protected": True}, {}, True),
    ],
)
def test_person_matches_only_if_all_details_fit(stored: dict, typed: dict, fits: bool) -> None:
    today = timezone.localdate()
    days = {name: today + value for name, value in stored.items() if isinstance(value, timedelta)}
    anna(**{**stored, **days}).save()
    become("bestand_match")

    match = register.match_insured("A123456780", **{**FITS, **typed})

    expected = register.Match("A123456780", (RHEINLAND,), date(2011, 5, 1), stored.get("is_protected", False))
    assert match == (expected if fits else None)


def test_employer_matches_by_the_postcode_of_the_establishment() -> None:
    brandt().save()
    brandt(number="15027365", postcode="10115").save()
    brandt(number="42938966", main_number="42938966").save()
    account().save()
    become("bestand_match")

    assert register.match_employer("09912342", postcode="53111") == register.Match(
        "09912342", (RHEINLAND,), date(2004, 1, 1), False
    )
    assert register.match_employer("15027365", postcode="10115") is not None
    assert register.match_employer("15027365", postcode="53111") is None
    assert register.match_employer("42938966", postcode="53111") is None  # no account with any IKK


def test_letters_go_to_the_delivery_address_where_there_is_one() -> None:
    anna().save()
    anna(
        number="B123456782",
        delivery_name="Betreuungsbüro Nehl",
        delivery_street="Ring 1",
        delivery_postcode="50667",
        delivery_town="Köln",
    ).save()
    brandt(company_addition="Filiale Nord").save()
    become("bestand_match")

    addresses = [register.delivery_address(number) for number in ("A123456780", "B123456782", "09912342", "X")]

    assert addresses == [
        register.DeliveryAddress("Dr. Anna Müller-Lüdenscheidt", "", "", "Zülpicher Straße 12", "50674", "Köln", ""),
        register.DeliveryAddress(
            "Betreuungsbüro Nehl", "", "", "Ring 1", "50667", "Köln", "", "Dr. Anna Müller-Lüdenscheidt"
        ),
        register.DeliveryAddress(
            "Bäckerei Brandt GmbH & Co. KG", "Filiale Nord", "", "Sternstraße 7", "53111", "Bonn", ""
        ),
        None,
    ]


@pytest.mark.parametrize(
    ("recipient", "named"),
    [
        ("Anna Müller-Lüdenscheidt", ""),
        ("DR. ANNA MÜLLER-LÜDENSCHEIDT", ""),
        ("Bernd Müller-Lüdenscheidt", "Dr. Anna Müller-Lüdenscheidt"),
    ],
)
def test_letter_names_whom_it_is_for_only_if_somebody_else_gets_it(recipient: str, named: str) -> None:
    there = {"delivery_street": "Ring 1", "delivery_postcode": "50667", "delivery_town": "Köln"}
    anna(delivery_name=recipient, **there).save()
    brandt(delivery_name="Steuerbüro Stein", **there).save()
    brandt(number="15027365", delivery_name="Bäckerei Brandt GmbH & Co. KG", **there).save()
    become("bestand_match")

    addresses = [register.delivery_address(number) for number in ("A123456780", "09912342", "15027365")]

    assert [found.on_behalf_of for found in addresses if found] == [named, "Bäckerei Brandt GmbH & Co. KG", ""]


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (role, statement)
        for role in ("bestand_read", "bestand_match", "bestand_import")
        for statement in (
            "SELECT * FROM bestand_insuredperson",
            "SELECT count(*) FROM bestand_insuredperson",
            "SELECT number FROM bestand_employer",
            "SELECT * FROM bestand_employeraccount",
            "INSERT INTO bestand_employeraccount VALUES ('1', '1', now(), NULL)",
            "UPDATE bestand_insuredperson SET town = ''",
            "DELETE FROM bestand_employer",
            "TRUNCATE bestand_employer",
            "COPY bestand_insuredperson TO STDOUT",
            "CREATE TABLE stray (a int)",
        )
    ]
    + [
        ("bestand_read", "SELECT * FROM match_insured('A123456780', 1954, 3, 9, '50674')"),
        ("bestand_read", "SELECT * FROM match_employer('09912342', '53111')"),
        ("bestand_read", "SELECT * FROM delivery_address('A123456780')"),
        ("bestand_read", "SELECT * FROM membership(ARRAY['A123456780'])"),
        ("bestand_match", "SELECT * FROM as_of()"),
        ("bestand_import", "SELECT * FROM membership(ARRAY['A123456780'])"),
        ("bestand_match", "SELECT * FROM insured_person('A123456780')"),
        ("bestand_match", "SELECT * FROM employer('09912342')"),
        ("bestand_import", "SELECT * FROM insured_person('A123456780')"),
    ],
)
def test_no_role_reads_the_tables_or_calls_what_is_not_its_own(role: str, statement: str) -> None:
    become(role)

    with pytest.raises(utils.ProgrammingError, match="permission denied"):
        _run(statement)
