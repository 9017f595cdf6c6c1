"""System checks of the room: what each service must say about itself before anybody may use it."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from internetfiliale.services.catalogue import catalogue, classes_of, modules, same_slugs
from internetfiliale.services.declaration import Audience, CaseService, Group, Service

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 40
_SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LONGEST_PIECE = 15  # letters of a word that 320 px have room for in the heading of a receipt
_SENTENCES = ("summary", "lead", "purpose", "without_net", "retention")
_ENDS = (".", "!", "?")


@register()
def check_services(**_: Any) -> list[CheckMessage]:
    """Report every service whose declaration is not complete."""
    counts = [
        f"{module.__name__} declares {len(found)} services; it should be one."
        for module, _ in modules()
        if len(found := classes_of(module)) != 1
    ]
    problems = [
        f"{module.__name__}: {problem}"
        for module, audience in modules()
        for service in classes_of(module)
        for problem in problems_of(service, audience)
    ]
    if not problems:  # the catalogue is put in order by what is missing else
        problems = [f"Two services are called {slug!r}." for slug in same_slugs(catalogue())]
    return [Error(problem, id="internetfiliale.E001") for problem in (*counts, *problems)]


def problems_of(service: type[Service], audience: frozenset[Audience]) -> Iterator[str]:
    """Yield what is wrong with the declaration of a service whose package is for ``audience``."""
    yield from _problems_of_names(service)
    for name in _SENTENCES:
        if not _is_sentence(getattr(service, name, "")):
            yield f"{name} must be a whole sentence."
    if not getattr(service, "legal_basis", "").startswith(("§", "Art.")):
        yield "legal_basis must name a law: „§ …“ or „Art. …“."
    if not isinstance(getattr(service, "group", None), Group):
        yield "group is missing."
    if getattr(service, "audience", None) != audience:
        yield "audience must be that of its package."
    if issubclass(service, CaseService):
        yield from _problems_of_case(service)


def _problems_of_names(service: type[Service]) -> Iterator[str]:
    slug = getattr(service, "slug", "")
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        yield f"slug {slug!r} must be lower-case words with hyphens, {_LONGEST_SLUG} characters at most."
    title = getattr(service, "title", "")
    if not title.strip() or _SOFT_HYPHEN in title:
        yield "title is missing, or has a soft hyphen; put that into heading."
    if service.heading and service.heading.replace(_SOFT_HYPHEN, "") != title:
        yield "heading must be the title with soft hyphens."
    if any(len(piece) > _LONGEST_PIECE for piece in re.split(rf"[\s{_SOFT_HYPHEN}-]", service.heading or title)):
        yield f"heading must say where words of more than {_LONGEST_PIECE} letters break on a phone."


def _problems_of_case(service: type[CaseService]) -> Iterator[str]:
    what_next = getattr(service, "what_next", ())
    if isinstance(what_next, str) or not what_next or not all(map(_is_sentence, what_next)):
        yield "what_next must be a tuple of whole sentences."
    if not 1 <= getattr(service, "result_within", 0) <= 60:
        yield "result_within must be 1 to 60 working days."


def _is_sentence(text: str) -> bool:
    return text == text.strip() and text.endswith(_ENDS)
