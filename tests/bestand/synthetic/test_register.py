"""The invented register: the same bytes for the same seed, nothing refused, everything that occurs in a real one."""

from itertools import pairwise
from pathlib import Path

import pytest

from bestand.import_files import RegisterFile, check
from bestand.row_checks import EMPLOYER_COLUMNS, INSURED_COLUMNS
from bestand.synthetic import words
from bestand.synthetic.register import write_register
from ikk_portal.demo_register import places
from letters.address_window import TEXT_WIDTH, width
from regions.demo_data import served_areas

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_register(tmp_path_factory.mktemp("made"), places(), insured=6_000, employers=2_000, seed=3)


def rows_of(path: Path, columns: dict[str, int]) -> Rows:
    _, *lines = path.read_text(encoding="utf-8").splitlines()
    return [dict(zip(columns, line.split(";"), strict=True)) for line in lines]


@pytest.fixture(scope="module")
def people(files: tuple[Path, Path]) -> Rows:
    return rows_of(files[0], INSURED_COLUMNS)


@pytest.fixture(scope="module")
def companies(files: tuple[Path, Path]) -> Rows:
    return rows_of(files[1], EMPLOYER_COLUMNS)


def test_same_seed_gives_the_same_bytes(files: tuple[Path, Path], tmp_path: Path) -> None:
    again = write_register(tmp_path / "again", places(), insured=6_000, employers=2_000, seed=3)
    other = write_register(tmp_path / "other", places(), insured=6_000, employers=2_000, seed=4)

    for first, second, third in zip(files, again, other, strict=True):
        assert first.read_bytes() == second.read_bytes()
        assert first.read_bytes() != third.read_bytes()


def test_no_line_is_refused_and_no_number_occurs_twice(files: tuple[Path, Path], people: Rows, companies: Rows) -> None:
    known = frozenset(served_areas())
    for path, kind in zip(files, ("insured", "employers"), strict=True):
        with RegisterFile(path, kind) as file:
            assert [check(kind, file.encoding, known, block, data).refused for block, data in file.blocks()] == [[]]
    assert len({person["versichertennummer"] for person in people}) == len(people) == 6_000
    assert len({company["betriebsnummer"] for company in companies}) == len(companies) == 2_000


def test_every_place_is_served_and_fits_the_window() -> None:
    assert [place for place in places() if width(f"{place.postcode} {place.town}") > TEXT_WIDTH] == []
    assert {place.institutionskennzeichen for place in places()} == set(served_areas())
    assert len(places()) > 12_000


def test_all_kinds_of_people_occur(people: Rows) -> None:
    kinds = {
        "title": [one for one in people if one["titel"]],
        "prefix": [one for one in people if one["nachname"].startswith(("von ", "zu "))],
        "double name": [one for one in people if "-" in one["nachname"]],
        "umlaut": [one for one in people if "ü" in one["nachname"]],
        "abroad": [one for one in people if one["land"]],
        "guardian": [one for one in people if one["brief_name"] in words.GUARDIANS],
        "unknown day": [one for one in people if one["geburtsdatum"].endswith("-00")],
        "family": [one for one in people if one["versichert_als"] == "Familie"],
        "deceased": [one for one in people if one["verstorben"] == "ja"],
        "ended": [one for one in people if one["versichert_bis"] and one["verstorben"] == "nein"],
        "protected": [one for one in people if one["geschuetzt"] == "ja"],
        "post-office box": [one for one in people if one["strasse"].startswith("Postfach ")],
    }

    assert [kind for kind, found in kinds.items() if len(found) < 10] == []
    assert {one["land"] for one in people} == {"", *(country for country, *_ in words.ABROAD)}


def test_families_share_name_and_address(people: Rows) -> None:
    for before, one in pairwise(people):
        if one["versichert_als"] == "Familie":
            assert [one[name] for name in ("nachname", "strasse", "plz")] == [
                before[name] for name in ("nachname", "strasse", "plz")
            ]


def test_companies_have_establishments_and_accounts_at_several_ikks(companies: Rows) -> None:
    mains = [one for one in companies if one["betriebsnummer"] == one["hauptbetriebsnummer"]]
    numbers = {one["betriebsnummer"] for one in mains}

    assert 100 < len(companies) - len(mains) < 400
    assert {one["hauptbetriebsnummer"] for one in companies} == numbers
    assert all(one["konten"] for one in mains)
    assert {len(one["konten"].split()) for one in mains} == {1, 2, 3}
    assert any(one["konten"].count(":") > len(one["konten"].split()) for one in mains)  # an account that has ended
