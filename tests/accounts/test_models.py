"""Users: the constraints, and how they are made."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from accounts.backends import MemberBackend, StaffBackend
from accounts.models import User
from regions.models import Region

pytestmark = pytest.mark.django_db


def new_user(**fields: object) -> User:
    return User(username="neu", given_name="Nora", family_name="Neu", password="!", **fields)


def test_user_without_superuser_rights_is_accepted() -> None:
    new_user().save()

    assert User.objects.get(username="neu").is_staff is True


def test_superuser_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="user_no_superuser"):
        new_user(is_superuser=True).save()


def test_unknown_kind_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="user_kind_known"):
        new_user(kind="robot").save()


def test_create_staff_without_a_password_lets_nobody_in() -> None:
    user = User.objects.create_staff("neu", given_name="Nora", family_name="Neu")

    assert user.has_usable_password() is False


def test_create_staff_refuses_a_taken_name_with_a_german_message() -> None:
    with pytest.raises(ValidationError) as refusal:
        User.objects.create_staff("sander", given_name="S", family_name="S")

    assert refusal.value.message_dict == {"username": ["Diesen Benutzernamen gibt es schon."]}


@pytest.mark.parametrize(("kind", "number"), [("insured", "A123456780"), ("employer", "09912342")])
def test_member_is_a_number_and_nothing_else(kind: str, number: str) -> None:
    user = User.objects.create(kind=kind, number=number)

    user.full_clean(exclude=["username", "password"])
    assert (user.is_staff, user.get_username(), str(user)) == (False, None, user.get_kind_display())


NOW, REGION = timezone.now(), "its region"
MEMBER_REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"number": "09912342"}, "user_member_number_form"),
    ({"number": None}, "user_member_number_form"),
    ({"kind": "employer"}, "user_member_number_form"),
    *(
        ({name: value}, "user_member_is_a_number_only")
        for name, value in {
            "username": "anna",
            "given_name": "Anna",
            "family_name": "Musterfrau",
            "password": "!",
            "committed_on": date(2026, 1, 1),
            "region": REGION,
        }.items()
    ),
]


@pytest.mark.parametrize(("changes", "constraint"), MEMBER_REFUSED)
def test_member_that_cannot_be_is_refused(changes: dict[str, Any], constraint: str) -> None:
    values = {"kind": "insured", "number": "A123456780", **changes}
    if values.get("region") == REGION:
        values["region"] = Region.objects.get(slug="rheinland")

    with pytest.raises(IntegrityError, match=constraint):
        User.objects.create(**values)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"username": None}, "user_staff_has_names"),
        ({"username": ""}, "user_staff_has_names"),
        ({"given_name": ""}, "user_staff_has_names"),
        ({"family_name": ""}, "user_staff_has_names"),
        ({"number": "A123456780"}, "user_staff_has_no_number"),
        ({"blocked_at": NOW}, "user_staff_has_no_number"),
        ({"previous_login_at": NOW}, "user_staff_has_no_number"),
        ({"failed_tries": 1}, "user_staff_has_no_number"),
        ({"missed_since": date(2026, 1, 1)}, "user_staff_is_not_missed"),
    ],
)
def test_staff_that_cannot_be_is_refused(changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        User.objects.filter(username="sander").update(**changes)


def test_a_number_has_one_account_of_its_kind_user_one_for_each_number() -> None:
    User.objects.create(kind="insured", number="A123456780")

    with pytest.raises(IntegrityError, match="user_one_for_each_number"):
        User.objects.create(kind="insured", number="A123456780")


def test_each_backend_keeps_its_own_kind_signed_in(sander: User) -> None:
    anna = User.objects.create(kind="insured", number="A123456780")

    assert (StaffBackend().get_user(sander.pk), StaffBackend().get_user(anna.pk)) == (sander, None)
    assert (MemberBackend().get_user(sander.pk), MemberBackend().get_user(anna.pk)) == (None, anna)


@pytest.mark.parametrize("changes", [{"blocked_at": NOW}, {"left_at": NOW}, {"is_active": False}])
def test_member_whose_access_has_ended_stays_signed_in_nowhere(changes: dict[str, Any]) -> None:
    anna = User.objects.create(kind="insured", number="A123456780", **changes)

    assert MemberBackend().get_user(anna.pk) is None
