"""What the room puts into the search of the site: pages, news and service offices.

Addresses are asked of the room itself, for processes of the staff surface know no public ones.
"""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from regions.models import NewsItem, Page, ServiceOffice
from regions.site_search import OFFICE, Entry, plain_text


def entries() -> Iterator[Entry]:
    """Yield everything of the room that may be found, now or later."""
    yield from map(page_entry, Page.objects.filter(is_published=True).select_related("region"))
    yield from map(news_entry, NewsItem.objects.filter(is_published=True).select_related("region"))
    yield from map(office_entry, ServiceOffice.objects.select_related("region").order_by(F("key")))


def page_key(page: Page) -> str:
    """Return the key that a page's versions share."""
    return f"seite:{page.section}/{page.key}"


def page_entry(page: Page) -> Entry:
    """Return what the search knows of a published page."""
    return Entry(
        kind="Seite",
        key=page_key(page),
        region=page.region,
        path=reverse("page", "regions.urls", kwargs={"section": page.section, "key": page.key}),
        title=page.title,
        text=f"{page.summary} {plain_text(page.html)}",
        public_from=page.public_from,
        public_until=page.public_until,
    )


def news_key(item: NewsItem) -> str:
    """Return the key that the versions of a piece of news share."""
    return f"meldung:{item.key}"


def news_entry(item: NewsItem) -> Entry:
    """Return what the search knows of a published piece of news."""
    return Entry(
        kind="Meldung",
        key=news_key(item),
        region=item.region,
        path=reverse("news-item", "regions.urls", kwargs={"key": item.key}),
        title=item.title,
        text=f"{item.summary} {plain_text(item.html)}",
        public_from=item.public_from,
        public_until=item.public_until,
    )


def office_key(office: ServiceOffice) -> str:
    """Return the key of an office."""
    return f"servicestelle:{office.key}"


def office_entry(office: ServiceOffice) -> Entry:
    """Return what the search knows of an office."""
    return Entry(
        kind=OFFICE,
        key=office_key(office),
        region=office.region,
        path=reverse("office-detail", "regions.urls", kwargs={"key": office.key}),
        title=office.name,
        text=f"{office.street}, {office.postcode} {office.town}, Telefon {office.phone}, "
        f"{office.get_step_free_display()}. {office.access_note}",
        public_from=timezone.now(),
    )
