"""What the site's search knows of service offices follows every change of an office."""

from regions.models import ServiceOffice
from regions.search_entries import office_entry, office_key
from regions.site_search import put, remove_entry


def show_office_in_search(*, office: ServiceOffice, key_before: str | None = None) -> None:
    """Let people find the office as it is now; ``key_before`` is its short name before the change."""
    if key_before and key_before != office.key:
        hide_office_from_search(office=ServiceOffice(key=key_before, region=office.region))
    put(office_entry(office))


def hide_office_from_search(*, office: ServiceOffice) -> None:
    """Let nobody find an office that is being deleted."""
    remove_entry(office_key(office), office.region)
