"""What editors do: write, publish, withdraw, compare, and put in pictures and files.

Each action checks that it happens in the own IKK; somebody without one works for all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from regions.downloads import ReadyDownload
from regions.file_sources import Sources, texts_with
from regions.markdown import Rendered
from regions.models import Content, Download, NewsItem, Page, Picture, Region
from regions.pictures import ReadyPicture
from regions.search_entries import news_entry, news_key, page_entry, page_key
from regions.site_search import put, remove_entry

AnyContent = TypeVar("AnyContent", bound=Content)


class NotYourIkk(Exception):
    """Somebody of one IKK writes what belongs to another, or to all."""


class ChangedMeanwhile(Exception):
    """Somebody else has saved the text since it was opened."""


class NotPublishable(Exception):
    """The text must not be public as it is; ``problems`` says why."""

    def __init__(self, problems: "list[Problem]") -> None:
        super().__init__("; ".join(problem.text for problem in problems))
        self.problems = problems


class NothingToCompare(Exception):
    """The text is national itself."""


class AlreadyThere(Exception):
    """The IKK has its own version; ``content`` is it."""

    def __init__(self, content: Content) -> None:
        super().__init__(str(content))
        self.content = content


class FileInUse(Exception):
    """Texts show or link the file; ``texts`` says which."""

    def __init__(self, texts: list[Content]) -> None:
        super().__init__(", ".join(map(str, texts)))
        self.texts = texts


@dataclass(frozen=True)
class Problem:
    """Why a text must not be public: the field where it can be mended, and a German sentence."""

    field: str
    text: str


def may_write(by: Any, region_id: int | None) -> bool:
    """Whether somebody may write what belongs to an IKK (None: to all)."""
    own = getattr(by, "region_id", None)
    return own is None or own == region_id


def publishing_problems(content: Content) -> list[Problem]:
    """Return what stands against publishing a text; nothing if it may be public."""
    return _problems(content, Sources.of(content.region).render(content.body))


def _problems(content: Content, rendered: Rendered) -> list[Problem]:
    problems = [Problem("body", text) for text in rendered.problems]
    if isinstance(content, Page):
        problems += _problems_of_page(content)
    return problems


def _problems_of_page(page: Page) -> Iterator[Problem]:
    if page.reviewed_on > timezone.localdate():
        yield Problem("reviewed_on", "Das Datum der Prüfung liegt in der Zukunft.")
    seen = {page.key}
    above = page.parent_key
    while above:
        if above in seen:
            yield Problem("parent_key", "Die übergeordneten Seiten führen im Kreis.")
            return
        seen.add(above)
        parent = Page.objects.filter(section=page.section, key=above).for_region(page.region).first()
        if parent is None:
            yield Problem("parent_key", f"Die Seite „{above}“ gibt es in diesem Bereich nicht.")
            return
        above = parent.parent_key


@transaction.atomic
def save_content(*, by: Any, content: AnyContent, seen_at: datetime | None = None) -> AnyContent:
    """Save a text and what is shown of it; a published one is renewed on the site at once.

    Args:
        by: an editor of the text's IKK, or national.
        content: new or changed.
        seen_at: when the text that the editor changed had been saved; None if nobody can have come between.

    Raises:
        NotYourIkk: the text belongs, or belonged, to another IKK or to all.
        ChangedMeanwhile: somebody else was faster.
        NotPublishable: the text is published and may not be public as it is now.
    """
    _check_own(by, content)
    if content.pk:
        before = _locked(by, content)
        if seen_at is not None and before.changed_at != seen_at:
            raise ChangedMeanwhile
        content.is_published = before.is_published
        _take_from_search(before)
    return _write(content)


@transaction.atomic
def publish(*, by: Any, content: Content) -> None:
    """Make a text public, from and until its times.

    Raises:
        NotYourIkk: the text belongs to another IKK or to all.
        NotPublishable: the text has problems.
    """
    current = _locked(by, content)
    current.is_published = True
    _write(current)
    content.refresh_from_db()


@transaction.atomic
def unpublish(*, by: Any, content: Content) -> None:
    """Take a text off the site; the draft remains.

    Raises:
        NotYourIkk: the text belongs to another IKK or to all.
    """
    current = _locked(by, content)
    current.is_published = False
    _take_from_search(current)
    _write(current)
    content.refresh_from_db()


@transaction.atomic
def remove_content(*, by: Any, content: Content) -> None:
    """Delete a text for good; where it was an IKK's own, the national one is shown again.

    Raises:
        NotYourIkk: the text belongs to another IKK or to all.
    """
    current = _locked(by, content)
    _take_from_search(current)
    current.delete()


@transaction.atomic
def copy_for_region(*, by: Any, content: AnyContent, region: Region) -> AnyContent:
    """Begin an IKK's own version of a national text, as a draft.

    Raises:
        NotYourIkk: the editor works for another IKK.
        NothingToCompare: the text is no national one.
        AlreadyThere: the IKK has its own version.
    """
    if content.region_id is not None:
        raise NothingToCompare
    if there := type(content)._default_manager.filter(region=region, **_identity(content)).first():
        raise AlreadyThere(there)
    values = {field.attname: getattr(content, field.attname) for field in content._meta.concrete_fields}
    changes = {"id": None, "region_id": region.pk, "is_published": False, "national_seen_at": content.changed_at}
    return save_content(by=by, content=type(content)(**{**values, **changes}))


@transaction.atomic
def mark_compared(*, by: Any, content: Content, seen_at: datetime) -> None:
    """Note that an IKK's own version has been compared with the national one.

    Args:
        by: an editor of the IKK, or national.
        content: the IKK's own version.
        seen_at: when the national version that the editor saw had been saved.

    Raises:
        NotYourIkk: the text belongs to another IKK.
        NothingToCompare: the text is national itself.
    """
    current = _locked(by, content)
    if current.region_id is None:
        raise NothingToCompare
    current.national_seen_at = seen_at
    current.save(update_fields=["national_seen_at"])


@transaction.atomic
def add_picture(*, by: Any, picture: Picture, ready: ReadyPicture | None = None) -> Picture:
    """Save a picture, new or changed; texts that show it show the new one at once.

    Args:
        by: an editor of the picture's IKK, or national.
        picture: with its key, its IKK and its alternative text.
        ready: its bytes; None keeps those it has.

    Raises:
        NotYourIkk: the picture belongs to another IKK or to all.
    """
    _check_own(by, picture)
    texts = _held_texts_with(picture)
    if ready is not None:
        _fill(picture, ready.content)
        picture.format, picture.width, picture.height = ready.format, ready.width, ready.height
    picture.save()
    _render(texts)
    return picture


@transaction.atomic
def add_download(*, by: Any, download: Download, ready: ReadyDownload | None = None) -> Download:
    """Save a PDF file, new or changed; texts that link it lead to the new one at once.

    Args:
        by: an editor of the file's IKK, or national.
        download: with its key, its IKK and its title; an empty title takes that of the file.
        ready: its bytes; None keeps those it has.

    Raises:
        NotYourIkk: the file belongs to another IKK or to all.
    """
    _check_own(by, download)
    texts = _held_texts_with(download)
    if ready is not None:
        _fill(download, ready.content)
        download.pages = ready.pages
        download.title = download.title or ready.title[:120]
    download.save()
    _render(texts)
    return download


@transaction.atomic
def remove_file(*, by: Any, file: Picture | Download) -> None:
    """Delete a picture or a PDF file that no text needs.

    Raises:
        NotYourIkk: the file belongs to another IKK or to all.
        FileInUse: texts show or link it.
    """
    _check_own(by, file)
    if texts := list(texts_with(file)):
        raise FileInUse(texts)
    file.delete()


def _check_own(by: Any, row: Any) -> None:
    if not may_write(by, row.region_id):
        raise NotYourIkk


def _locked(by: Any, content: Content) -> Content:
    """Return the text as it is now, held until the transaction ends."""
    rows = type(content)._default_manager.select_for_update(of=("self",))
    current: Content = rows.get(pk=content.pk)
    _check_own(by, current)
    return current


def _identity(content: Content) -> dict[str, str]:
    return {name: getattr(content, name) for name in content.KEY}


def _write(content: AnyContent) -> AnyContent:
    """Render and save; refuse what must not be public."""
    rendered = Sources.of(content.region).render(content.body)
    if content.is_published and (problems := _problems(content, rendered)):
        raise NotPublishable(problems)
    content.html = rendered.html
    content.changed_at = timezone.now()
    content.save()
    if content.is_published:
        _put_in_search(content)
    return content


def _put_in_search(content: Content) -> None:
    if isinstance(content, Page):
        put(page_entry(content))
    elif isinstance(content, NewsItem):
        put(news_entry(content))


def _take_from_search(content: Content) -> None:
    if isinstance(content, Page):
        remove_entry(page_key(content), content.region)
    elif isinstance(content, NewsItem):
        remove_entry(news_key(content), content.region)


def _fill(file: Picture | Download, content: bytes) -> None:
    file.content = content
    file.content_hash = sha256(content).hexdigest()
    file.size = len(content)


def _held_texts_with(file: Picture | Download) -> list[Content]:
    """Return the texts that name a file, held as any editor has left them.

    To be called before anything is written: whoever writes holds the number of the page cache, too, and an
    editor who holds a text would wait for that one while we wait for the text.
    """
    held: list[Content] = []
    for found in texts_with(file):
        rows = type(found)._default_manager.select_for_update(of=("self",)).select_related("region")
        held += rows.filter(pk=found.pk)
    return held


def _render(texts: list[Content]) -> None:
    """Renew what is shown of texts; they say the same as before, so they do not count as changed."""
    for text in texts:
        text.html = Sources.of(text.region).render(text.body).html
        text.save(update_fields=["html"])
