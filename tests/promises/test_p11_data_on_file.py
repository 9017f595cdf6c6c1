"""P11: registration and services use the data the insurer already holds; nobody else is registered."""

import pytest

from accounts.models import PinLetter, Registration, User
from bestand.register import delivery_address
from tests.accounts.matching import matched, registered
from tests.accounts.members import member
from tests.accounts.signed_in import client_of
from tests.bestand.rows import anna

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def test_registration_of_somebody_not_on_file_creates_nothing() -> None:
    users = User.objects.count()
    registered()

    matched()

    assert (PinLetter.objects.count(), Registration.objects.count(), User.objects.count()) == (0, 0, users)


def test_letter_knows_no_address_but_the_one_on_file() -> None:
    anna().save(force_insert=True)
    registered(postcode="5 06 74")

    matched()

    letter = PinLetter.objects.get()
    assert "50674" not in "".join(str(value) for value in vars(letter).values())
    found = delivery_address(letter.number)
    assert found is not None
    assert (found.street, found.postcode) == ("Zülpicher Straße 12", "50674")


def test_services_show_what_is_on_file_instead_of_asking_for_it() -> None:
    anna().save(force_insert=True)
    user = member("A123456780")

    in_full = client_of(user, second_proof=True).get("/internetfiliale/dienste/anschrift/").text
    masked = client_of(user).get("/internetfiliale/dienste/gesundheitskarte/").text

    assert "<dd>Zülpicher Straße 12<br>50674 Köln</dd>" in in_full
    assert "<dd>Zülpicher Straße …<br>50… Köln</dd>" in masked
    assert "Alles mit dem Entsperrcode ansehen" in masked
    assert "Zülpicher Straße 12" not in masked
