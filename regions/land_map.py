"""The map of the Länder: outlines from a file, drawn by the server as a shortcut for the pointer.

The list of the Länder leads to the same places and is the way for everybody else.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from regions.coverage import LandEntry
from regions.models import Land

_FILE = Path(__file__).parent / "data" / "laender.json"


@dataclass(frozen=True)
class Outline:
    """One Land as an SVG path, and where its short name stands, in units of the view box."""

    land: Land
    path: str
    label_x: int
    label_y: int
    label_radius: float

    @property
    def short_name(self) -> str:
        """Two letters ("NW"), or nothing where they would not fit."""
        return self.land.value.removeprefix("DE-") if self.label_radius >= 18 else ""


@dataclass(frozen=True)
class Drawing:
    """The whole map."""

    view_box: str
    outlines: tuple[Outline, ...]


@cache
def drawing() -> Drawing:
    """Read the outlines once; large Länder first, so that Berlin and Bremen lie on top."""
    data = json.loads(_FILE.read_text(encoding="utf-8"))
    outlines = []
    for land in data["laender"]:
        label_x, label_y = land["label"]
        outlines.append(Outline(Land(land["id"]), land["d"], label_x, label_y, land["r"]))
    return Drawing(data["viewBox"], tuple(sorted(outlines, key=lambda outline: -outline.label_radius)))


@dataclass(frozen=True, eq=False)
class LandMap:
    """The map with what each Land leads to."""

    view_box: str
    lands: tuple[tuple[Outline, LandEntry], ...]


def land_map(entries: Iterable[LandEntry]) -> LandMap:
    """Return the drawing with the entry of each Land."""
    by_land = {entry.land: entry for entry in entries}
    drawn = drawing()
    return LandMap(drawn.view_box, tuple((outline, by_land[outline.land]) for outline in drawn.outlines))
