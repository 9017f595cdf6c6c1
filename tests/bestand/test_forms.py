"""The fields for numbers: the value object or a message, and what was typed stays."""

import pytest
from django import forms

from bestand.forms import BetriebsnummerField, NumberField, VersichertennummerField
from bestand.numbers import Betriebsnummer, Versichertennummer


class Numbers(forms.Form):
    """All three fields."""

    either = NumberField(required=False)
    insured = VersichertennummerField(required=False)
    employer = BetriebsnummerField(required=False)


def test_fields_clean_to_numbers() -> None:
    form = Numbers({"either": "a 000 500 015", "insured": "C-000500021", "employer": "0991 2342"})

    assert form.is_valid()
    assert form.cleaned_data == {
        "either": Versichertennummer("A000500015"),
        "insured": Versichertennummer("C000500021"),
        "employer": Betriebsnummer("09912342"),
    }


def test_optional_fields_left_empty_are_none() -> None:
    form = Numbers({"either": "  "})

    assert form.is_valid()
    assert form.cleaned_data == {"either": None, "insured": None, "employer": None}


def test_refused_entry_stays_as_typed_beside_its_message() -> None:
    form = Numbers({"employer": "991 2342"})

    assert form.errors.as_data()["employer"][0].code == "leading_zero_missing"
    assert form.errors.as_data()["employer"][0].params == {"proposal": "09912342"}
    assert 'value="991 2342"' in str(form["employer"])


def test_percent_sign_typed_does_not_reach_the_message() -> None:
    form = Numbers({"either": "100 % (proposal)s"})

    assert form.errors.as_data()["either"][0].code == "unknown_character"
    assert "%" not in form.errors["either"][0]


@pytest.mark.parametrize("typed", ["\x00", "A\x0000500015", "\u202e", "\ud800"])
def test_forbidden_characters_are_a_form_error(typed: str) -> None:
    assert not Numbers({"either": typed}).is_valid()


@pytest.mark.parametrize(("name", "keyboard"), [("either", "text"), ("insured", "text"), ("employer", "numeric")])
def test_browser_neither_mends_nor_cuts_what_is_typed(name: str, keyboard: str) -> None:
    assert Numbers()[name].field.widget.attrs == {
        "inputmode": keyboard,
        "autocomplete": "off",
        "autocapitalize": "characters",
        "spellcheck": "false",
    }


def test_required_field_asks_for_its_number() -> None:
    with pytest.raises(forms.ValidationError) as caught:
        VersichertennummerField().clean("")

    assert caught.value.messages == ["Bitte geben Sie Ihre Versichertennummer ein."]
