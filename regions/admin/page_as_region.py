"""What a text will look like for the visitors of an IKK: the public template, drafts included, in the staff area."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_urlconf, set_urlconf
from django.utils import timezone

from regions import content as reading
from regions.models import Content, Page, Region, Section


def show_as_region(request: HttpRequest, content: Content, slug: str, *, back: str) -> HttpResponse:
    """Answer with the version that an IKK's visitors see of a text, or will see.

    Args:
        request: of a member of staff, who sees the drafts of the own IKK and the national ones only.
        content: any version of the text.
        slug: of the IKK; "" for visitors without a choice.
        back: where the text is changed.
    """
    region = Region.objects.filter(slug=slug).first()
    rows = _readable(type(content), request.user)
    key = {name: getattr(content, name) for name in content.KEY}
    found = rows.filter(**key).for_region(region).first()
    context = {
        "region": region,
        "regions": Region.objects.all(),
        "change_url": "",
        "forget_url": "",
        "back": back,
        "found": found,
        "shown": found or content,
        **(_of_page(found or content, rows, region) if isinstance(content, Page) else {"item": found or content}),
        "public_template": "regions/page.html" if isinstance(content, Page) else "regions/news_item.html",
    }
    return _render(request, context)


def _readable(model: type[Content], user: Any) -> Any:
    """Return what is public, and what the member of staff may see besides."""
    manager: Any = model._default_manager
    return manager.visible_to(user) | manager.public_at(timezone.now())


def _of_page(page: Any, rows: Any, region: Region | None) -> dict[str, Any]:
    tree = reading.tree_of(Section(page.section), rows.filter(section=page.section).for_region(region))
    branch = tree.branch_of(page.key) or reading.Branch(page, ())
    return {"page": page, "tree": tree, "branch": branch}


def _render(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Render with the addresses of the public pages, which a process of the staff surface does not answer."""
    before = get_urlconf()
    set_urlconf(settings.URLCONF_OF_ALL_SURFACES)
    try:
        return render(request, "admin/content/as_region.html", context)
    finally:
        set_urlconf(before)
