"""Writing an invented register: two files as ``docs/bestand-format.md`` describes them.

The same seed gives the same bytes. Lines are made one after the other, so that any number of them fits.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bestand.numbers import Betriebsnummer, Versichertennummer
from bestand.row_checks import EMPLOYERS, INSURED
from bestand.synthetic import words

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STEP = 1_000_000_007  # a prime that divides neither range of numbers: each number comes once
_NO_DELIVERY = ";;;;;"
_AT_ONCE = 5_000  # random choices


@dataclass(frozen=True)
class Place:
    """Where people live and which IKK serves it."""

    postcode: str
    town: str
    institutionskennzeichen: str


@dataclass(frozen=True)
class Household:
    """What a family has in common: name, IKK, five columns of the address, and since when."""

    family_name: str
    institutionskennzeichen: str
    address: str
    since: str


def write_register(
    directory: Path,
    places: Sequence[Place],
    *,
    insured: int,
    employers: int,
    seed: int,
    people: Sequence[str] = (),
    companies: Sequence[str] = (),
) -> tuple[Path, Path]:
    """Write ``insured.csv`` and ``employers.csv`` into ``directory`` and return their paths.

    Args:
        places: to choose from; real towns.
        insured, employers: how many lines to invent, besides the given ones.
        people, companies: lines that stand first, written by hand.
    """
    directory.mkdir(parents=True, exist_ok=True)
    taken = {line.partition(";")[0] for line in (*people, *companies)}
    files = directory / "insured.csv", directory / "employers.csv"
    insured_lines = insured_people(random.Random(f"insured {seed}"), places, insured, taken)  # noqa: S311
    employer_lines = establishments(random.Random(f"employers {seed}"), places, employers, taken)  # noqa: S311
    _write(files[0], INSURED.header, people, insured_lines)
    _write(files[1], EMPLOYERS.header, companies, employer_lines)
    return files


def _write(path: Path, header: str, first: Iterable[str], rest: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{header}\n")
        for lines in (first, rest):
            file.writelines(f"{line}\n" for line in lines)


def _versichertennummern(start: int, taken: set[str]) -> Iterator[str]:
    value = start
    while True:
        value = (value + _STEP) % (26 * 10**8)
        number = str(Versichertennummer.complete(f"{_LETTERS[value // 10**8]}{value % 10**8:08}"))
        if number not in taken:
            yield number


def _betriebsnummern(start: int, taken: set[str]) -> Iterator[str]:
    value = start
    while True:
        value = (value + _STEP) % 10**7
        digits = f"{value:07}"
        if "000" < digits[:3] < "100" or digits[:3] > "110":
            number = str(Betriebsnummer.complete(digits, plus_five=value % 5 == 0))
            if number not in taken:
                yield number


def _endless(chance: random.Random, population: Sequence[str]) -> Iterator[str]:
    while True:
        yield from chance.choices(population, k=_AT_ONCE)


def insured_people(chance: random.Random, places: Sequence[Place], count: int, taken: set[str]) -> Iterator[str]:
    """Yield ``count`` lines of insured persons; about a fifth are insured with the member before them."""
    numbers = _versichertennummern(chance.randrange(26 * 10**8), taken)
    given_names = _endless(chance, words.GIVEN_NAMES)
    births = _endless(chance, words.BIRTHS_OF_MEMBERS)
    births_of_family = _endless(chance, words.BIRTHS_OF_FAMILY)
    household = _household(chance, places)
    for _ in range(count):
        number, given = next(numbers), next(given_names)
        is_family = chance.random() < 0.22
        if not is_family:
            household = _household(chance, places)
        birth = next(births_of_family) if is_family else next(births)
        title, delivery, until, protected, deceased = "", _NO_DELIVERY, "", "nein", "nein"
        kind = chance.random()
        if kind < 0.12:  # somebody out of the ordinary, each kind by itself
            if kind < 0.01:
                delivery = _delivery(chance, places)
            elif kind < 0.02:
                birth = chance.choice(words.UNKNOWN_BIRTHS)
            elif kind < 0.04:
                until = chance.choice(words.ENDS)
            elif kind < 0.05:
                until, deceased = chance.choice(words.ENDS), "ja"
            elif kind < 0.06:
                protected = "ja"
            elif not is_family:
                title = chance.choice(words.TITLES)
        yield (
            f"{number};{household.institutionskennzeichen};{title};{given};{household.family_name};{birth};"
            f"{household.address};{delivery};{household.since};{household.since};{until};"
            f"{'Familie' if is_family else 'Mitglied'};{protected};{deceased}"
        )


def _household(chance: random.Random, places: Sequence[Place]) -> Household:
    name = chance.choice(words.FAMILY_NAMES)
    place = chance.choice(places)
    kind = chance.random()
    if kind < 0.05:
        name = f"{name}-{chance.choice(words.FAMILY_NAMES).partition('-')[0]}"
    elif kind < 0.07:
        name = f"{chance.choice(words.PREFIXES)} {name}"
    return Household(
        name, place.institutionskennzeichen, _address(chance, place, 0.02), chance.choice(words.BEGINNINGS)
    )


def _address(chance: random.Random, place: Place, abroad: float) -> str:
    """Return five columns: addition, street, postcode, town, country."""
    kind = chance.random()
    if kind < abroad:
        country, postcode, town, street = chance.choice(words.ABROAD)
        return f";{street};{postcode};{town};{country}"
    addition = chance.choice(words.ADDITIONS) if kind < abroad + 0.04 else ""
    street = (
        f"Postfach {chance.randrange(10, 99)} {chance.randrange(10, 99)} {chance.randrange(10, 99)}"
        if kind > 0.99
        else f"{chance.choice(words.STREETS)} {chance.choice(words.HOUSE_NUMBERS)}"
    )
    return f"{addition};{street};{place.postcode};{place.town};"


def _delivery(chance: random.Random, places: Sequence[Place]) -> str:
    return f"{chance.choice(words.GUARDIANS)};{_address(chance, chance.choice(places), 0)}"


def establishments(chance: random.Random, places: Sequence[Place], count: int, taken: set[str]) -> Iterator[str]:
    """Yield ``count`` lines of establishments; about a tenth belong to the company before them."""
    numbers = _betriebsnummern(chance.randrange(10**7), taken)
    main = company = ""
    for _ in range(count):
        number = next(numbers)
        place = chance.choice(places)
        addition = delivery = accounts = ""
        if main and chance.random() < 0.1:
            addition = chance.choice(words.COMPANY_ADDITIONS)
            address = (
                f";{chance.choice(words.STREETS)} {chance.choice(words.HOUSE_NUMBERS)};{place.postcode};{place.town};"
            )
        else:
            main, company = number, _company(chance)
            address = _address(chance, place, 0.005)
            accounts = _accounts(chance, place, places)
        if chance.random() < 0.02:
            delivery = f"Steuerbüro {chance.choice(words.FAMILY_NAMES)};{_address(chance, place, 0)}"
        yield (
            f"{number};{main};{company};{addition};{address};{delivery or _NO_DELIVERY};"
            f"{chance.choice(words.MOVES)};{accounts}"
        )


def _company(chance: random.Random) -> str:
    if chance.random() < 0.02:
        return chance.choice(words.LONG_COMPANIES)
    return f"{chance.choice(words.TRADES)} {chance.choice(words.FAMILY_NAMES)} {chance.choice(words.LEGAL_FORMS)}"


def _accounts(chance: random.Random, place: Place, places: Sequence[Place]) -> str:
    """Return an open account with the IKK of the place, and sometimes others."""
    kind = chance.random()
    others = 2 if kind < 0.05 else 1 if kind < 0.2 else 0
    numbers = dict.fromkeys(
        [place.institutionskennzeichen, *(chance.choice(places).institutionskennzeichen for _ in range(others))]
    )
    accounts = [f"{number}:{chance.choice(words.BEGINNINGS)}" for number in numbers]
    if len(accounts) > 1 and kind < 0.1:
        accounts[-1] += f":{chance.choice(words.ENDS)}"
    return " ".join(accounts)
