"""Rules about templates: each is used, none carries what the content security policy forbids."""

import re
from pathlib import Path

import pytest

from tests.house_rules.test_structure import ROOT, tracked

TEMPLATES = tracked("templates/*")
#: Found by Django itself, by name.
FOUND_BY_NAME = re.compile(r"^(admin|django)/")


def name_of(template: Path) -> str:
    return str(template.relative_to(ROOT / "templates"))


def test_every_template_is_used() -> None:
    sources = [path.read_text() for path in [*tracked("*.py"), *TEMPLATES]]
    unused = [
        name
        for name in map(name_of, TEMPLATES)
        if not FOUND_BY_NAME.match(name) and not any(f'"{name}"' in source for source in sources)
    ]

    assert unused == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_has_no_inline_script_or_style(template: Path) -> None:
    text = template.read_text()

    assert re.findall(r"""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+\s*=\s*["']|javascript:""", text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name_of)
def test_template_loads_nothing_from_elsewhere(template: Path) -> None:
    loaded = re.findall(
        r"""<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*?(?:src|href)=["']([^"']+)""",
        template.read_text(),
    )

    assert [address for address in loaded if re.match(r"(https?:)?//", address)] == []


def test_every_class_of_the_stylesheet_is_used() -> None:
    stylesheet = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / "portal.css").read_text(), flags=re.DOTALL)
    by_django = {"errorlist"}
    writers = [ROOT / "privacy" / "links.py", ROOT / "regions" / "markdown.py"]  # HTML that no template writes
    sources = " ".join(path.read_text() for path in [*TEMPLATES, *writers])
    classes = set(re.findall(r"\.([a-z][a-z0-9_-]+)", stylesheet)) - by_django

    unused = [name for name in sorted(classes) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sources)]
    assert unused == []
