"""Pages and news for tests: few words, published a day ago unless said otherwise."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from regions.markdown import render
from regions.models import NewsItem, Page


def _common(body: str, values: dict[str, Any]) -> dict[str, Any]:
    known = {"summary": "Das Wichtigste zuerst.", "public_from": timezone.now() - timedelta(days=1)}
    return {"is_published": True, **known, "body": body, "html": render(body).html, **values}


def add_page(key: str, title: str = "", body: str = "Ein Absatz.", **values: Any) -> Page:
    """Save a page of the section Leistungen."""
    fields = {"section": "leistungen", "reviewed_on": date(2026, 3, 2), **_common(body, values)}
    page: Page = Page.objects.create(key=key, title=title or key.title(), **fields)
    return page


def add_news(key: str, title: str = "", body: str = "Ein Absatz.", **values: Any) -> NewsItem:
    """Save a piece of news."""
    item: NewsItem = NewsItem.objects.create(key=key, title=title or key.title(), **_common(body, values))
    return item
