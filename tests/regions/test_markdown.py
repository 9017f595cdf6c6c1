"""Editors' Markdown: whatever is typed, what comes out holds no script and marks every external link."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from regions.markdown import FileSource, PictureSource, render

PICTURES = {"zahn": PictureSource("/bilder/a.png", 'Ein "Zahn" <b>', 40, 30)}
FILES = {"antrag": FileSource("/dateien/a/antrag.pdf", 2, 45_000), "kurz": FileSource("/dateien/b/kurz.pdf", 1, 900)}

TAGS = {
    *("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "a", "span", "br", "hr"),
    *("blockquote", "code", "pre", "div", "table", "thead", "tbody", "tr", "th", "td", "img"),
}
ATTRIBUTES = {"href", "class", "rel", "src", "alt", "width", "height", "loading", "tabindex", "role", "scope"}
ATTRIBUTES |= {"aria-label", "start"}


class Judge(HTMLParser):
    """Collects what a rendered text must not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in TAGS or set(values) - ATTRIBUTES:
            self.faults.append(f"{tag} {values}")
        for name in ("href", "src"):
            address = urlsplit(values.get(name) or "")
            half = address.scheme in ("http", "https") and not address.netloc  # browsers complete it
            if address.scheme not in ("", "http", "https", "mailto", "tel") or half or "\\" in address.geturl():
                self.faults.append(f"{name}={values[name]}")
        target = urlsplit(values.get("href") or "")
        is_marked = (values.get("class"), values.get("rel")) == ("external", "noreferrer noopener")
        if target.netloc and target.hostname not in settings.ALLOWED_HOSTS and not is_marked:
            self.faults.append(f"not marked: {values}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"comment {data}")


def faults(html: str) -> list[str]:
    judge = Judge()
    judge.feed(html)
    judge.close()
    return judge.faults


PIECES = st.sampled_from(
    [
        *("<script>alert(1)</script>", "<style>*{}</style>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>"),
        *("<a href='javascript:alert(1)'>x</a>", "<iframe src=//evil.example>", "<!-- x -->", "</p>", "<div style=x>"),
        *("[x](javascript:alert(1))", "[x](JaVaScRiPt&#58;alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)"),
        *("[x](vbscript:x)", "[x](//evil.example)", "[x](https://evil.example)", "[x](http:evil.example)"),
        *("[x](\\\\evil.example)", "[x](/\\evil.example)", "[x](https:evil.example)", "<https://evil.example/>"),
        *("![x](https://evil.example/x.png)", "![](bild:zahn)", "![](bild:fehlt)", "![](data:image/png;base64,xx)"),
        *("[x](datei:antrag)", "[x](datei:fehlt)", "[x](mailto:a@b.example)", "<javascript:alert(1)>"),
        *('[x](https://evil.example "on\' onclick=alert(1)")', "[y]\n\n[y]: https://evil.example\n", "[x][]", "[x]: /"),
        *("| a | b |\n|---|:-:|\n| c | d |\n", "# ", "## ", "#### ", "\n\n", "> ", "- ", "1. ", "`", "```\n", "    "),
        *("**", "_", "\\", "&lt;script&gt;", "&#x3c;script&#x3e;", "\x00", "\u202e", "\ufeff", "&Tab;", "&NewLine;"),
        *("[", "]", "(", ")", "<", ">", '"', "'", "!", ":", "//", "javascript:", "https://evil.example"),
    ]
)
HOSTILE = st.lists(PIECES | st.text(max_size=12), max_size=14).map("".join)


@given(HOSTILE)
@example("[x](java\tscript:alert(1))")
@example("[x](<javascript:alert(1)>)")
@example("[x](http://[)")
@example("[x](https:evil.example)")
@example("[x](<https:/evil.example>)")
@example("[x](</\\evil.example>)")
@example("[a![](bild:zahn)](https://evil.example)")
@example("[x](https://evil.example/?<script>)")
def test_hostile_text_comes_out_harmless(text: str) -> None:
    assert faults(render(text, pictures=PICTURES, files=FILES).html) == []


def test_judge_sees_what_it_must_see() -> None:
    """The judge itself refuses each of these."""
    bad = (
        "<script>",
        "<p onclick=x>",
        "<p style=x>",
        "<a href='javascript:x'>",
        "<img src='data:x'>",
        "<a href='https://evil.example'>",
        "<!-- x -->",
    )
    assert [bool(faults(html)) for html in bad] == [True] * len(bad)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("## Eins\n\n### Zwei\n\n## Drei", []),
        ("# Eins", ["Die Überschrift „Eins“ beginnt mit einem #. Beginnen Sie mit ##; # ist der Titel."]),
        ("### Eins", ["Die Überschrift „Eins“ überspringt eine Ebene. Davor fehlt eine mit ##."]),
        ("## Eins\n\n#### Zwei", ["Die Überschrift „Zwei“ überspringt eine Ebene. Davor fehlt eine mit ###."]),
        ("[](https://a.example)", ["Der Link auf https://a.example hat keinen Text."]),
        (
            "[x](ftp://a.example)",
            ["Der Link auf ftp://a.example ist nicht erlaubt. Erlaubt sind https:, mailto:, tel: und eigene Seiten."],
        ),
        ("![](bild:fehlt)", ["Das Bild „fehlt“ gibt es nicht. Laden Sie es zuerst unter „Bilder“ hoch."]),
        (
            "[x](datei:fehlt)",
            ["Die Datei „fehlt“ gibt es nicht. Laden Sie sie zuerst unter „PDFs zum Herunterladen“ hoch."],
        ),
        (
            "| | b |\n|---|---|\n| c | d |",
            ["Im Kopf einer Tabelle ist eine Zelle leer. Schreiben Sie, was darunter steht."],
        ),
        ("[Seite](/themen/), [Post](mailto:a@b.example), [Ruf](tel:+4922112345)", []),
    ],
)
def test_editor_is_told_what_to_mend(text: str, problems: list[str]) -> None:
    assert list(render(text, pictures=PICTURES, files=FILES).problems) == problems


def test_picture_stands_with_its_text_and_size() -> None:
    html = render("![egal](bild:zahn)", pictures=PICTURES).html

    assert html == (
        '<p><img src="/bilder/a.png" alt="Ein &quot;Zahn&quot; &lt;b&gt;" width="40" height="30" loading="lazy"></p>\n'
    )


def test_file_says_type_pages_and_size() -> None:
    html = render("[Antrag](datei:antrag) und [Kurz](datei:kurz)", files=FILES).html

    assert html == (
        '<p><a href="/dateien/a/antrag.pdf">Antrag (PDF, 2 Seiten, 43,9&nbsp;KB)</a> und '
        '<a href="/dateien/b/kurz.pdf">Kurz (PDF, 1 Seite, 900&nbsp;Bytes)</a></p>\n'
    )


def test_table_has_column_heads_and_scrolls_by_itself() -> None:
    html = render("| a | b |\n|---|---|\n| c | d |").html

    assert html.count('<th scope="col">') == 2
    assert "<tbody>" in html
    assert html.startswith('<div class="table-scroll" tabindex="0" role="region" aria-label="Tabelle"><table>')


def test_tables_are_named_by_their_headings_and_none_like_another() -> None:
    table = "| a | b |\n|---|---|\n| c | d |\n\n"
    html = render(f"{table}## Was *wir* zahlen\n\nEin Satz.\n\n{table}{table}## „A“ & `B`\n\n{table}").html

    assert re.findall('aria-label="([^"]*)"', html) == [
        "Tabelle",
        "Tabelle: Was wir zahlen",
        "Tabelle: Was wir zahlen (2)",
        "Tabelle: „A“ &amp; B",
    ]


def test_external_link_is_marked_and_own_one_is_not() -> None:
    html = render("[fremd](https://a.example/) [eigen](/themen/)").html

    assert html == (
        '<p><a class="external" href="https://a.example/" rel="noreferrer noopener">fremd'
        '<span class="visually-hidden"> (externe Seite)</span></a> <a href="/themen/">eigen</a></p>\n'
    )
