"""Rules about templates: each is used, none carries what the content security policy forbids."""

import re
from pathlib import Path

import pytest
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget

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


@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea, AdminTextInputWidget, AdminTextareaWidget])
def test_no_field_lets_a_browser_cut_what_is_pasted(widget: type[forms.Widget]) -> None:
    """With maxlength it would, without a word; the form says so instead, and keeps what was typed."""
    field = forms.CharField(max_length=3, widget=widget)
    form = type("Short", (forms.Form,), {"text": field})({"text": "four"})

    assert field.widget.attrs["maxlength"] == "3"  # Django means to
    assert "maxlength" not in form.as_div()
    assert ("four" in form.as_div(), form.has_error("text", "max_length")) == (True, True)


def test_every_class_of_the_stylesheet_is_used() -> None:
    stylesheet = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / "portal.css").read_text(), flags=re.DOTALL)
    by_django = {"errorlist"}
    writers = [ROOT / "privacy" / "links.py", ROOT / "regions" / "markdown.py"]  # HTML that no template writes
    sources = " ".join(path.read_text() for path in [*TEMPLATES, *writers])
    classes = set(re.findall(r"\.([a-z][a-z0-9_-]+)", stylesheet)) - by_django

    unused = [name for name in sorted(classes) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sources)]
    assert unused == []
