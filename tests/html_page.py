"""What a machine can say about one HTML page: its faults, its links, and what it loads."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from urllib.parse import unquote, urljoin, urlsplit

from justhtml import Element, JustHTML

_NEED_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}
_LOADED = {"link": "href", "script": "src", "img": "src", "source": "src"}
_CONTROLS = ("input", "select", "textarea")


class HtmlPage:
    """A parsed page, found at ``url``."""

    def __init__(self, url: str, html: str) -> None:
        self.url = url
        self.document = JustHTML(html, sanitize=False, collect_errors=True)

    def all(self, selector: str) -> list[Element]:
        """Return the elements that ``selector`` matches, in their order."""
        return [element for element in self.document.query(selector) if isinstance(element, Element)]

    @cached_property
    def _elements(self) -> list[Element]:
        """All elements; walked once, since a crawl looks at thousands of pages."""
        return self.all("*")

    def _named(self, *names: str) -> list[Element]:
        return [element for element in self._elements if element.name in names]

    def _with(self, attribute: str) -> list[Element]:
        return [element for element in self._elements if attribute in element.attrs]

    @cached_property
    def title(self) -> str:
        return self._text(self.all("head > title")[0])

    @cached_property
    def ids(self) -> Counter[str]:
        """How often each id is given."""
        return Counter(element.attrs["id"] or "" for element in self._with("id"))

    def links(self) -> Iterator[tuple[Element, str]]:
        """Yield every link with its absolute address, whatever its scheme; the fragment stays."""
        for element in self._named("a", "area"):
            if "href" in element.attrs:
                yield element, urljoin(self.url, element.attrs["href"] or "")

    def loaded(self) -> Iterator[str]:
        """Yield the absolute address of every file that the page asks for."""
        for element in self._named(*_LOADED):
            if (attribute := _LOADED[element.name]) in element.attrs:
                yield urljoin(self.url, element.attrs[attribute] or "")

    def faults(self) -> Iterator[str]:
        """Yield everything that is wrong with the page by itself."""
        for error in self.document.errors:
            yield f"parse error: {error.code} in line {error.line}"
        yield from self._faults_of_the_frame()
        yield from self._faults_of_headings()
        yield from self._faults_of_ids()
        yield from self._faults_of_names()
        yield from self._faults_against_the_policy()

    def _faults_of_the_frame(self) -> Iterator[str]:
        if [element.attrs.get("lang") for element in self._named("html")] != ["de"]:
            yield "the page does not say that it is German"
        if len(self.all("head > title")) != 1 or not self.title.strip():
            yield "not exactly one title"
        if len(self._named("main")) != 1:
            yield "not exactly one main"

    def _faults_of_headings(self) -> Iterator[str]:
        headings = self._named("h1", "h2", "h3", "h4", "h5", "h6")
        if sum(heading.name == "h1" for heading in headings) != 1:
            yield "not exactly one h1"
        levels = [int(heading.name[1]) for heading in headings]
        # What stands before the h1 (the summary of errors) may begin at level 2.
        for before, after in pairwise(levels):
            if after > before + 1:
                yield f"heading level {after} follows {before}"
        for heading in headings:
            if not self._text(heading).strip():
                yield "empty heading"

    def _faults_of_ids(self) -> Iterator[str]:
        for name, count in self.ids.items():
            if count > 1 or not name or " " in name:
                yield f"id {name!r} {count} times"
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form", "list"):
            for element in self._with(attribute):
                for name in (element.attrs[attribute] or "").split():
                    if name not in self.ids:
                        yield f"{attribute} names the missing id {name!r}"

    def _faults_of_names(self) -> Iterator[str]:
        for image in self._named("img"):
            if "alt" not in image.attrs:
                yield "img without alt"
        labels = self._named("label")
        labelled = {label.attrs.get("for") for label in labels}
        labelled |= {self._id(control) for label in labels for name in _CONTROLS for control in label.query(name)}
        for control in self._named(*_CONTROLS):
            has_name = self._id(control) in labelled or {"aria-label", "aria-labelledby"} & set(control.attrs)
            if control.attrs.get("type") not in _NEED_NO_LABEL and not has_name:
                yield f"{control.name} {control.attrs.get('name')!r} without label"
        for element in self._named("a", "button"):
            if not self._text(element).strip() and not element.attrs.get("aria-label"):
                yield f"{element.name} without text: {element.to_html()[:100]}"
        for link in self._named("a"):
            if not link.attrs.get("href"):
                yield "link that leads nowhere"

    def _faults_against_the_policy(self) -> Iterator[str]:
        for element in self._elements:
            for name in element.attrs:
                if name.startswith("on") or name == "style":
                    yield f"attribute {name} at {element.name}"
        yield from ("inline style" for _ in self._named("style"))
        for script in self._named("script"):
            if not script.attrs.get("src"):
                yield "inline script"

    @staticmethod
    def _id(element: Element) -> str | None:
        return element.attrs.get("id")

    @staticmethod
    def _text(element: Element) -> str:
        return str(element.to_text())


def path_of(url: str) -> str:
    """Return path and query of ``url``, without the fragment."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def fragment_of(url: str) -> str:
    """Return the decoded fragment of ``url``."""
    return unquote(urlsplit(url).fragment)
