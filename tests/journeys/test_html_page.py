"""The check of a page finds what it is there to find."""

import pytest

from tests.html_page import HtmlPage

GOOD = """<!DOCTYPE html>
<html lang="de"><head><title>Muster</title></head>
<body><main><h1>Muster</h1><h2>Teil</h2><label for="q">Ort</label><input id="q" name="q"></main></body></html>"""


def faults(html: str) -> list[str]:
    """Return the faults of a page."""
    return list(HtmlPage("http://127.0.0.1/", html).faults())


def test_good_page_has_no_faults() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (
            "<!DOCTYPE html>\n",
            "",
            "parse error: expected-doctype-but-got-start-tag in line 1",
        ),
        ('lang="de"', 'lang="en"', "the page does not say that it is German"),
        ("<title>Muster</title>", "<title> </title>", "not exactly one title"),
        ("<h1>Muster</h1>", "<h1>Muster</h1><h1>Muster</h1>", "not exactly one h1"),
        ("<h2>Teil</h2>", "<h3>Teil</h3>", "heading level 3 follows 1"),
        ("<h2>Teil</h2>", "<h2></h2>", "empty heading"),
        ("<h2>Teil</h2>", '<h2 id="q">Teil</h2>', "id 'q' 2 times"),
        ("<h2>Teil</h2>", '<h2 aria-describedby="x">Teil</h2>', "aria-describedby names the missing id 'x'"),
        ("<h2>Teil</h2>", '<h2>Teil</h2><img src="x.png">', "img without alt"),
        ("<h2>Teil</h2>", '<h2>Teil</h2><input name="ort">', "input 'ort' without label"),
        ("<h2>Teil</h2>", '<h2>Teil</h2><a href="/"></a>', 'a without text: <a href="/"></a>'),
        ("<h2>Teil</h2>", "<h2>Teil</h2><a>Ziel</a>", "link that leads nowhere"),
        ("<h2>Teil</h2>", '<h2 style="color:red">Teil</h2>', "attribute style at h2"),
        ("<h2>Teil</h2>", '<h2 onclick="x()">Teil</h2>', "attribute onclick at h2"),
        ("<h2>Teil</h2>", "<h2>Teil</h2><script>x()</script>", "inline script"),
        ("<title>", "<style>p{}</style><title>", "inline style"),
    ],
)
def test_fault_is_found(good: str, bad: str, fault: str) -> None:
    assert faults(GOOD.replace(good, bad)) == [fault]
