"""The demo's well-known people and companies, beside the invented crowd; tests use them, too.

Each stands for one way a registration can go. Nobody of them exists.
"""

from dataclasses import dataclass
from datetime import date, timedelta

_RHEINLAND, _NORD = "100000003", "100000001"


@dataclass(frozen=True)
class DemoPerson:
    """What somebody types to register, and what happens then; for employers the birth date is empty."""

    name: str
    number: str
    birth_date: str
    postcode: str
    remark: str


ANNA = DemoPerson("Dr. Anna Musterfrau", "A765432103", "1954-03-09", "50674", "gets a letter")
BERND = DemoPerson("Bernd Muster", "B765432105", "1987-11-30", "24103", "gets a letter, from another IKK")
CLARA = DemoPerson("Clara von Muster", "C765432107", "1961-05-17", "50678", "moved last week: waits for Sichtung")
DORA = DemoPerson("Dora Muster-Größmann", "D765432109", "1979-08-02", "53111", "protected file")
EMIL = DemoPerson(
    "Emil Muster", "E765432102", "1938-00-00", "50667", "letter goes to the guardian; day and month unknown"
)
FRIDA = DemoPerson("Frida Muster", "F765432104", "2012-02-29", "50674", "insured with Anna, too young to register")
GUSTAV = DemoPerson("Gustav Muster", "G765432106", "1931-01-04", "50674", "has died: no letter")
HANNA = DemoPerson("Hanna Muster", "H765432108", "1990-06-24", "4700", "lives abroad")
IVO = DemoPerson("Ivo Muster", "I765432100", "1985-10-10", "50674", "insurance has ended: no letter")
BRANDT = DemoPerson("Bäckerei Brandt GmbH & Co. KG", "99000019", "", "53111", "employer with accounts at two IKKs")
BRANDT_BRANCH = DemoPerson("Bäckerei Brandt, Filiale Nord", "99000020", "", "24103", "establishment of the Bäckerei")
LENA = DemoPerson("Lena Muster", "L765432106", "1972-04-18", "50667", "signs in as ever")
KARL = DemoPerson("Karl Muster", "K765432104", "1949-09-27", "24103", "has a letter that he has not used yet")
METALLBAU = DemoPerson("Muster Metallbau GmbH", "99000031", "", "50667", "employer with two IKKs, signs in as ever")

PEOPLE = (ANNA, BERND, CLARA, DORA, EMIL, FRIDA, GUSTAV, HANNA, IVO, LENA, KARL)
COMPANIES = (BRANDT, BRANDT_BRANCH, METALLBAU)

_HERE = ";;;;;"
_TO_GUARDIAN = "Betreuungsbüro Nehl;;Neumarkt 1;50667;Köln;"
_AT_ANNAS = f";Zülpicher Straße 12;50674;Köln;;{_HERE}"
_USUAL = "2011-05-01;1999-01-01;;Mitglied;nein;nein"
_PROTECTED = "2011-05-01;1999-01-01;;Mitglied;ja;nein"


def insured_lines(today: date) -> list[str]:
    """Return the lines of the import file; ``today`` decides when Clara moved."""
    moved = (today - timedelta(days=7)).isoformat()
    ended = (today - timedelta(days=40)).isoformat()
    lines = (
        (ANNA, _RHEINLAND, "Dr.;Anna;Musterfrau", _AT_ANNAS, _USUAL),
        (BERND, _NORD, ";Bernd;Muster", f";Holstenstraße 5;24103;Kiel;;{_HERE}", _USUAL),
        (
            CLARA,
            _RHEINLAND,
            ";Clara;von Muster",
            f";Severinstraße 8;50678;Köln;;{_HERE}",
            f"{moved};2003-07-01;;Mitglied;nein;nein",
        ),
        (DORA, _RHEINLAND, ";Dora;Muster-Größmann", f";Sternstraße 44;53111;Bonn;;{_HERE}", _PROTECTED),
        (EMIL, _RHEINLAND, ";Emil;Muster", f";Neumarkt 30;50667;Köln;;{_TO_GUARDIAN}", _USUAL),
        (FRIDA, _RHEINLAND, ";Frida;Muster", _AT_ANNAS, "2012-03-01;2012-02-29;;Familie;nein;nein"),
        (GUSTAV, _RHEINLAND, ";Gustav;Muster", _AT_ANNAS, f"2011-05-01;1999-01-01;{ended};Mitglied;nein;ja"),
        (HANNA, _RHEINLAND, ";Hanna;Muster", f";Klosterstraße 24;4700;Eupen;Belgien;{_HERE}", _USUAL),
        (IVO, _RHEINLAND, ";Ivo;Muster", _AT_ANNAS, f"2011-05-01;1999-01-01;{ended};Mitglied;nein;nein"),
        (LENA, _RHEINLAND, ";Lena;Muster", f";Neumarkt 17;50667;Köln;;{_HERE}", _USUAL),
        (KARL, _NORD, ";Karl;Muster", f";Holstenstraße 9;24103;Kiel;;{_HERE}", _USUAL),
    )
    return [
        f"{person.number};{ikk};{name};{person.birth_date};{addresses};{rest}"
        for person, ikk, name, addresses, rest in lines
    ]


_BAKERY = f"{BRANDT.number};Bäckerei Brandt GmbH & Co. KG"
EMPLOYER_LINES = tuple(
    f"{company.number};{names};{address};{_HERE};{rest}"
    for company, names, address, rest in (
        (
            BRANDT,
            f"{_BAKERY};",
            ";Sternstraße 7;53111;Bonn;",
            f"2004-01-01;{_RHEINLAND}:2004-01-01 {_NORD}:2010-01-01",
        ),
        (BRANDT_BRANCH, f"{_BAKERY};Filiale Nord", ";Holstenstraße 1;24103;Kiel;", "2010-01-01;"),
        (
            METALLBAU,
            f"{METALLBAU.number};{METALLBAU.name};",
            ";Neumarkt 3;50667;Köln;",
            f"1998-07-01;{_RHEINLAND}:1998-07-01 {_NORD}:2015-01-01",
        ),
    )
)
#: The three that `make run` prints.
PRINTED = (ANNA, CLARA, BRANDT)
