"""Write the table of advance widths beside the letter font, so that measuring needs no font library."""

import json
from pathlib import Path

from fontTools.ttLib import TTFont

FONT = Path(__file__).resolve().parent.parent / "letters" / "fonts" / "FiraSans-Regular.ttf"


def main() -> None:
    """Read the font, write the table: character -> width in units, and how many units an em has."""
    font = TTFont(FONT)
    advances = font["hmtx"]
    widths = {chr(code): advances[name][0] for code, name in sorted(font.getBestCmap().items())}
    table = {"units_per_em": font["head"].unitsPerEm, "widths": widths}
    target = FONT.with_suffix(".widths.json")
    target.write_text(json.dumps(table, ensure_ascii=True, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
