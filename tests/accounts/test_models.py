"""Users: the constraints, and how they are made."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import User

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
