"""What the tables of registrations and letters refuse."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import PinLetter, Registration
from tests.accounts.test_review_admin import letter

pytestmark = pytest.mark.django_db
REGISTRATION = {"kind": "insured", "number": "A123456780", "birth_year": 1954, "birth_month": 0, "birth_day": 0}
DECIDED = {"decided_at": timezone.now(), "decided_by": "fischer", "decision_note": "So"}


@pytest.mark.parametrize(
    "values", [REGISTRATION, {"kind": "employer", "number": "09912342"}], ids=["insured", "employer"]
)
def test_registration_of_each_kind_is_accepted(values: dict[str, Any]) -> None:
    Registration.objects.create(postcode="50674", **values)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"number": "09912342"}, "registration_number_form"),
        ({"birth_day": None}, "registration_birth_date_of_insured_only"),
        ({"kind": "employer", "number": "09912342"}, "registration_birth_date_of_insured_only"),
    ],
)
def test_registration_that_cannot_be_is_refused(changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Registration.objects.create(postcode="50674", **{**REGISTRATION, **changes})


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"number": "123"}, "pinletter_number_form"),
        ({"review_reasons": []}, "pinletter_review_has_reason"),
        ({**DECIDED, "decision_note": ""}, "pinletter_decision_complete"),
        ({"decided_by": "fischer"}, "pinletter_decision_complete"),
    ],
)
def test_letter_that_cannot_be_is_refused(changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        letter(**changes)


def test_two_letters_of_one_number_in_the_house_are_refused_pinletter_one_unposted() -> None:
    letter()
    with pytest.raises(IntegrityError, match="pinletter_one_unposted"), transaction.atomic():
        letter(state="requested", review_reasons=[])

    PinLetter.objects.update(state="discarded", ended_at=timezone.now(), **DECIDED)
    letter(state="requested", review_reasons=[])
