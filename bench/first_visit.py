"""What a browser fetches at the first visit of a page, in bytes as transferred."""

import gzip
import re
import urllib.request
from dataclasses import dataclass
from urllib.parse import urljoin

import brotli

_LINKED = re.compile(r'<link[^>]+rel="(stylesheet|icon|preload|manifest)"[^>]*href="([^"]+)"')
_SOURCES = re.compile(r'<(?:script|img|source)[^>]+src="([^"]+)"')
_IN_STYLESHEET = re.compile(r'url\("?([^")]+)"?\)')


@dataclass(frozen=True)
class FirstVisit:
    """Bytes of all bodies together, how many files, and how many of them are stylesheets."""

    size: int
    files: int
    stylesheets: int


def first_visit(url: str, encoding: str) -> FirstVisit:
    """Fetch ``url`` and what it refers to, all in ``encoding`` ("br" or "gzip") where the server has it.

    Counts every font and picture of the stylesheet, though a browser fetches only what the page shows.
    """
    size, page = _fetch(url, encoding)
    linked = {(kind, urljoin(url, href)) for kind, href in _LINKED.findall(page)}
    stylesheets = {address for kind, address in linked if kind == "stylesheet"}
    others = {address for _, address in linked} | {urljoin(url, source) for source in _SOURCES.findall(page)}
    fetched = {url}
    for address in sorted(stylesheets):
        part, text = _fetch(address, encoding)
        size += part
        fetched.add(address)
        others |= {urljoin(address, found) for found in _IN_STYLESHEET.findall(text) if not found.startswith("data:")}
    for address in sorted(others - fetched):
        size += _fetch(address, encoding)[0]
        fetched.add(address)
    return FirstVisit(size, len(fetched), len(stylesheets))


def _fetch(url: str, encoding: str) -> tuple[int, str]:
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        body = answer.read()
        used = answer.headers.get("Content-Encoding", "")
    decoded = {"br": brotli.decompress, "gzip": gzip.decompress}.get(used, bytes)(body)
    return len(body), decoded.decode("utf-8", "replace")
