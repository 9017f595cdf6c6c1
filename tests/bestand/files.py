"""Import files for tests: good lines whose columns a test changes by name."""

from pathlib import Path

from bestand.row_checks import EMPLOYER_COLUMNS, INSURED_COLUMNS
from bestand.synthetic.register import Place, write_register

RHEINLAND, NORD = "100000003", "100000001"
KNOWN = frozenset({RHEINLAND, NORD})
PLACES = [Place("50674", "Köln", RHEINLAND), Place("24103", "Kiel", NORD)]

_ADDRESS = {"strasse": "Zülpicher Straße 12", "plz": "50674", "ort": "Köln", "anschrift_seit": "2011-05-01"}
_PERSON = {
    "versichertennummer": "K220645122",
    "ik": RHEINLAND,
    "vorname": "Jörg",
    "nachname": "Müller-Lüdenscheidt",
    "geburtsdatum": "1954-03-09",
    **_ADDRESS,
    "versichert_seit": "1999-01-01",
    "versichert_als": "Mitglied",
    "geschuetzt": "nein",
    "verstorben": "nein",
}
_COMPANY = {
    "betriebsnummer": "48698890",
    "hauptbetriebsnummer": "48698890",
    "firma": "Bäckerei Brandt GmbH & Co. KG",
    **_ADDRESS,
    "konten": f"{RHEINLAND}:2004-01-01",
}


def person(**changes: str) -> str:
    """Return the line of one insured person."""
    return ";".join({**dict.fromkeys(INSURED_COLUMNS, ""), **_PERSON, **changes}.values())


def company(**changes: str) -> str:
    """Return the line of one establishment."""
    return ";".join({**dict.fromkeys(EMPLOYER_COLUMNS, ""), **_COMPANY, **changes}.values())


def write(directory: Path, people: list[str], companies: list[str], encoding: str = "utf-8") -> tuple[Path, Path]:
    """Write both files with their headers and return their paths."""
    files = directory / "insured.csv", directory / "employers.csv"
    for path, columns, lines in zip(files, (INSURED_COLUMNS, EMPLOYER_COLUMNS), (people, companies), strict=True):
        path.write_text("".join(f"{line}\n" for line in [";".join(columns), *lines]), encoding=encoding)
    return files


def invented(directory: Path, insured: int, employers: int, seed: int = 1) -> tuple[Path, Path]:
    """Write an invented register of this size."""
    return write_register(directory, PLACES, insured=insured, employers=employers, seed=seed)
