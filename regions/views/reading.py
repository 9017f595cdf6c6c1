"""Pages to read: the sections with their pages, and the news."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ikk_portal.platform.kept import part
from ikk_portal.platform.page_cache import keep_until
from ikk_portal.platform.read_only import read_only
from regions import content
from regions.middleware import chosen_region
from regions.models import Page, Section


@login_not_required
@read_only
def topic_list(request: HttpRequest) -> HttpResponse:
    """All sections in which there is something to read."""
    now = timezone.now()
    trees = content.trees(chosen_region(request), now)
    until = trees[0].until if trees else content.next_change(Page, now)
    return keep_until(render(request, "regions/topic_list.html", {"trees": trees}), until)


@login_not_required
@read_only
def section(request: HttpRequest, section: str) -> HttpResponse:
    """The pages of one section."""
    tree = _tree_or_404(request, section, timezone.now())
    return keep_until(render(request, "regions/section.html", {"tree": tree}), tree.until)


@login_not_required
@read_only
def page(request: HttpRequest, section: str, key: str) -> HttpResponse:
    """One page, with the way through its section."""
    tree = _tree_or_404(request, section, timezone.now())
    found, branch = tree.find(key), tree.branch_of(key)
    if found is None:
        raise Http404
    context = {"tree": tree, "branch": branch, "page": content.whole(found)}
    return keep_until(render(request, "regions/page.html", context), tree.until)


@login_not_required
@read_only
def news_list(request: HttpRequest) -> HttpResponse:
    """The news, the newest first, ten on a page (``seite``)."""
    news, until = content.news_page(request.GET.get("seite", "1"), chosen_region(request), timezone.now())
    return keep_until(render(request, "regions/news_list.html", {"news": news}), until)


@login_not_required
@read_only
def news_item(request: HttpRequest, key: str) -> HttpResponse:
    """One piece of news."""
    now = timezone.now()
    item = content.news_item(key, chosen_region(request), now)
    if item is None:
        raise Http404
    until = item.next_change  # type: ignore[attr-defined]  # annotated
    return keep_until(render(request, "regions/news_item.html", {"item": item}), until)


def _tree_or_404(request: HttpRequest, section: str, now: datetime) -> content.Tree:
    if section not in Section:
        raise Http404
    region = chosen_region(request)
    tree = part(
        request,
        ("tree", section, region),
        lambda: content.tree(Section(section), region, now),
        until=lambda tree: tree.until if tree else None,
    )
    if tree is None:
        raise Http404
    return tree
