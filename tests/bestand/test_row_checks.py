"""What a line of the import files may hold, rule by rule."""

import pytest

from bestand.import_files import fields_of
from bestand.row_checks import EMPLOYERS, INSURED, NULL, Refused
from tests.bestand.files import KNOWN, NORD, RHEINLAND, company, person

LONG = "Wohnungsbaugenossenschaft Wilhelmshavener Westwerkwinkel eG"
#: A delivery address: name, addition, street, postcode, town, country.
DELIVERY = {"brief_name": "Büro Nehl", "brief_strasse": "Ring 1", "brief_plz": "50667", "brief_ort": "Köln"}
DATE = "a date is missing or not like 2026-01-31"
BIRTH = "birth date is missing or not like 1954-03-09; day or month may be 00"
WORDS = "versichert_als is Mitglied or Familie, geschuetzt and verstorben are ja or nein"
KONTEN = "konten is not like 100000001:2004-01-01 or 100000001:2004-01-01:2020-12-31"


def insured(line: str) -> str:
    return INSURED.row(fields_of(line), KNOWN).copy


def employer(line: str) -> str:
    return EMPLOYERS.row(fields_of(line), KNOWN).copy


def test_person_becomes_a_line_for_copy() -> None:
    assert insured(person(titel="Dr.", versichert_bis="2026-12-31", geschuetzt="ja")).split("\t") == [
        *("K220645122", RHEINLAND, "Dr.", "Jörg", "Müller-Lüdenscheidt", "1954", "3", "9"),
        *("", "Zülpicher Straße 12", "50674", "Köln", "", "", "", "", "", "", "", "2011-05-01"),
        *("1999-01-01", "2026-12-31", "member", "t", "f"),
    ]
    assert f"\t{NULL}\t" in insured(person())


def test_company_becomes_a_line_for_copy_and_one_for_each_account() -> None:
    row = EMPLOYERS.row(fields_of(company(konten=f"{RHEINLAND}:2004-01-01 {NORD}:2010-01-01:2020-12-31")), KNOWN)

    assert row.copy.split("\t")[:4] == ["48698890", "48698890", "Bäckerei Brandt GmbH & Co. KG", ""]
    assert row.accounts.split("\n") == [
        f"48698890\t{RHEINLAND}\t2004-01-01\t{NULL}",
        f"48698890\t{NORD}\t2010-01-01\t2020-12-31",
        "",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"geburtsdatum": "1954-00-00"},
        {"geburtsdatum": "1954-02-00"},
        {"geburtsdatum": "1954-00-31"},
        {"geburtsdatum": "2024-02-29"},
        {"vorname": "Maximilian Alexander Ferdinand", "nachname": "von Müller-Lüdenscheidt-Straßburger"},  # two lines
        {"land": "Irland", "plz": "", "ort": "Athlone, Co. Westmeath"},
        {"land": "Deutschland"},
        DELIVERY,
        {"versichert_bis": "1999-01-01"},
        {"nachname": '"Müller;""Lang"""'},
        {"nachname": "Nguyễn"},
        {"strasse": "Ring\u00a01"},
    ],
)
def test_person_is_taken_over(changes: dict[str, str]) -> None:
    insured(person(**changes))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"versichertennummer": "K220645123"}, "versichertennummer is wrong (form or check digit)"),
        ({"versichertennummer": "k220645122"}, "versichertennummer is wrong (form or check digit)"),
        ({"versichertennummer": ""}, "versichertennummer is wrong (form or check digit)"),
        ({"ik": "100000099"}, "ik names no known IKK"),
        ({"titel": "x" * 21}, "titel is longer than 20 characters"),
        ({"vorname": ""}, "one of vorname, nachname, strasse, ort is empty"),
        ({"ort": " "}, "one of vorname, nachname, strasse, ort is empty"),
        ({"geburtsdatum": ""}, BIRTH),
        ({"geburtsdatum": "2023-02-29"}, BIRTH),
        ({"geburtsdatum": "9.3.1954"}, BIRTH),
        ({"geburtsdatum": "0000-00-00"}, BIRTH),
        ({"geburtsdatum": "1849-01-01"}, BIRTH),
        ({"geburtsdatum": "1954-13-00"}, BIRTH),
        ({"plz": "5067"}, "postcode is not five digits"),
        ({"plz": "٥٠٦٧٤"}, "postcode is not five digits"),
        ({"plz": "5067", **DELIVERY}, "postcode is not five digits"),
        ({"plz": "", "land": "Deutschland"}, "postcode is not five digits"),
        ({"strasse": LONG}, "address does not fit the window of the envelope (too_wide, line 2)"),
        ({"ort": "東京" * 20}, "address does not fit the window of the envelope (too_wide, line 3)"),
        ({"nachname": "שלום"}, "address does not fit the window of the envelope (unprintable, line 1)"),
        ({"strasse": "Ring 1 🙂"}, "address does not fit the window of the envelope (unprintable, line 2)"),
        ({**DELIVERY, "brief_strasse": LONG}, "address does not fit the window of the envelope (too_wide, line 2)"),
        ({"brief_ort": "Köln"}, "the delivery address needs brief_name, brief_strasse and brief_ort"),
        ({**DELIVERY, "brief_name": ""}, "the delivery address needs brief_name, brief_strasse and brief_ort"),
        ({"anschrift_seit": ""}, DATE),
        ({"anschrift_seit": "20110501"}, DATE),
        ({"versichert_seit": "1999-02-30"}, DATE),
        ({"versichert_seit": "0099-01-01"}, DATE),
        ({"versichert_seit": "1999-W05-1"}, DATE),
        ({"versichert_bis": "bald"}, DATE),
        ({"versichert_bis": "1998-12-31"}, "the end lies before the beginning"),
        ({"versichert_als": "member"}, WORDS),
        ({"geschuetzt": ""}, WORDS),
        ({"verstorben": "Ja"}, WORDS),
        ({"vorname": "A\tB"}, "a character is unreadable"),
        ({"vorname": "A\x00B"}, "a character is unreadable"),
        ({"vorname": "M\ufffdller"}, "a character is unreadable"),
        ({"vorname": '"Anna'}, "quotes do not pair (a value with a line break?)"),
        ({"vorname": "Anna;Maria"}, "24 columns instead of 23"),
    ],
)
def test_person_is_refused_and_the_reason_shows_no_value(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        insured(person(**changes))

    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"betriebsnummer": "48698891"}, "betriebsnummer is wrong (form or check digit)"),
        ({"hauptbetriebsnummer": "4869889"}, "hauptbetriebsnummer is wrong (form or check digit)"),
        ({"hauptbetriebsnummer": "42938966"}, "konten stand in the line of the Hauptbetriebsnummer only"),
        ({"firma": ""}, "one of firma, strasse, ort is empty"),
        ({"konten": "100000099:2004-01-01"}, "konten names no known IKK"),
        ({"konten": RHEINLAND}, KONTEN),
        ({"konten": f"{RHEINLAND}:2004-01-01:2005-01-01:2006-01-01"}, KONTEN),
        ({"konten": f"{RHEINLAND}:gestern"}, DATE),
        ({"konten": f"{RHEINLAND}:2004-01-01:2003-01-01"}, "the end lies before the beginning"),
        ({"konten": f"{RHEINLAND}:2004-01-01 {RHEINLAND}:2005-01-01"}, "konten names an IKK twice"),
        (
            {"firma": LONG, "firma_zusatz": "Werk II", "adresszusatz": "Halle 4"},
            "address does not fit the window of the envelope (too_many_lines)",
        ),
        (
            {"firma_zusatz": "Werk II", "adresszusatz": "Halle 4", "land": "Belgien"},
            "address does not fit the window of the envelope (too_many_lines)",
        ),
    ],
)
def test_company_is_refused_and_the_reason_shows_no_value(changes: dict[str, str], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        employer(company(**changes))

    assert str(refused.value) == reason


def test_letter_to_a_company_has_room_for_the_line_to_the_management() -> None:
    employer(company(firma_zusatz="Werk II", adresszusatz="Halle 4"))  # six lines
    employer(company(betriebsnummer="42938966", konten=""))  # an establishment of the company


def test_decomposed_letters_and_invisible_signs_are_mended() -> None:
    assert insured(person(nachname="Mu\u0308l\u00adler")).split("\t")[4] == "Müller"
