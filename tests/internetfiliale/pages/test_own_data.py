"""The own data: in full, and only after a second proof."""

import pytest

from accounts.models import User
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.bestand.rows import anna as anna_on_file

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

PAGE = "/internetfiliale/meine-daten/"


@pytest.fixture
def anna() -> User:
    on_file("A123456780", street="Domweg 7", postcode="50667")
    return member()


def test_without_a_second_proof_the_page_asks_for_it(anna: User) -> None:
    response = client_of(anna).get(PAGE)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/internetfiliale/nachweis/?weiter=%2Finternetfiliale%2Fmeine-daten%2F",
    )


def test_after_it_everything_is_shown(anna: User) -> None:
    entry = anna_on_file()

    text = client_of(anna, second_proof=True).get(PAGE).text

    assert f"<dd>{entry.birth_day:02}.{entry.birth_month:02}.{entry.birth_year}</dd>" in text
    assert "<dd>A 123 456 780</dd>" in text
    assert "<dd>Domweg 7, 50667 Köln</dd>" in text


def test_person_whom_the_register_has_lost_sees_that(anna: User) -> None:
    text = client_of(member("B123456782"), second_proof=True).get(PAGE).text

    assert "Ihre Angaben können wir gerade nicht zeigen" in text
