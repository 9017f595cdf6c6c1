"""The content version stays a single row."""

import pytest
from django.db import IntegrityError

from ikk_portal.models import ContentVersion

pytestmark = pytest.mark.django_db


def test_content_version_is_the_one_row() -> None:
    assert [row.pk for row in ContentVersion.objects.all()] == [1]


def test_second_content_version_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="contentversion_single_row"):
        ContentVersion.objects.create(id=2, version=1)
