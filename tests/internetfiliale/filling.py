"""Filling in the pages of a service over HTTP, as a browser does: what a page carries goes along."""

import re
from html import unescape
from typing import Any

from accounts.kept_forms import owner_mark
from accounts.models import User
from internetfiliale.services.catalogue import catalogue
from internetfiliale.services.declaration import Audience, CaseService, Service, Visitor
from regions.models import Region
from tests.accounts.members import member
from tests.accounts.signed_in import client_of
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


def every_service() -> list[tuple[Service, Audience]]:
    """Return every service with each of its audiences."""
    return [(service, audience) for service in catalogue() for audience in sorted(service.audience)]


def first_page(service: Service, audience: Audience) -> Any:
    """Return the first page of a service, second proof shown, at an IKK that offers it."""
    slug = next(region.slug for region in Region.objects.order_by("pk") if service.is_offered(region))
    number = "A123456780" if audience is Audience.INSURED else "09912342"
    user = User.objects.filter(kind=audience, number=number).first() or member(number, audience)
    page = client_of(user, second_proof=True, region=slug, regions=[slug]).get(service_path(service.slug))
    assert page.status_code == 200, service.slug
    return page


def fields_of(service: CaseService, visitor: Visitor) -> set[str]:
    """Return the names of all fields that a service may ask for, whatever is chosen on the way."""
    found: set[str] = set()
    waiting: list[dict[str, str]] = [{}]
    while waiting:
        typed = waiting.pop()
        questions = service.questions(visitor, typed)
        for name, field in (pair for one in questions for pair in service.form(one, visitor).fields.items()):
            found.add(name)
            for value, _ in () if name in typed else getattr(field, "choices", ()):
                chosen = {**typed, name: str(value)}
                if service.questions(visitor, chosen) != questions:
                    waiting.append(chosen)
    return found
