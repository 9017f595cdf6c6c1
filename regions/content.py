"""What is read now, and in which version: the IKK's own one where there is one, else the national one.

Reading only; writing is done by the actions of the editors' desk. What is returned is public at the moment
asked for, and each answer says when it may change by itself (``until``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page as PageOfNews
from django.core.paginator import Paginator
from django.db.models import Manager, QuerySet, Subquery
from django.db.models.functions import Least

from regions.models import Content, NewsItem, Page, Region, Section

NEWS_PER_PAGE = 10
_TEXTS = ("body", "html")  # not loaded where only titles are shown


@dataclass(frozen=True)
class Branch:
    """A page of the upper level with the pages below it; its ``page`` is their parent."""

    page: Page
    children: tuple[Page, ...]


@dataclass(frozen=True)
class Tree:
    """The pages of a section as its navigation shows them."""

    section: Section
    branches: tuple[Branch, ...]
    until: datetime | None

    def branch_of(self, key: str) -> Branch | None:
        """Return the branch that a page stands in, as its head or below it."""
        for branch in self.branches:
            if key in {page.key for page in (branch.page, *branch.children)}:
                return branch
        return None

    def find(self, key: str) -> Page | None:
        """Return a page of the section, without its text."""
        branch = self.branch_of(key)
        if branch is None:
            return None
        return next(page for page in (branch.page, *branch.children) if page.key == key)


@dataclass(frozen=True)
class News:
    """Pieces of news, the newest first."""

    items: tuple[NewsItem, ...]
    until: datetime | None


def trees(region: Region | None, now: datetime) -> list[Tree]:
    """Return every section that has pages; one query, one more if there is none."""
    rows = _public(Page, region, now)
    by_section: dict[str, list[Page]] = {}
    for page in rows:
        by_section.setdefault(page.section, []).append(page)
    return [tree_of(section, by_section[section], rows[0].next_change) for section in Section if section in by_section]


def tree(section: Section, region: Region | None, now: datetime) -> Tree | None:
    """Return the pages of a section, or None if there is nothing to read in it; one query."""
    rows = _public(Page, region, now, section=section)
    return tree_of(section, rows, rows[0].next_change) if rows else None


def whole(page: Page) -> Page:
    """Return the page with its text; one query."""
    found: Page = Page.objects.get(pk=page.pk)
    return found


def latest_news(region: Region | None, now: datetime, count: int) -> News:
    """Return the newest pieces of news without their texts; one query, one more if there is none."""
    items = _public(NewsItem, region, now, limit=count)
    return News(tuple(items), items[0].next_change if items else next_change(NewsItem, now))


def news_page(number: str, region: Region | None, now: datetime) -> tuple["PageOfNews[Any]", datetime | None]:
    """Return one page of the news, and until when it is right; two queries."""
    found = _selection(NewsItem, region, now).annotate(next_change=_next_change(NewsItem, now))
    page = Paginator(found, NEWS_PER_PAGE).get_page(number)
    page.object_list = list(page.object_list)
    until = page.object_list[0].next_change if page.object_list else next_change(NewsItem, now)
    return page, until


def news_item(key: str, region: Region | None, now: datetime) -> NewsItem | None:
    """Return a piece of news with its text, or None; one query."""
    found: NewsItem | None = (
        NewsItem.objects.filter(key=key)
        .public_at(now)
        .for_region(region)
        .annotate(next_change=_next_change(NewsItem, now))
        .first()
    )
    return found


def next_change(model: type[Content], now: datetime) -> datetime | None:
    """Return when something of this kind next appears or ends by itself; one query."""
    moments = (_coming(model, now, name).values_list(name, flat=True).first() for name in _BOUNDARIES)
    return min((moment for moment in moments if moment), default=None)


_BOUNDARIES = ("public_from", "public_until")


def _next_change(model: type[Content], now: datetime) -> Least:
    """Return `next_change` as an expression; PostgreSQL's LEAST passes over what is missing."""
    return Least(*(Subquery(_coming(model, now, name).values(name)[:1]) for name in _BOUNDARIES))


def _coming(model: type[Content], now: datetime, name: str) -> "QuerySet[Any]":
    return _objects(model).filter(**{f"{name}__gt": now}, is_published=True).order_by(name)


def _objects(model: type[Content]) -> "Manager[Any]":
    return model._default_manager


def _selection(model: type[Content], region: Region | None, now: datetime, **only: Any) -> Any:
    return _objects(model).filter(**only).public_at(now).for_region(region).defer(*_TEXTS)  # type: ignore[attr-defined]


def _public(
    model: type[Content], region: Region | None, now: datetime, limit: int | None = None, **only: Any
) -> list[Any]:
    rows = _selection(model, region, now, **only).annotate(next_change=_next_change(model, now))
    return list(rows[:limit])


def tree_of(section: Section, pages: Iterable[Page], until: datetime | None = None) -> Tree:
    """Sort pages into two levels; a page whose parent cannot be read stands on the upper level itself."""
    pages = list(pages)
    upper = {page.key for page in pages if not page.parent_key}
    heads = [page for page in pages if page.parent_key not in upper]
    children: dict[str, list[Page]] = {}
    for page in pages:
        if page.parent_key in upper:
            children.setdefault(page.parent_key, []).append(page)
    return Tree(section, tuple(Branch(page, tuple(children.get(page.key, ()))) for page in heads), until)
