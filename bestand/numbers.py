"""Numbers of insured persons, establishments and institutions: their check digits, and reading what people type.

A number object is always valid. What is typed is read with patience (blanks, hyphens, small letters, O for 0);
what cannot be read raises ``InvalidNumber``, which says what it is and where the right number stands.
Check digits catch typing errors and prove nothing about a person.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Self


class Fault(StrEnum):
    """Why something is not the number asked for; the values stay the same for programs and tests."""

    EMPTY = "empty"
    UNKNOWN_CHARACTER = "unknown_character"
    WRONG_LENGTH = "wrong_length"
    LETTER_MISSING = "letter_missing"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    NEVER_ASSIGNED = "never_assigned"
    LEADING_ZERO_MISSING = "leading_zero_missing"
    IS_VERSICHERTENNUMMER = "is_versichertennummer"
    IS_BETRIEBSNUMMER = "is_betriebsnummer"
    IS_ABSENDERNUMMER = "is_absendernummer"
    IS_RENTENVERSICHERUNGSNUMMER = "is_rentenversicherungsnummer"
    IS_KENNNUMMER_OF_CARD = "is_kennnummer_of_card"
    IS_INSTITUTIONSKENNZEICHEN = "is_institutionskennzeichen"


class InvalidNumber(ValueError):
    """What was typed is not the number asked for.

    Attributes:
        code: the fault.
        message: in German, for the person who typed; never holds what was typed but for the proposal.
        proposal: what was probably meant, to be confirmed by the person; empty if nothing suggests itself.
    """

    def __init__(self, code: Fault, message: str, proposal: str = "") -> None:
        super().__init__(str(code))  # tracebacks get the code only
        self.code = code
        self.message = message
        self.proposal = proposal


@dataclass(frozen=True, order=True)
class _Number:
    """A valid number in canonical form: capitals and digits, nothing between them.

    Raises:
        InvalidNumber: at construction, if ``value`` is not canonical or its check digit is wrong.
    """

    value: str = field(repr=False)

    _name: ClassVar[str]
    shape: ClassVar[re.Pattern[str]]

    def __post_init__(self) -> None:
        if not self.shape.fullmatch(self.value):
            raise InvalidNumber(Fault.WRONG_LENGTH, f"Das ist keine gültige {self._name}.")
        if not self.fits(self.value):
            raise InvalidNumber(Fault.WRONG_CHECK_DIGIT, f"Das ist keine gültige {self._name}.")

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.masked}>"

    @property
    def masked(self) -> str:
        """The last three characters: as much as letters and logs may show."""
        return f"…{self.value[-3:]}"

    @classmethod
    def is_valid(cls, value: str) -> bool:
        """Return whether ``value`` is canonical and its check digit right; the quick way for imports."""
        return bool(cls.shape.fullmatch(value)) and cls.fits(value)

    @classmethod
    def complete(cls, without_check_digit: str) -> Self:
        """Return the number whose check digit is missing at the end of ``without_check_digit``."""
        return cls(without_check_digit + str(cls._remainder(without_check_digit)))

    @classmethod
    def fits(cls, value: str) -> bool:
        """Return whether the check digit of a number of the right shape is right."""
        return value[-1] == str(cls._remainder(value))

    @staticmethod
    def _remainder(value: str) -> int:
        """Return what the check digit is compared with; a check digit at the end is not looked at."""
        raise NotImplementedError


_SINGLE = {str(digit): digit for digit in range(10)}
_DOUBLE = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}  # digit sum of the product


def _weighed(digits: str) -> int:
    """Return the sum of the digit sums of the products with 1, 2, 1, 2 … from the left."""
    return sum(map(_SINGLE.__getitem__, digits[::2])) + sum(map(_DOUBLE.__getitem__, digits[1::2]))


class Versichertennummer(_Number):
    """The unchangeable part of the Krankenversichertennummer: a letter, eight digits, a check digit.

    § 290 SGB V; GKV-Spitzenverband, Richtlinie nach § 290, Anlage 1: the letter counts as two digits (A = 01),
    weights 1, 2, 1, 2 …; the sum modulo 10 *is* the check digit. Nothing else can be read from the number.
    """

    _name = "Versichertennummer"
    shape = re.compile(r"[A-Z][0-9]{9}")

    @staticmethod
    def _remainder(value: str) -> int:
        return _weighed(f"{ord(value[0]) - 64:02}{value[1:9]}") % 10

    @property
    def grouped(self) -> str:
        """Easier to compare and to be read aloud: "A 000 500 015"."""
        return f"{self.value[0]} {self.value[1:4]} {self.value[4:7]} {self.value[7:]}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed; of the card's 20 or 30 characters the first 10 count (see ``remark``).

        Raises:
            InvalidNumber: if it is something else.
        """
        return cls(_read_versichertennummer(_cleaned(text, _INSURED), _INSURED))


class Betriebsnummer(_Number):
    """Number of an establishment: eight digits, the last one for checking.

    § 18i SGB IV; joint circular RS 2016/04, no. 1.3.2.2: the first three digits are 001 to 099 or above 110,
    weights 1, 2, 1, 2 …; the last digit is the sum modulo 10, or that plus 5. Public and dense: no secret.
    """

    _name = "Betriebsnummer"
    shape = re.compile(r"(?!000|10[0-9]|110)[0-9]{8}")

    @staticmethod
    def _remainder(value: str) -> int:
        return _weighed(value[:7]) % 10

    @classmethod
    def fits(cls, value: str) -> bool:
        return (int(value[7]) - cls._remainder(value)) % 10 in (0, 5)

    @classmethod
    def complete(cls, without_check_digit: str, *, plus_five: bool = False) -> Self:
        """Return the number with its check digit; ``plus_five`` asks for the second one that is right."""
        digit = (cls._remainder(without_check_digit) + 5 * plus_five) % 10
        return cls(without_check_digit + str(digit))

    @property
    def grouped(self) -> str:
        """Easier to compare and to be read aloud: "0991 2342"."""
        return f"{self.value[:4]} {self.value[4:]}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed.

        Raises:
            InvalidNumber: if it is something else; with seven digits the proposal has the leading zero.
        """
        return cls(_read_betriebsnummer(_cleaned(text, _EMPLOYER), _EMPLOYER))


class Institutionskennzeichen(_Number):
    """Number of an institution in social insurance (§ 293 SGB V): nine digits, the last one for checking.

    ARGE IK, Gemeinsames Rundschreiben: digits 3 to 8, weights 2, 1, 2, 1 …; the sum modulo 10 is the check digit.
    """

    _name = "Institutionskennzeichen"
    shape = re.compile(r"[0-9]{9}")

    @staticmethod
    def _remainder(value: str) -> int:
        return _weighed(f"0{value[2:8]}") % 10

    @property
    def grouped(self) -> str:
        """Easier to compare and to be read aloud: "108 310 400"."""
        return f"{self.value[:3]} {self.value[3:6]} {self.value[6:]}"


def recognise(text: str) -> Versichertennummer | Betriebsnummer:
    """Read the number of an insured person or of an establishment, whichever was typed.

    Raises:
        InvalidNumber: if it is neither.
    """
    cleaned = _cleaned(text, _EITHER)
    if _SEVEN_OR_EIGHT_DIGITS.fullmatch(_with_digits(cleaned)) or _ABSENDERNUMMER.fullmatch(cleaned):
        return Betriebsnummer(_read_betriebsnummer(cleaned, _EITHER))
    return Versichertennummer(_read_versichertennummer(cleaned, _EITHER))


def remark(text: str) -> str:
    """Return what the person should know about a reading that went well; mostly nothing.

    Raises:
        InvalidNumber: as ``recognise``.
    """
    if len(_cleaned(text, _EITHER)) <= 10:
        return ""
    number = recognise(text)
    return (
        "Sie haben die lange Nummer der Karte eingegeben. Die Versichertennummer sind die ersten 10 Stellen davon: "
        f"{number.grouped}."
    )


@dataclass(frozen=True)
class _Wanted:
    """What a field asks for: its shape, and where the number stands, in German."""

    shape: str
    where: str


_CARD = "steht auf der Vorderseite der Gesundheitskarte: ein Buchstabe und neun Ziffern."
_NOTICE = "steht im Bescheid der Bundesagentur für Arbeit und auf den Meldungen zur Sozialversicherung: acht Ziffern."
_INSURED = _Wanted("Die Versichertennummer hat 10 Stellen", f"Ihre Versichertennummer {_CARD}")
_EMPLOYER = _Wanted("Die Betriebsnummer hat 8 Ziffern", f"Ihre Betriebsnummer {_NOTICE}")
_EITHER = _Wanted(
    "Die Versichertennummer hat 10 Stellen, die Betriebsnummer 8 Ziffern",
    f"Versicherte: Die Versichertennummer {_CARD} Arbeitgeber: Die Betriebsnummer {_NOTICE}",
)

_MESSAGES = {
    Fault.EMPTY: "Bitte geben Sie die Nummer ein.",
    Fault.UNKNOWN_CHARACTER: "Die Nummer besteht nur aus Ziffern und den Buchstaben A bis Z. "
    "Ihre Eingabe enthält an einer Stelle ein anderes Zeichen.",
    Fault.LETTER_MISSING: "Die Versichertennummer beginnt mit einem Buchstaben. Prüfen Sie, ob vorn ein Buchstabe "
    "wie O oder I steht und keine Null oder Eins.",
    Fault.WRONG_CHECK_DIGIT: "Die Nummer enthält einen Tippfehler: Ihre letzte Ziffer passt nicht zu den anderen "
    "Stellen. Bitte vergleichen Sie Stelle für Stelle.",
    Fault.NEVER_ASSIGNED: "Mit diesen drei Ziffern beginnt keine Betriebsnummer. Bitte vergleichen Sie Ziffer für "
    "Ziffer.",
    Fault.IS_VERSICHERTENNUMMER: "Das ist eine Versichertennummer. Hier wird die Betriebsnummer gebraucht.",
    Fault.IS_BETRIEBSNUMMER: "Das ist eine Betriebsnummer. Hier wird die Versichertennummer gebraucht.",
    Fault.IS_ABSENDERNUMMER: "Ein A mit sieben Ziffern ist eine Absendernummer für Meldungen, keine Betriebsnummer.",
    Fault.IS_RENTENVERSICHERUNGSNUMMER: "Das ist eine Rentenversicherungsnummer (Sozialversicherungsnummer).",
    Fault.IS_KENNNUMMER_OF_CARD: "Das ist die Kennnummer der Karte von ihrer Rückseite.",
    Fault.IS_INSTITUTIONSKENNZEICHEN: "Neun Ziffern ohne Buchstaben sind ein Institutionskennzeichen: auf der "
    "Gesundheitskarte die Nummer der Krankenkasse.",
}

_SHORT_ENOUGH = 100  # characters; nothing longer is a number with decoration
_BETWEEN = frozenset("./,;:_'`´’+*|\u2212")  # besides blanks, dashes and what cannot be seen
_LOOKALIKES = str.maketrans("OIL", "011")

_SEVEN_OR_EIGHT_DIGITS = re.compile(r"[0-9]{7,8}")
_ABSENDERNUMMER = re.compile(r"A[0-9]{7}")
_NUMBER_OF_CARD = re.compile(r"[A-Z][0-9]{18}([0-9]|[A-Z0-9][0-9]{10})")
_OTHER_KINDS = {
    Fault.IS_RENTENVERSICHERUNGSNUMMER: re.compile(r"[0-9]{8}[A-Z][0-9]{3}"),
    Fault.IS_KENNNUMMER_OF_CARD: re.compile(r"[0-9]{15,}"),
    Fault.IS_INSTITUTIONSKENNZEICHEN: re.compile(r"[0-9]{9}"),
}


def _invalid(code: Fault, wanted: _Wanted) -> InvalidNumber:
    return InvalidNumber(code, f"{_MESSAGES[code]} {wanted.where}")


def _wrong_length(text: str, wanted: _Wanted) -> InvalidNumber:
    message = f"{wanted.shape}, Ihre Eingabe hat {len(text)}. {wanted.where}"
    return InvalidNumber(Fault.WRONG_LENGTH, message)


def _cleaned(text: str, wanted: _Wanted) -> str:
    """Return the capitals and digits of ``text``, without what people put between them.

    Raises:
        InvalidNumber: if nothing is left, or something that is neither.
    """
    if len(text) > _SHORT_ENOUGH:
        raise _wrong_length(text, wanted)
    kept = [char for char in unicodedata.normalize("NFKC", text).upper() if not _is_between(char)]
    cleaned = "".join(str(unicodedata.decimal(char, char)) for char in kept)  # digits of every script
    if not cleaned:
        raise _invalid(Fault.EMPTY, wanted)
    if not re.fullmatch(r"[A-Z0-9]+", cleaned):
        raise _invalid(Fault.UNKNOWN_CHARACTER, wanted)
    return cleaned


def _is_between(char: str) -> bool:
    return char.isspace() or char in _BETWEEN or unicodedata.category(char) in ("Pd", "Cf")


def _with_digits(text: str) -> str:
    """Return ``text`` with the letters that look like digits taken for them."""
    return text.translate(_LOOKALIKES)


def _refuse_other_kinds(text: str, wanted: _Wanted) -> None:
    for code, shape in _OTHER_KINDS.items():
        if shape.fullmatch(text):
            raise _invalid(code, wanted)


def _read_versichertennummer(text: str, wanted: _Wanted) -> str:
    _refuse_other_kinds(text, wanted)
    if wanted is _INSURED and Betriebsnummer.is_valid(text):
        raise _invalid(Fault.IS_BETRIEBSNUMMER, wanted)
    value = text[0] + _with_digits(text[1:])
    if len(text) in (20, 30) and _NUMBER_OF_CARD.fullmatch(value):
        value = value[:10]
    if len(value) != 10:
        raise _wrong_length(text, wanted)
    if value.isdigit():
        raise _invalid(Fault.LETTER_MISSING, wanted)
    if not Versichertennummer.shape.fullmatch(value):
        raise _invalid(Fault.UNKNOWN_CHARACTER, wanted)
    if not Versichertennummer.fits(value):
        raise _invalid(Fault.WRONG_CHECK_DIGIT, wanted)
    return value


def _read_betriebsnummer(text: str, wanted: _Wanted) -> str:
    _refuse_other_kinds(text, wanted)
    if _ABSENDERNUMMER.fullmatch(text):
        raise _invalid(Fault.IS_ABSENDERNUMMER, wanted)
    if Versichertennummer.is_valid(text):
        raise _invalid(Fault.IS_VERSICHERTENNUMMER, wanted)
    value = _with_digits(text)
    if not value.isdigit():
        raise _invalid(Fault.UNKNOWN_CHARACTER, wanted)
    if len(value) == 7 and Betriebsnummer.is_valid(f"0{value}"):
        raise _leading_zero_missing(f"0{value}")
    if len(value) != 8:
        raise _wrong_length(text, wanted)
    if not Betriebsnummer.shape.fullmatch(value):
        raise _invalid(Fault.NEVER_ASSIGNED, wanted)
    if not Betriebsnummer.fits(value):
        raise _invalid(Fault.WRONG_CHECK_DIGIT, wanted)
    return value


def _leading_zero_missing(proposal: str) -> InvalidNumber:
    message = f"Die Betriebsnummer hat 8 Ziffern, Ihre Eingabe hat 7. Meinen Sie {proposal}, mit einer Null am Anfang?"
    return InvalidNumber(Fault.LEADING_ZERO_MISSING, message, proposal)
