"""The one renderer of links to other sites: marked, without referrer, the same in templates and editors' texts."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

#: What a screen reader adds to the text of the link.
_SPOKEN = mark_safe('<span class="visually-hidden"> (externe Seite)</span></a>')


def is_external(href: str) -> bool:
    """Whether ``href`` leads to another site; mail addresses and phone numbers do not."""
    parts = urlsplit(href)
    return parts.scheme in ("http", "https", "") and bool(parts.netloc) and parts.hostname not in settings.ALLOWED_HOSTS


def link_opening(href: str) -> SafeString:
    """Return the opening tag of a link, marked if it leads to another site."""
    if is_external(href):
        return format_html('<a class="external" href="{}" rel="noreferrer noopener">', href)
    return format_html('<a href="{}">', href)


def link_closing(href: str) -> SafeString:
    """Return the end of a link, spoken mark included."""
    return _SPOKEN if is_external(href) else mark_safe("</a>")


def external_link(href: str, text: str) -> SafeString:
    """Return a whole link with plain text."""
    return mark_safe(link_opening(href) + escape(text) + link_closing(href))  # noqa: S308  (each part is escaped)
