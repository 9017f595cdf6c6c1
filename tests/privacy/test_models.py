"""The constraints of the trail of staff access."""

import pytest
from django.db import IntegrityError

from privacy.models import StaffAccess

pytestmark = pytest.mark.django_db


def entry(**fields: str) -> StaffAccess:
    return StaffAccess(**{"by": "sander", "action": "view", "kind": "regions.Region", **fields})


def test_entry_with_person_and_known_action_is_accepted() -> None:
    entry().save()

    assert str(StaffAccess.objects.get()) == "sander: Datensatz geöffnet"


def test_unknown_action_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="staffaccess_action_known"):
        entry(action="peek").save()


def test_entry_without_a_person_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="staffaccess_by_given"):
        entry(by="").save()
