"""Numbers that do not belong into an e-mail are found in every usual spelling, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN

from bestand.numbers import Versichertennummer
from contact.private_numbers import private_numbers

IBANS = ("DE89370400440532013000", "AT611904300234573201", "NL91ABNA0417164300", "FR1420041010050500013M02606")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Meine Nummer ist A000500015.", ("Versichertennummer",)),
        ("a 000 500 015", ("Versichertennummer",)),
        ("A-000-500-015", ("Versichertennummer",)),
        ("(A\u00a0000\u202f500 015)", ("Versichertennummer",)),
        ("A000500015108310400" + "1", ("Versichertennummer",)),  # as the card prints it, with the number of the IKK
        ("A000500016", ()),
        ("BA000500015", ()),
        ("A0005000151", ()),
        ("DE89 3704 0044 0532 0130 00 ist mein Konto", ("IBAN",)),
        ("Nr12 DE89-3704-0044-0532-0130-00", ("IBAN",)),
        ("de89370400440532013000", ("IBAN",)),
        ("DE 89 3704 0044 0532 0130 00", ("IBAN",)),
        ("IBANDE89370400440532013000", ("IBAN",)),
        ("DE89 3704 0044 0532 0130 01", ()),
        ("ZZ89 3704 0044 0532 0130 00", ()),
        ("A000500015, DE89370400440532013000", ("Versichertennummer", "IBAN")),
        ("", ()),
    ],
)
def test_private_numbers_by_example(text: str, found: tuple[str, ...]) -> None:
    assert private_numbers(text) == found


separators = st.sampled_from(["", " ", "-", "\u00a0"])
before = st.sampled_from(["", "Nummer: ", "(", "Hallo,\n", "ä"])


@given(st.sampled_from("ABCXYZ"), st.integers(0, 99_999_999), st.lists(separators, min_size=9, max_size=9), before)
def test_every_versichertennummer_is_found_however_it_is_grouped(
    letter: str, digits: int, apart: list[str], start: str
) -> None:
    number = Versichertennummer.complete(f"{letter}{digits:08}").value
    typed = number[0] + "".join(separator + digit for separator, digit in zip(apart, number[1:], strict=True))

    assert private_numbers(f"{start}{typed} und mehr") == ("Versichertennummer",)


@given(st.sampled_from(IBANS), st.booleans(), st.booleans(), before)
def test_every_iban_is_found_compact_and_grouped(iban: str, is_grouped: bool, is_small: bool, start: str) -> None:
    typed = IBAN(iban).formatted if is_grouped else iban

    assert private_numbers(f"{start}{typed.lower() if is_small else typed} und mehr") == ("IBAN",)


words = st.text("abcdefghijklmnopqrstuvwxyzäöüßABCDEFGHIJ", min_size=1, max_size=15)
ordinary = st.one_of(
    words,
    st.dates().map("{:%d.%m.%Y}".format),
    st.times().map("{:%H:%M} Uhr".format),
    st.integers(10_000, 99_999).map(str),  # postcodes
    st.integers(10**6, 10**8 - 1).map("Telefon 0221 {}".format),
    st.decimals(0, 9_999, places=2).map("{} Euro".format),
    st.integers(0, 10**8 - 1).map("Betriebsnummer {:08}".format),
)


@given(st.lists(ordinary, max_size=30).map(" ".join))
def test_ordinary_text_raises_no_alarm(text: str) -> None:
    assert private_numbers(text) == ()


@given(st.text())
def test_any_text_can_be_searched(text: str) -> None:
    private_numbers(text)
