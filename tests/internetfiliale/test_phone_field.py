"""Telephone numbers as people write them."""

import pytest
from django.core.exceptions import ValidationError

from internetfiliale.phone_field import PhoneField


def field() -> PhoneField:
    return PhoneField(label="Telefon", missing="Bitte geben Sie die Nummer ein.")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0221 4710 123", "0221 4710 123"),
        ("  0221  4710-123 ", "0221 4710-123"),
        ("+49 (221) 4710/123", "+49 (221) 4710/123"),
        ("110110", "110110"),
    ],
)
def test_number_is_kept_as_it_was_written(typed: str, number: str) -> None:
    assert field().clean(typed) == number


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Bitte geben Sie die Nummer ein."),
        ("   ", "Bitte geben Sie die Nummer ein."),
        ("12345", "Bitte geben Sie die Nummer mit Vorwahl ein"),
        ("1234567890123456", "Bitte geben Sie die Nummer mit Vorwahl ein"),
        ("0221 4710 App. 12", "Eine Telefonnummer besteht aus Ziffern"),
        ("anna@betrieb.example", "Eine Telefonnummer besteht aus Ziffern"),
        ("0221+4710123", "Eine Telefonnummer besteht aus Ziffern"),
        ("٠٢٢١٤٧١٠", "Eine Telefonnummer besteht aus Ziffern"),
    ],
)
def test_what_is_no_number_is_refused_with_an_example(typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)
    assert refusal.value.messages[0].startswith(message)
