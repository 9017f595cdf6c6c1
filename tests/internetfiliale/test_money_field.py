"""Amounts as people write them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from internetfiliale.money_field import EuroField


def field() -> EuroField:
    return EuroField(label="Entgelt", missing="Bitte geben Sie das Entgelt ein.", most=Decimal(1_000_000))


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("3000", "3000.00"),
        ("3.000", "3000.00"),
        ("3.000,5", "3000.50"),
        ("3000,55 €", "3000.55"),
        ("3000.55", "3000.55"),
        (" 3 000,00 Euro ", "3000.00"),
        ("1.000.000", "1000000.00"),
        ("0,01", "0.01"),
        ("3.00", "3.00"),
    ],
)
def test_amount_is_read_as_it_was_meant(typed: str, amount: str) -> None:
    assert str(field().clean(typed)) == amount


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Bitte geben Sie das Entgelt ein."),
        ("€", "Bitte geben Sie das Entgelt ein."),
        ("dreitausend", "zum Beispiel 2.850,00."),
        ("3,000.50", "zum Beispiel 2.850,00."),
        ("30.00,50", "zum Beispiel 2.850,00."),
        ("3000,555", "zum Beispiel 2.850,00."),
        ("-5", "zum Beispiel 2.850,00."),
        ("٣٠٠٠", "zum Beispiel 2.850,00."),
        ("0", "Bitte geben Sie einen Betrag von 0,01 bis 1.000.000 Euro ein."),
        ("1000000,01", "Bitte geben Sie einen Betrag von 0,01 bis 1.000.000 Euro ein."),
    ],
)
def test_what_is_no_amount_is_refused_with_an_example(typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)
    assert refusal.value.messages[0].endswith(message)
