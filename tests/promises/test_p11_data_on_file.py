"""P11: registration is matched against the data the insurer already holds; nobody else is registered."""

import pytest

from accounts.models import PinLetter, Registration, User
from bestand.register import delivery_address
from tests.accounts.matching import matched, registered
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
