"""Filling in the pages of a service over HTTP, as a browser does: what a page carries goes along."""

import re
from html import unescape
from typing import Any

from accounts.kept_forms import owner_mark
from accounts.models import User
from tests.conftest import RoleClient


def service_path(slug: str) -> str:
    return f"/internetfiliale/dienste/{slug}/"


def sealed_in(page: Any) -> str:
    """Return the draft that a page carries."""
    found = re.search(r'name="sealed" value="([^"]*)"', page.text)
    assert found, page.text
    return unescape(found[1])


def heading(page: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page.text)
    assert found, page.text
    return unescape(found[1]).replace("\N{SOFT HYPHEN}", "")


def send(client: RoleClient, slug: str, before: Any, user: User | None = None, **typed: str) -> Any:
    """Send the page ``before`` with what was typed; ``user`` marks whose form it is."""
    carried = {"sealed": sealed_in(before), **({"owner": owner_mark(user)} if user else {})}
    return client.post(service_path(slug), {**carried, **typed})


def fill_in(client: RoleClient, slug: str, *pages: dict[str, str]) -> Any:
    """Send one page after the other; return what comes then."""
    page: Any = client.get(service_path(slug))
    for typed in pages:
        page = send(client, slug, page, **typed)
    return page


def errors(page: Any) -> list[str]:
    """Return what the summary of errors says."""
    summary = page.text.partition('class="error-summary"')[2].partition("</ul>")[0]
    return [
        unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)
    ]
