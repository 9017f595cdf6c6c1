"""The demo's pages, news, pictures and PDF files, read from ``data/``; for demo and tests.

Each text is a Markdown file with a head of TOML (``headed_text``). What it is called and whose it is stands in its
path: ``demo_pages/<section>/<key>.md``, ``demo_pages_regional/<slug>/<section>/<key>.md``,
``demo_news/<date>-<key>.md``.
"""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from privacy.actions import Operator
from regions.actions import add_download, add_picture, mark_compared, publish, save_content
from regions.downloads import ready_download
from regions.headed_text import read_text
from regions.models import Content, Download, NewsItem, Page, Picture, Region
from regions.pictures import ready_picture

_DATA = Path(__file__).parent / "data"
_BY = Operator("demo")
_FIRST_DAY = date(2026, 1, 1)  # since when the demo's pages have been visible


@transaction.atomic
def load() -> None:
    """Add what is missing; what somebody has changed meanwhile stays as it is. Safe to repeat.

    Raises:
        regions.actions.NotPublishable: a text is not fit to be published; says why.
    """
    regions = {region.slug: region for region in Region.objects.all()}
    _load_files()
    texts = [text for text in (*_pages(regions), *_news(regions)) if not _is_there(text)]
    for text in texts:
        save_content(by=_BY, content=text)
    for text in texts:  # when the pages above them are there, too
        publish(by=_BY, content=text)
    for text in texts:
        if text.region:
            mark_compared(by=_BY, content=text, seen_at=timezone.now())


def _load_files() -> None:
    described = tomllib.loads((_DATA / "demo_files" / "files.toml").read_text(encoding="utf-8"))
    for key, alternative_text in described["pictures"].items():
        if not Picture.objects.filter(region=None, key=key).exists():
            content = (_DATA / "demo_files" / f"{key}.png").read_bytes()
            picture = Picture(key=key, alternative_text=alternative_text)
            add_picture(by=_BY, picture=picture, ready=ready_picture(content))
    for key, title in described["downloads"].items():
        if not Download.objects.filter(region=None, key=key).exists():
            content = (_DATA / "demo_files" / f"{key}.pdf").read_bytes()
            add_download(by=_BY, download=Download(key=key, title=title), ready=ready_download(content))


def _pages(regions: dict[str, Region]) -> Iterator[Page]:
    for file in sorted((_DATA / "demo_pages").glob("*/*.md")):
        yield _page(file, None)
    for file in sorted((_DATA / "demo_pages_regional").glob("*/*/*.md")):
        yield _page(file, regions[file.parts[-3]])


def _page(file: Path, region: Region | None) -> Page:
    head, body = read_text(file)
    return Page(
        region=region,
        section=file.parent.name,
        key=file.stem,
        title=head["title"],
        summary=head["summary"],
        body=body,
        order=head.get("order", 100),
        parent_key=head.get("parent", ""),
        reviewed_on=head["reviewed_on"],
        public_from=_begin_of(_FIRST_DAY),
    )


def _news(regions: dict[str, Region]) -> Iterator[NewsItem]:
    for file in sorted((_DATA / "demo_news").glob("*.md")):
        head, body = read_text(file)
        until = head.get("until")
        yield NewsItem(
            region=regions[head["region"]] if head.get("region") else None,
            key=file.stem[11:],
            title=head["title"],
            summary=head["summary"],
            body=body,
            public_from=_begin_of(date.fromisoformat(file.stem[:10])),
            public_until=_begin_of(until + timedelta(days=1)) if until else None,
        )


def _is_there(text: Content) -> bool:
    key = {name: getattr(text, name) for name in text.KEY}
    return type(text)._default_manager.filter(region=text.region, **key).exists()


def _begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
