"""Codes of certificates: they open with what stands on the paper, and with nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ikk_portal.platform import keys
from internetfiliale.certificates.codes import Certified, InsuredAs, certified_by, code_of, folded, read_code

RHEINLAND, NORD = "100000003", "100000001"
ISSUERS = {RHEINLAND, NORD, "100000002"}
ISSUED = date(2026, 11, 26)
NAME = "Dr. Anna Müller-Lüdenscheidt"
ANNAS = Certified(RHEINLAND, InsuredAs.MEMBER, date(1999, 1, 1))
CODE = "0123-4567-89AB-CDEF"

days = st.dates(date(1850, 1, 1), date(2208, 11, 10))
certificates = st.builds(
    Certified,
    institutionskennzeichen=st.sampled_from(sorted(ISSUERS)),
    insured_as=st.sampled_from(InsuredAs),
    insured_since=days,
    insured_until=st.none() | days,
)


def annas_code() -> str:
    return code_of(ANNAS, name=NAME, issued_on=ISSUED)


def opened(code: str, *, name: str = NAME, issued_on: date = ISSUED) -> Certified | None:
    return certified_by(code, name=name, issued_on=issued_on, issuers=ISSUERS)


@given(certificates, st.text(st.characters(exclude_categories=["Cs"]), max_size=90), st.dates())
def test_code_of_any_certificate_gives_back_what_it_says(certified: Certified, name: str, issued_on: date) -> None:
    code = code_of(certified, name=name, issued_on=issued_on)

    assert read_code(code) == code
    assert opened(code, name=name, issued_on=issued_on) == certified


@pytest.mark.parametrize("day", [date(1849, 12, 31), date(2208, 11, 11)])
def test_day_that_fits_no_code_is_refused(day: date) -> None:
    with pytest.raises(ValueError, match="from 1850 to 2208"):
        code_of(replace(ANNAS, insured_since=day), name=NAME, issued_on=ISSUED)


def test_code_is_of_one_name_day_and_key(tmp_path: Path, settings: Any) -> None:
    code = annas_code()

    assert opened(code) == ANNAS
    assert opened(code, name="Anna Müller") is None
    assert opened(code, issued_on=ISSUED + timedelta(days=1)) is None
    assert certified_by(code, name=NAME, issued_on=ISSUED, issuers=ISSUERS - {RHEINLAND}) is None
    settings.KEYS_DIRECTORY = keys.make_missing(tmp_path)
    assert opened(code) is None


def test_code_of_an_older_key_still_opens(tmp_path: Path, settings: Any) -> None:
    settings.KEYS_DIRECTORY = keys.make_missing(tmp_path)
    code = annas_code()
    keys.add_key(tmp_path, "certificates").rename(tmp_path / "certificates" / "99990101-a")
    keys._read.cache_clear()

    assert opened(code) == ANNAS
    assert annas_code() != code


def test_code_on_paper_that_is_three_months_old_opens_whatever_was_installed_meanwhile(
    tmp_path: Path, settings: Any
) -> None:
    settings.KEYS_DIRECTORY = keys.make_missing(tmp_path)
    (key,) = (tmp_path / "certificates").iterdir()
    key.write_text("5e" * 32)

    assert annas_code() == "39TC-FCGT-ZSF0-G3N4"
    assert opened("39TC-FCGT-ZSF0-G3N4") == ANNAS


def test_each_digit_counts() -> None:
    code = annas_code()
    others = {code[:at] + ("Z" if digit != "Z" else "0") + code[at + 1 :] for at, digit in enumerate(code)}
    others = {other for other in others if read_code(other)}  # a changed hyphen makes no code

    assert len(others) == 16
    assert [other for other in others if opened(other)] == []


def test_facts_that_differ_little_make_codes_that_differ_much() -> None:
    day_later = code_of(replace(ANNAS, insured_since=date(1999, 1, 2)), name=NAME, issued_on=ISSUED)
    family = code_of(replace(ANNAS, insured_as=InsuredAs.FAMILY), name=NAME, issued_on=ISSUED)

    until = code_of(replace(ANNAS, insured_until=ISSUED), name=NAME, issued_on=ISSUED)

    assert len({code[:4] for code in (annas_code(), day_later, family, until)}) == 4


@pytest.mark.parametrize(
    "typed",
    [
        "0123456789abcdef",
        " o123 4567 89ab cdef ",
        "0I23-4567-89AB-CDEF",
        "OL23–4567–89AB–CDEF",
        "0123.4567.89AB/CDEF",
        "\uff101234567\u200989AB_CDEF",
    ],
)
def test_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEF-0", "0123-4567-89AB-CDEU", "\x00" * 16]
)
def test_what_is_no_code_is_not_read(typed: str) -> None:
    assert read_code(typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "dr. anna müller-lüdenscheidt",
        "ANNA MÜLLER LÜDENSCHEIDT",
        "Anna Mueller-Luedenscheidt",
        "Dr Anna  Mu\u0308ller-Lu\u0308denscheidt",
        "Prof. Dr. med. Anna Müller‐Lüdenscheidt",
    ],
)
def test_name_counts_without_case_accents_blanks_and_titles(typed: str) -> None:
    assert opened(annas_code(), name=typed) == ANNAS


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("Straße", "strasse"),
        ("José Núñez", "josenunez"),
        ("Drew Profant", "drewprofant"),
        ("Dr. ", "dr"),
        ("Łukasz O’Neill", "łukaszoneill"),
        ("李 明", "李明"),
    ],
)
def test_of_a_name_letters_count(name: str, counts: str) -> None:
    assert folded(name) == counts
