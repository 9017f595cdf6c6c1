"""What one line of the import files must hold, and what it becomes for PostgreSQL's COPY.

Pure: text in, text out; worker processes call it millions of times, so it looks things up where it can.
The columns are described in ``docs/bestand-format.md``. A reason never repeats a value of the line.
"""

from collections.abc import Sequence
from datetime import date
from operator import gt, itemgetter
from typing import ClassVar, NamedTuple

from bestand.numbers import Betriebsnummer, Versichertennummer
from letters.address_window import LINES, TEXT_WIDTH, TO_THE_MANAGEMENT, Address, fits, lines, width

#: How a date that is empty stands in COPY; no line of a file can hold it.
NULL = "\x01"

_ADDRESS = {
    "adresszusatz": 60,
    "strasse": 60,
    "plz": 12,
    "ort": 60,
    "land": 40,
    "brief_name": 60,
    "brief_adresszusatz": 60,
    "brief_strasse": 60,
    "brief_plz": 12,
    "brief_ort": 60,
    "brief_land": 40,
    "anschrift_seit": 10,
}
#: Column -> longest value in characters, in the order of the file.
INSURED_COLUMNS = {
    "versichertennummer": 10,
    "ik": 9,
    "titel": 20,
    "vorname": 45,
    "nachname": 45,
    "geburtsdatum": 10,
    **_ADDRESS,
    "versichert_seit": 10,
    "versichert_bis": 10,
    "versichert_als": 8,
    "geschuetzt": 4,
    "verstorben": 4,
}
EMPLOYER_COLUMNS = {
    "betriebsnummer": 8,
    "hauptbetriebsnummer": 8,
    "firma": 60,
    "firma_zusatz": 60,
    **_ADDRESS,
    "konten": 1000,
}
_REQUIRED_OF_INSURED = ("vorname", "nachname", "strasse", "ort")
_REQUIRED_OF_EMPLOYERS = ("firma", "strasse", "ort")

_YES_OR_NO = {"ja": "t", "nein": "f"}
_INSURED_AS = {"Mitglied": "member", "Familie": "family"}
_AT_HOME = frozenset({"", "Deutschland"})


class Refused(ValueError):
    """The line is left out; the text says why, in English, without values of the line."""


class Row(NamedTuple):
    """A good line.

    Attributes:
        copy: for COPY into the table of persons or establishments, without the line's end.
        accounts: for COPY into the table of accounts, each with its line's end; empty for persons.
    """

    copy: str
    accounts: str = ""


class _Dates(dict[str, str]):
    """ISO dates known to be real ones -> themselves; what is no date is refused."""

    def __missing__(self, text: str) -> str:
        try:
            day = date.fromisoformat(text)
            real = day.isoformat() == text and day.year >= 1850  # Python reads 2026-W05-1, too
        except ValueError:
            real = False
        if not real:
            raise Refused("a date is missing or not like 2026-01-31")
        self[text] = text
        return text


class _BirthDates(dict[str, str]):
    """Birth dates as registers have them (day or month may be 00) -> year, month and day for COPY."""

    def __missing__(self, text: str) -> str:
        refused = Refused("birth date is missing or not like 1954-03-09; day or month may be 00")
        parts = text.split("-")
        if [len(part) for part in parts] != [4, 2, 2] or not all(part.isascii() and part.isdigit() for part in parts):
            raise refused
        year, month, day = map(int, parts)
        try:
            date(year, month or 1, day or 1)
        except ValueError:
            raise refused from None
        if not 1850 <= year <= 2200:
            raise refused
        self[text] = f"{year}\t{month}\t{day}"
        return self[text]


class _Widths(dict[str, float]):
    """Part of an address line -> how wide it is printed in mm; more than the window where it must be looked at.

    Streets, towns and names come again and again; the most of them are kept.
    """

    _most: ClassVar[int] = 200_000

    def __missing__(self, text: str) -> float:
        wide = width(text) if text and fits((text,)) is None else 2 * TEXT_WIDTH
        if len(self) >= self._most:
            self.clear()
        self[text] = wide
        return wide


_DATES = _Dates()
_BIRTH_DATES = _BirthDates()
_WIDTHS = _Widths({"": 0.0})
_BLANK = width(" ")
_SURELY = TEXT_WIDTH - 0.1  # sums of rounded widths


def _require_period(since: str, until: str) -> str:
    """Return ``until`` for COPY.

    ISO dates compare as text.
    """
    _DATES[since]
    if not until:
        return NULL
    if _DATES[until] < since:
        raise Refused("the end lies before the beginning")
    return until


def _require_address(
    fields: Sequence[str], at: int, name: str, under_name: str, width_of_name: float, *, confidential: bool
) -> None:
    """Check that a letter reaches the five columns from ``at`` (the first is the addition): all in the window.

    Args:
        name, under_name: what stands above; the second line may be empty.
        width_of_name: of the widest of these lines, or more, in mm.
        confidential: whether the letter carries the line for the management.
    """
    addition, street, postcode, town, country = fields[at : at + 5]
    home = country in _AT_HOME
    if home:
        _require_german(postcode)
    most = 3 + bool(under_name) + confidential + bool(addition) + (not home)
    if (
        most <= LINES
        and width_of_name < _SURELY
        and _WIDTHS[addition] < _SURELY
        and _WIDTHS[street] < _SURELY
        and _WIDTHS[postcode] + _BLANK + _WIDTHS[town] < _SURELY
        and (home or _WIDTHS[country.upper()] < _SURELY)
    ):
        return
    above = lines(Address(name, under_name))
    below = lines(Address(name=addition, street=street, postcode=postcode, town=town, country=country))
    if problem := fits((*above, *((TO_THE_MANAGEMENT,) if confidential else ()), *below)):
        where = f", line {problem.line}" if problem.line else ""
        raise Refused(f"address does not fit the window of the envelope ({problem.code}{where})")


def _require_home(fields: Sequence[str], at: int) -> None:
    """Check the person's or company's own postcode where letters go elsewhere; registrations are compared with it."""
    if fields[at + 4] in _AT_HOME:
        _require_german(fields[at + 2])


def _require_german(postcode: str) -> None:
    if not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit()):
        raise Refused("postcode is not five digits")


class _Checks:
    """What both files have in common: number of columns, lengths, required columns."""

    def __init__(self, columns: dict[str, int], required: tuple[str, ...]) -> None:
        self.columns = tuple(columns)
        self.header = ";".join(columns)
        self._longest = tuple(columns.values())
        self._required = itemgetter(*(self.columns.index(name) for name in required))
        self._names_required = required

    def require_shape(self, fields: Sequence[str]) -> None:
        """Refuse what has another number of columns, is too long, or lacks what must be there."""
        if len(fields) != len(self.columns):
            raise Refused(f"{len(fields)} columns instead of {len(self.columns)}")
        if any(map(gt, map(len, fields), self._longest)):
            name = next(name for name, value in zip(self.columns, fields, strict=True) if len(value) > self._of(name))
            raise Refused(f"{name} is longer than {self._of(name)} characters")
        if not all(self._required(fields)):
            raise Refused(f"one of {', '.join(self._names_required)} is empty")

    def _of(self, column: str) -> int:
        return self._longest[self.columns.index(column)]

    def row(self, fields: Sequence[str], known: frozenset[str]) -> Row:
        """Return what the line becomes.

        Args:
            fields: the values of one line, without blanks around them, tabs or control characters.
            known: the Institutionskennzeichen of the regional IKKs.

        Raises:
            Refused: if the line must be left out.
        """
        raise NotImplementedError


def _require_delivery(fields: Sequence[str], at: int) -> str:
    """Return the name of the delivery address, whose six columns begin at ``at``; empty where there is none."""
    name: str = fields[at]
    if (not name or not fields[at + 2] or not fields[at + 4]) and any(fields[at : at + 6]):
        raise Refused("the delivery address needs brief_name, brief_strasse and brief_ort")
    return name


class _Insured(_Checks):
    def row(self, fields: Sequence[str], known: frozenset[str]) -> Row:
        self.require_shape(fields)
        number, ik, title, given, family, birth = fields[:6]
        if not Versichertennummer.is_valid(number):
            raise Refused("versichertennummer is wrong (form or check digit)")
        if ik not in known:
            raise Refused("ik names no known IKK")
        birth = _BIRTH_DATES[birth]
        if delivery := _require_delivery(fields, 11):
            _require_home(fields, 6)
            _require_address(fields, 12, delivery, "", _WIDTHS[delivery], confidential=False)
        else:
            wide = _WIDTHS[title] + _WIDTHS[given] + _WIDTHS[family] + 2 * _BLANK
            _require_address(fields, 6, f"{title} {given} {family}", "", wide, confidential=False)
        address_since, since, until, insured_as, protected, deceased = fields[17:]
        _DATES[address_since]
        until = _require_period(since, until)
        try:
            rest = f"{_INSURED_AS[insured_as]}\t{_YES_OR_NO[protected]}\t{_YES_OR_NO[deceased]}"
        except KeyError:
            raise Refused("versichert_als is Mitglied or Familie, geschuetzt and verstorben are ja or nein") from None
        head, address = "\t".join(fields[:5]), "\t".join(fields[6:18])
        return Row(f"{head}\t{birth}\t{address}\t{since}\t{until}\t{rest}")


class _Employers(_Checks):
    def row(self, fields: Sequence[str], known: frozenset[str]) -> Row:
        self.require_shape(fields)
        number, main, company, addition = fields[:4]
        if not Betriebsnummer.is_valid(number):
            raise Refused("betriebsnummer is wrong (form or check digit)")
        if main != number and not Betriebsnummer.is_valid(main):
            raise Refused("hauptbetriebsnummer is wrong (form or check digit)")
        if delivery := _require_delivery(fields, 9):
            _require_home(fields, 4)
            _require_address(fields, 10, delivery, "", _WIDTHS[delivery], confidential=True)
        else:
            wide = max(_WIDTHS[company], _WIDTHS[addition])
            _require_address(fields, 4, company, addition, wide, confidential=True)
        _DATES[fields[15]]
        return Row("\t".join(fields[:16]), _accounts(fields[16], number, main, known))


def _accounts(text: str, number: str, main: str, known: frozenset[str]) -> str:
    """Return the accounts of ``konten``: blank-separated ``IK:since`` or ``IK:since:until``."""
    if number != main:
        if text:
            raise Refused("konten stand in the line of the Hauptbetriebsnummer only")
        return ""
    accounts = []
    for item in text.split():
        ik, *period = item.split(":")
        if ik not in known:
            raise Refused("konten names no known IKK")
        if not 1 <= len(period) <= 2:
            raise Refused("konten is not like 100000001:2004-01-01 or 100000001:2004-01-01:2020-12-31")
        until = _require_period(period[0], period[1] if len(period) == 2 else "")
        accounts.append(f"{main}\t{ik}\t{period[0]}\t{until}\n")
    if len(accounts) != len({account[:18] for account in accounts}):
        raise Refused("konten names an IKK twice")
    return "".join(accounts)


INSURED = _Insured(INSURED_COLUMNS, _REQUIRED_OF_INSURED)
EMPLOYERS = _Employers(EMPLOYER_COLUMNS, _REQUIRED_OF_EMPLOYERS)
