"""Check digits against known numbers, and what people type instead of them."""

import copy
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bestand.numbers import (
    Betriebsnummer,
    Fault,
    Institutionskennzeichen,
    InvalidNumber,
    Versichertennummer,
    recognise,
    remark,
)


def words(text: str) -> list[str]:
    """Return the words of a long list."""
    return text.split()


INSURED = words("""
    A000500015 C000500021 K220645122 T012345678 X110411675 A123456780 X110465770 X110411319 K220635158
    K030182229 S040464113 P123464117 X110580065 K010124021 B123456782 M123456785 Z000000005 Z999999997
    N360117751 Z629410041
""")
NOT_INSURED = words("""
    K220645129 A220645129 T012345679 A005000112 C000500020 X110411674 A123456781 A123456789 1123456780
    A2206451290 B22064512 Ä220645129 X123456789 X234567890 P987654321
""")
EMPLOYERS = words("""
    09912342 15027365 42938966 48698890 29137937 87954699 97141402 01049203 55811201 01020803 20013109
    14228571 98000006
""")
EMPLOYERS_BY_FIVE = words("98000001 63774343 33461466 05012943 08640881 34369034 29074470 88571250 49003443 35134022")
NOT_EMPLOYERS = words("12345678 99999999 15027364 9800000 10512345 ABCDEFGH")
INSTITUTIONS = words("108310400 101575519 104940005 107202793 105830016")

versichertennummern = st.from_regex(r"[A-Z][0-9]{8}", fullmatch=True).map(Versichertennummer.complete)
betriebsnummern = st.builds(
    lambda digits, plus_five: Betriebsnummer.complete(digits, plus_five=plus_five),
    st.from_regex(r"(00[1-9]|0[1-9][0-9]|11[1-9]|1[2-9][0-9]|[2-9][0-9]{2})[0-9]{4}", fullmatch=True),
    st.booleans(),
)
any_text = st.text(st.characters(exclude_categories=()), max_size=40) | st.text("A0IO19l- \u200b\x00", max_size=35)


def fault_of(reader: Callable[[str], object], text: str) -> InvalidNumber:
    with pytest.raises(InvalidNumber) as caught:
        reader(text)
    return caught.value


@pytest.mark.parametrize("text", INSURED)
def test_versichertennummer_known_to_be_right_is_read(text: str) -> None:
    number = Versichertennummer.parse(text)

    assert (str(number), recognise(text), Versichertennummer.is_valid(text)) == (text, number, True)
    assert Versichertennummer.complete(text[:9]) == number


@pytest.mark.parametrize("text", NOT_INSURED)
def test_versichertennummer_known_to_be_wrong_is_refused(text: str) -> None:
    fault_of(Versichertennummer.parse, text)
    fault_of(Versichertennummer, text)
    fault_of(recognise, text)

    assert not Versichertennummer.is_valid(text)


@pytest.mark.parametrize("text", EMPLOYERS + EMPLOYERS_BY_FIVE)
def test_betriebsnummer_known_to_be_right_is_read(text: str) -> None:
    number = Betriebsnummer.parse(text)

    assert (str(number), recognise(text), Betriebsnummer.is_valid(text)) == (text, number, True)
    assert Betriebsnummer.complete(text[:7], plus_five=text in EMPLOYERS_BY_FIVE) == number


@pytest.mark.parametrize("text", NOT_EMPLOYERS)
def test_betriebsnummer_known_to_be_wrong_is_refused(text: str) -> None:
    fault_of(Betriebsnummer.parse, text)
    fault_of(Betriebsnummer, text)
    fault_of(recognise, text)

    assert not Betriebsnummer.is_valid(text)


@pytest.mark.parametrize("text", INSTITUTIONS)
def test_institutionskennzeichen_is_checked(text: str) -> None:
    assert str(Institutionskennzeichen(text)) == text
    assert Institutionskennzeichen.complete(text[:8]) == Institutionskennzeichen(text)
    for wrong in (f"{text[:8]}{(int(text[8]) + 1) % 10}", text[:8], f"{text}0"):
        assert not Institutionskennzeichen.is_valid(wrong)


@pytest.mark.parametrize(
    "typed",
    [
        "a000500015",
        " A 000 500 015 ",
        "A\u00a0000\u202f500\u2009015",
        "A-000-500-015",
        "A–000—500\u2212015",
        "\u200bA000\u200d500\ufeff015\u00ad",
        "Ａ０００５０００１５",
        "A٠٠٠٥٠٠٠١٥",
        "AOoO5OOOI5",
        "a0005000l5",
        "A.000/500,015\t\n",
    ],
)
def test_versichertennummer_is_read_however_it_is_typed(typed: str) -> None:
    assert str(Versichertennummer.parse(typed)) == str(recognise(typed)) == "A000500015"


@pytest.mark.parametrize("typed", ["0991 2342", "099-123-42", "O99I2342", "０９９１２３４２", "\u200e09912342"])
def test_betriebsnummer_is_read_however_it_is_typed(typed: str) -> None:
    assert str(Betriebsnummer.parse(typed)) == str(recognise(typed)) == "09912342"


@pytest.mark.parametrize("rest", ["1083104000", "108310400T0123456780"])
def test_of_the_cards_long_number_the_first_ten_count_and_the_person_is_told(rest: str) -> None:
    typed = f"a000500015 {rest}"

    assert str(Versichertennummer.parse(typed)) == str(recognise(typed)) == "A000500015"
    assert remark(typed).endswith("die ersten 10 Stellen davon: A 000 500 015.")
    assert remark("A000500015") == remark("09912342") == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", Fault.EMPTY),
        (" -\u200b", Fault.EMPTY),
        ("A00050001\x00", Fault.UNKNOWN_CHARACTER),
        ("A00050001\ud800", Fault.UNKNOWN_CHARACTER),
        ("Ä220645129", Fault.UNKNOWN_CHARACTER),
        ("AB00500015", Fault.UNKNOWN_CHARACTER),
        ("A00050001", Fault.WRONG_LENGTH),
        ("A0005000155", Fault.WRONG_LENGTH),
        ("A000500015ABCDEFGHIJ", Fault.WRONG_LENGTH),
        ("A" * 1_000_000, Fault.WRONG_LENGTH),
        ("0005000155", Fault.LETTER_MISSING),
        ("A000500016", Fault.WRONG_CHECK_DIGIT),
        ("A000500016 1083104000", Fault.WRONG_CHECK_DIGIT),
        ("15 070649 C 103", Fault.IS_RENTENVERSICHERUNGSNUMMER),
        ("80276 00101 12345 67890", Fault.IS_KENNNUMMER_OF_CARD),
        ("108 310 400", Fault.IS_INSTITUTIONSKENNZEICHEN),
    ],
)
def test_wrong_versichertennummer_has_its_code_and_says_where_the_right_one_stands(typed: str, code: Fault) -> None:
    for reader in (Versichertennummer.parse, recognise):
        fault = fault_of(reader, typed)

        assert (fault.code, str(fault), fault.proposal) == (code, str(code), "")
        assert "ersichertennummer steht auf der Vorderseite der Gesundheitskarte" in fault.message


def test_betriebsnummer_in_the_place_of_a_versichertennummer_is_named() -> None:
    fault = fault_of(Versichertennummer.parse, "0991 2342")

    assert fault.code == Fault.IS_BETRIEBSNUMMER
    assert fault.message.startswith("Das ist eine Betriebsnummer.")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", Fault.EMPTY),
        ("A9912342", Fault.IS_ABSENDERNUMMER),
        ("A000500015", Fault.IS_VERSICHERTENNUMMER),
        ("15070649C103", Fault.IS_RENTENVERSICHERUNGSNUMMER),
        ("108310400", Fault.IS_INSTITUTIONSKENNZEICHEN),
        ("80276001011234567890", Fault.IS_KENNNUMMER_OF_CARD),
        ("9912343", Fault.WRONG_LENGTH),
        ("991234", Fault.WRONG_LENGTH),
        ("10512345", Fault.NEVER_ASSIGNED),
        ("00012345", Fault.NEVER_ASSIGNED),
        ("11012345", Fault.NEVER_ASSIGNED),
        ("15027364", Fault.WRONG_CHECK_DIGIT),
        ("ABCDEFGH", Fault.UNKNOWN_CHARACTER),
    ],
)
def test_wrong_betriebsnummer_has_its_code_and_says_where_the_right_one_stands(typed: str, code: Fault) -> None:
    fault = fault_of(Betriebsnummer.parse, typed)

    assert (fault.code, fault.proposal) == (code, "")
    assert "Betriebsnummer steht im Bescheid der Bundesagentur" in fault.message


@pytest.mark.parametrize("reader", [Betriebsnummer.parse, recognise])
def test_lost_leading_zero_is_proposed_and_not_added_silently(reader: Callable[[str], object]) -> None:
    fault = fault_of(reader, "9912342")

    assert (fault.code, fault.proposal) == (Fault.LEADING_ZERO_MISSING, "09912342")
    assert "Meinen Sie 09912342" in fault.message


def test_absendernummer_is_named_where_either_number_is_asked_for() -> None:
    assert fault_of(recognise, "A9912342").code == Fault.IS_ABSENDERNUMMER


@given(number=versichertennummern, place=st.integers(1, 9), shift=st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: Versichertennummer, place: int, shift: int) -> None:
    wrong = (int(number.value[place]) + shift) % 10

    assert not Versichertennummer.is_valid(f"{number.value[:place]}{wrong}{number.value[place + 1 :]}")


@given(number=versichertennummern)
def test_versichertennummer_comes_back_from_its_forms(number: Versichertennummer) -> None:
    for form in (str(number), number.grouped, str(number).lower()):
        assert Versichertennummer.parse(form) == recognise(form) == number


@given(number=betriebsnummern)
def test_betriebsnummer_comes_back_from_its_forms(number: Betriebsnummer) -> None:
    for form in (str(number), number.grouped):
        assert Betriebsnummer.parse(form) == recognise(form) == number


def outcome(reader: Callable[[str], Versichertennummer | Betriebsnummer], text: str) -> bytes:
    """Return what a page could print: the number or the message."""
    try:
        number = reader(text)
    except InvalidNumber as invalid:
        return invalid.message.encode()
    return str(type(number)(str(number))).encode()


@given(text=any_text)
@example("0\u0661")
@example("\ud800")
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for reader in (Versichertennummer.parse, Betriebsnummer.parse, recognise):
        assert outcome(reader, text)


@given(first=versichertennummern, second=versichertennummern)
def test_numbers_are_values(first: Versichertennummer, second: Versichertennummer) -> None:
    assert (first == second, first < second) == (str(first) == str(second), str(first) < str(second))
    assert len({first, Versichertennummer(str(first))}) == 1
    assert copy.deepcopy(first) == first


@given(number=versichertennummern | betriebsnummern)
def test_logs_and_tracebacks_show_three_characters_at_most(number: Versichertennummer | Betriebsnummer) -> None:
    assert repr(number) == f"<{type(number).__name__} …{str(number)[-3:]}>"


def test_letter_unlike_any_digit_is_refused_in_the_place_of_one() -> None:
    assert fault_of(Versichertennummer.parse, "A00050001S").code == Fault.UNKNOWN_CHARACTER
