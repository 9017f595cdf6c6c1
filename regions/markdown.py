"""Editors' Markdown: rendered once, to HTML that cannot hold a script, with the problems an editor must mend.

Pictures and files are named by their key: ``![](bild:zahnarzt)`` and ``[Antrag](datei:antrag-fahrkosten)``.
Pure: what the keys stand for is handed in.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from markdown_it import MarkdownIt
from markdown_it.token import Token

from privacy.links import link_closing, link_opening

PICTURE = "bild:"
FILE = "datei:"


@dataclass(frozen=True)
class PictureSource:
    """What a picture's key stands for: address, alternative text, size in pixels."""

    address: str
    alternative_text: str
    width: int
    height: int


@dataclass(frozen=True)
class FileSource:
    """What a file's key stands for: address, number of pages, size in bytes."""

    address: str
    pages: int
    size: int


@dataclass(frozen=True)
class Rendered:
    """A rendered text.

    Attributes:
        html: safe to show as it is.
        problems: German sentences for the editor; empty if the text may be published.
    """

    html: str
    problems: tuple[str, ...]


@dataclass
class _Work:
    """One rendering: what keys stand for, and what has been found wrong."""

    pictures: Mapping[str, PictureSource]
    files: Mapping[str, FileSource]
    problems: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)


def render(
    text: str, *, pictures: Mapping[str, PictureSource] | None = None, files: Mapping[str, FileSource] | None = None
) -> Rendered:
    """Render Markdown (CommonMark with tables).

    Args:
        text: what the editor wrote; raw HTML in it is shown as text.
        pictures: key -> picture that may be shown.
        files: key -> file that may be linked.
    """
    work = _Work(pictures or {}, files or {})
    tokens = _MARKDOWN.parse(text)
    work.problems.extend(_heading_problems(tokens))
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {"work": work})
    return Rendered(_clean(html), tuple(dict.fromkeys(work.problems)))


def _heading_problems(tokens: list[Token]) -> Iterator[str]:
    """Yield what is wrong with the order of headings: the title of the page is level 1, so texts begin at 2."""
    level = 1
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            title = tokens[index + 1].content
            found = int(token.tag[1])
            if found == 1:
                yield f"Die Überschrift „{title}“ beginnt mit einem #. Beginnen Sie mit ##; # ist der Titel."
            elif found > level + 1:
                yield f"Die Überschrift „{title}“ überspringt eine Ebene. Davor fehlt eine mit {'#' * (found - 1)}."
            level = found


def _link_open(self: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    href = str(token.attrGet("href") or "")
    target, suffix = _target(href, env["work"])
    if not _has_text(tokens, index):
        env["work"].problems.append(f"Der Link auf {href} hat keinen Text.")
    env.setdefault("links", []).append((target, suffix))
    return link_opening(target)


def _link_close(self: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    target, suffix = env["links"].pop()
    return suffix + link_closing(target)


def _target(href: str, work: _Work) -> tuple[str, str]:
    """Return address and what follows the link's text; "#" for a link that leads nowhere."""
    if href.startswith(FILE):
        key = href.removeprefix(FILE)
        if key in work.files:
            file = work.files[key]
            pages = "1 Seite" if file.pages == 1 else f"{file.pages} Seiten"
            return file.address, f" (PDF, {pages}, {filesizeformat(file.size)})"
        work.problems.append(
            f"Die Datei „{key}“ gibt es nicht. Laden Sie sie zuerst unter „PDFs zum Herunterladen“ hoch."
        )
        return "#", ""
    if not _is_allowed(href):
        work.problems.append(
            f"Der Link auf {href} ist nicht erlaubt. Erlaubt sind https:, mailto:, tel: und eigene Seiten."
        )
        return "#", ""
    return href, ""


def _is_allowed(href: str) -> bool:
    """Whether a link is whole and of an allowed kind; "https:a.example" would mean the own site or another."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    if parts.scheme in ("http", "https") and not parts.netloc:
        return False
    return parts.scheme in _SCHEMES and not href.startswith("//")


def _has_text(tokens: list[Token], index: int) -> bool:
    for token in tokens[index + 1 :]:
        if token.type == "link_close":
            return False
        if token.content.strip() or token.type == "image":
            return True
    return False


def _image(self: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    source = str(tokens[index].attrGet("src") or "")
    work: _Work = env["work"]
    key = source.removeprefix(PICTURE)
    if source.startswith(PICTURE) and key in work.pictures:
        picture = work.pictures[key]
        return format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
            picture.address,
            picture.alternative_text,
            picture.width,
            picture.height,
        )
    work.problems.append(f"Das Bild „{key}“ gibt es nicht. Laden Sie es zuerst unter „Bilder“ hoch.")
    return ""


def _table_open(self: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    label = _table_label(tokens[:index], env["work"].labels)
    return format_html('<div class="table-scroll" tabindex="0" role="region" aria-label="{}"><table>', label)


def _table_label(before: list[Token], taken: set[str]) -> str:
    """Name a table by the heading above it; no two of a text alike, so that landmarks can be told apart."""
    headings = (before[index + 1] for index, token in enumerate(before) if token.type == "heading_open")
    inline = deque(headings, maxlen=1)
    title = "".join(part.content for heading in inline for part in heading.children or [])
    name = f"Tabelle: {title}" if title else "Tabelle"
    label = next(one for one in chain([name], (f"{name} ({number})" for number in count(2))) if one not in taken)
    taken.add(label)
    return label


def _th_open(self: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    if not tokens[index + 1].content.strip():
        env["work"].problems.append("Im Kopf einer Tabelle ist eine Zelle leer. Schreiben Sie, was darunter steht.")
    return '<th scope="col">'


def _table_close(self: Any, tokens: list[Token], index: int, options: Any, env: dict[str, Any]) -> str:
    return "</table></div>\n"


def _clean(html: str) -> str:
    """Let only what the renderer above makes through: the second lock behind Markdown without HTML."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes={"a": {"external"}, "span": {"visually-hidden"}, "div": {"table-scroll"}},
        tag_attribute_values={"a": {"rel": {"noreferrer noopener"}}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel=None,
    )


_SCHEMES = {"", "https", "http", "mailto", "tel"}
_TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "span", "br", "hr", "blockquote"),
    *("code", "pre", "div", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height", "loading"},
    "div": {"tabindex", "role", "aria-label"},
    "ol": {"start"},
    "th": {"scope"},
}

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
for _name, _rule in (
    ("link_open", _link_open),
    ("link_close", _link_close),
    ("image", _image),
    ("table_open", _table_open),
    ("table_close", _table_close),
    ("th_open", _th_open),
):
    _MARKDOWN.add_render_rule(_name, _rule)
