"""Every rule about a brochure and its paper holds in the database: accepted and refused rows."""

from typing import Any

import pytest
from django.db import IntegrityError

from regions.models import Region
from tests.brochures.brochures import add_paper, add_row

pytestmark = pytest.mark.django_db


def test_rows_within_all_rules_are_accepted(rheinland: Region) -> None:
    assert add_paper().pk
    assert add_row(region=rheinland, language="de-leicht", topic="arbeit", most_per_order=20).pk
    assert add_row(key="a-1", most_per_order=1).pk


@pytest.mark.parametrize("is_national", [True, False])
def test_key_stands_once_in_each_ikk(is_national: bool, rheinland: Region) -> None:
    region = None if is_national else rheinland
    add_row(region=region)

    with pytest.raises(IntegrityError, match="brochure_key_once"):
        add_row(region=region)


@pytest.mark.parametrize(
    ("save", "fields", "constraint"),
    [
        (add_row, {"key": "Probe"}, "brochure_key_form"),
        (add_row, {"key": "eine--probe"}, "brochure_key_form"),
        (add_row, {"topic": "wetter"}, "brochure_topic_known"),
        (add_row, {"language": "fr"}, "brochure_language_known"),
        (add_row, {"most_per_order": 0}, "brochure_most_per_order_in_bounds"),
        (add_row, {"most_per_order": 21}, "brochure_most_per_order_in_bounds"),
        (add_paper, {"pdf_hash": "x" * 64}, "brochurepaper_hash_form"),
        (add_paper, {"cover_hash": "0" * 63}, "brochurepaper_hash_form"),
        (add_paper, {"pages": 0}, "brochurepaper_has_pages"),
    ],
)
def test_row_against_a_rule_is_refused(save: Any, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        save(**fields)
