"""The text of a brochure: Markdown -> a small tree of blocks that a template sets, as data and never as markup.

Chapters (``##``), headings below them, paragraphs, lists, bold words, and boxes (``>``). Links become text with their
address. What a sheet of paper cannot show is named, so that the author can mend it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_BLANKS = re.compile(r"[ \t\r\n\u2028\u2029]+")
_BREAK_OPPORTUNITIES = re.compile(r"[ \u00a0\u00ad\u2013\u2014/-]+")  # after each of these a line may end
_KEPT_INVISIBLE = "\u00ad"  # a soft hyphen says where a long word may be broken
_OUTERMOST_LEVEL = 2  # of headings in Markdown; the title of the brochure is level 1
_LEVELS = 2


@dataclass(frozen=True)
class BrochureText:
    """A text as blocks.

    Attributes:
        blocks: what the template sets, in order.
        problems: German sentences that say what to mend; nothing if the text can be set.
    """

    blocks: tuple[Block, ...]
    problems: tuple[str, ...]

    @property
    def chapters(self) -> list[str]:
        """The headings of the chapters."""
        chapters = (block for block in self.blocks if block["kind"] == "heading" and block["level"] == 1)
        return ["".join(run["text"] for run in block["runs"]) for block in chapters]

    def words(self) -> Iterator[tuple[str, str]]:
        """Yield each unbreakable piece of the text with the kind of block that it stands in."""
        for block in self.blocks:
            for kind, text in _texts(block):
                for word in unbreakable(text):
                    yield kind, word


@dataclass
class _Reading:
    """One reading of a text: how lines end, and what has been found wrong."""

    keeps_lines: bool
    problems: list[str] = field(default_factory=list)


def read(markdown: str, *, keeps_lines: bool = False) -> BrochureText:
    """Return the blocks of a text.

    Args:
        markdown: what the author wrote; HTML in it is text.
        keeps_lines: every line stays a line of its own, as Leichte Sprache wants.
    """
    reading = _Reading(keeps_lines)
    tree = SyntaxTreeNode(_MARKDOWN.parse(tidy(markdown, of_lines=True)))
    blocks = tuple(block for node in tree.children for block in _block(node, reading))
    reading.problems.extend(_problems_of_order(blocks))
    return BrochureText(blocks, tuple(dict.fromkeys(reading.problems)))


def tidy(text: str, *, of_lines: bool = False) -> str:
    """Return ``text`` composed and without invisible characters but soft hyphens.

    Args:
        text: from people.
        of_lines: line ends stay; else everything blank is one blank.
    """
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(char for char in composed if char == _KEPT_INVISIBLE or unicodedata.category(char) != "Cf")
    return seen.replace("\r\n", "\n") if of_lines else _BLANKS.sub(" ", seen).strip()


def unbreakable(text: str) -> list[str]:
    """Return the pieces of a text within which no line can end, whatever the language."""
    return [piece for piece in _BREAK_OPPORTUNITIES.split(_BLANKS.sub(" ", text)) if piece]


def _block(node: SyntaxTreeNode, reading: _Reading) -> Iterator[Block]:
    if node.type == "heading":
        yield {"kind": "heading", "level": int(node.tag[1]) - _OUTERMOST_LEVEL + 1, "runs": _runs(node, reading)}
    elif node.type == "paragraph":
        yield {"kind": "paragraph", "runs": _runs(node, reading)}
    elif node.type in {"bullet_list", "ordered_list"}:
        items = [[block for child in item.children for block in _block(child, reading)] for item in node.children]
        start = int(node.attrs.get("start", 1))
        yield {"kind": "list", "numbered": node.type == "ordered_list", "start": start, "items": items}
    elif node.type == "blockquote":
        yield {"kind": "box", "blocks": [block for child in node.children for block in _block(child, reading)]}
    else:
        reading.problems.append(
            "Trennlinien und vorformatierter Text gehen in einer Broschüre nicht. Nehmen Sie Absätze oder Listen."
        )


def _runs(node: SyntaxTreeNode, reading: _Reading) -> list[Block]:
    """Return the text of a block in pieces, each of them bold or not."""
    runs: list[Block] = []
    for text, bold in _pieces(node, reading, bold=False):
        if runs and runs[-1]["bold"] == bold:
            runs[-1]["text"] += text
        elif text:
            runs.append({"text": text, "bold": bold})
    return runs


def _pieces(node: SyntaxTreeNode, reading: _Reading, *, bold: bool) -> Iterator[tuple[str, bool]]:
    for child in node.children:
        if child.type in {"text", "code_inline"}:
            yield child.content, bold
        elif child.type in {"softbreak", "hardbreak"}:
            yield ("\n" if reading.keeps_lines or child.type == "hardbreak" else " "), bold
        elif child.type == "image":
            reading.problems.append("Bilder gehen in einer Broschüre nicht. Die Titelseite zeichnet das Portal selbst.")
        elif child.type == "link":
            yield from _link(child, reading, bold=bold)
        else:
            yield from _pieces(child, reading, bold=bold or child.type in {"strong", "em"})


def _link(node: SyntaxTreeNode, reading: _Reading, *, bold: bool) -> Iterator[tuple[str, bool]]:
    """Yield a link's text and where it leads: paper has nothing to click on."""
    pieces = list(_pieces(node, reading, bold=bold))
    address = re.sub(r"^(https?://|mailto:)", "", str(node.attrs.get("href", ""))).rstrip("/")
    yield from pieces
    if address and address not in "".join(text for text, _ in pieces):
        yield f" ({address})", bold


def _problems_of_order(blocks: tuple[Block, ...]) -> Iterator[str]:
    level = 0
    if not blocks:
        yield "Die Broschüre hat noch keinen Text."
    elif blocks[0]["kind"] != "heading":
        yield "Der Text beginnt nicht mit einem Kapitel. Schreiben Sie vor den ersten Absatz eine Überschrift mit ##."
    for block in blocks:
        if block["kind"] != "heading":
            if any(kind == "heading" for kind, _ in _texts(block)):
                yield "Eine Überschrift steht in einer Liste oder in einem Kasten. Bitte stellen Sie sie davor."
            continue
        title = "".join(run["text"] for run in block["runs"])
        if not title.strip():
            yield "Eine Überschrift ist leer."
        if not 1 <= block["level"] <= _LEVELS:
            yield f"Die Ebene der Überschrift „{title}“ gibt es hier nicht. Kapitel haben ##, Abschnitte ###."
        elif block["level"] > level + 1:
            yield f"Vor der Überschrift „{title}“ fehlt eine mit ##."
        level = block["level"]


def _texts(block: Block) -> Iterator[tuple[str, str]]:
    """Yield kind and text of a block and of those within it."""
    if "runs" in block:
        yield block["kind"], "".join(run["text"] for run in block["runs"])
    for inner in (*block.get("blocks", ()), *(one for item in block.get("items", ()) for one in item)):
        yield from _texts(inner)
