"""The table that says who gets in where: ``tests/golden/who_gets_in.txt``, as data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.visitors import MEMBERS, STAFF, VISITORS

TABLE = Path(__file__).parent / "golden" / "who_gets_in.txt"
#: Columns that stand for several visitors at once.
GROUPS = {"all": (*VISITORS,), "members": (*MEMBERS,), "staff": (*STAFF,)}
#: The columns of an area, by how its addresses begin.
_AREAS = {
    "/verwaltung/": ("nobody", "members", *STAFF),
    "/internetfiliale/": ("nobody", *MEMBERS, "staff"),
    "/": ("all",),
}
_WIDTH = 78


@dataclass(frozen=True)
class Line:
    """One line of the table.

    Attributes:
        room: the room it stands under.
        words: the answer to each visitor.
        is_for_all: whether everybody is answered alike, whoever comes.
    """

    room: str
    method: str
    address: str
    words: dict[str, str]
    is_for_all: bool


def lines() -> Iterator[Line]:
    """Yield the lines of the table."""
    room = ""
    columns: list[str] = []
    for line in TABLE.read_text().splitlines():
        if line.startswith("["):
            room, *columns = line.replace("[", "").replace("]", "").split()
        elif line.startswith(("GET ", "POST ")):
            method, address, *words = line.split()
            cells = zip(columns, words, strict=True)
            answers = {who: word for column, word in cells for who in GROUPS.get(column, (column,))}
            yield Line(room, method, address, answers, columns == ["all"])


def proposed(room: str, address: str, answer: Callable[[str, str, str], str]) -> str:
    """Return the heading and the line of an address as it answers now.

    Args:
        answer: tells what a visitor is answered, asked by a method for an address.
    """
    columns = next(columns for beginning, columns in _AREAS.items() if address.startswith(beginning))
    is_post = any(answer(who, "GET", address) == "405" for who in VISITORS)
    method = "POST" if is_post else "GET"
    cells = []
    for column in columns:
        words = {answer(who, method, address) for who in GROUPS.get(column, (column,))}
        cells.append("|".join(sorted(words)).ljust(6))
    head = f"[{room}]".ljust(_WIDTH) + " ".join(column.ljust(6) for column in columns)
    return f"{head.rstrip()}\n{f'{method:4} {address}'.ljust(_WIDTH)}{' '.join(cells)}".rstrip()
