"""The sections of the portal that page views are counted by: at most 25, named here and nowhere else.

A request belongs to the first section whose beginning its page has. What has none is an unknown address, whatever
somebody has typed: the statistics keep no text of visitors.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class PageGroup:
    """One section: its key in the counts, its German name, and how its pages begin; "=" before a whole path."""

    key: str
    name: str
    beginnings: tuple[str, ...]


#: Pages behind the sign-in and on the way to it: one section, without IKK and without single pages.
INSIDE = PageGroup("inside", "Internetfiliale", ("/internetfiliale/",))
UNKNOWN = PageGroup("unknown", "Unbekannte Adressen", ())
GROUPS: tuple[PageGroup, ...] = (
    PageGroup("start", "Startseite", ("=/",)),
    PageGroup("regions", "IKK wählen", ("/regionen/",)),
    PageGroup("topics", "Themen", ("/themen/",)),
    PageGroup("news", "Aktuelles", ("/aktuelles/",)),
    PageGroup("offices", "Servicestellen", ("/servicestellen/",)),
    PageGroup("search", "Suche", ("/suche/",)),
    PageGroup("brochures", "Broschüren", ("/broschueren/",)),
    PageGroup("files", "Dateien zum Herunterladen", ("/dateien/",)),
    PageGroup("contact", "Kontakt", ("/kontakt/",)),
    PageGroup("letter-progress", "Stand der PIN-Briefe", ("/registrierung/",)),
    PageGroup("certificates", "Bescheinigung prüfen", ("/bescheinigung/",)),
    INSIDE,
    PageGroup("figures", "Zahlen", ("/zahlen/",)),
    PageGroup("plain", "Leichte Sprache und Gebärden", ("/leichte-sprache/", "/gebaerdensprache/")),
    PageGroup("help", "Hilfe", ("/hilfe/",)),
    PageGroup("privacy", "Datenschutz", ("/datenschutz/",)),
    PageGroup("legal", "Impressum und Barrierefreiheit", ("/impressum/", "/barrierefreiheit/", "/quellen/")),
    PageGroup("machines", "Seiten für Suchmaschinen", ("/robots.txt", "/sitemap.xml", "/.well-known/")),
    UNKNOWN,
)
NAMES = {group.key: group.name for group in GROUPS}
#: Beginnings of what is no page view: the work of staff, and what browsers fetch beside a page.
NOT_COUNTED = ("/verwaltung/", "/bilder/", "/site.webmanifest")


def group_of(column: str) -> str:
    """Return an SQL expression for the section of a page; ``column`` holds the page."""
    cases = " ".join(
        f"WHEN {_begins(column, beginning)} THEN '{group.key}'" for group in GROUPS for beginning in group.beginnings
    )
    return f"CASE {cases} ELSE '{UNKNOWN.key}' END"


def is_counted(column: str) -> str:
    """Return an SQL condition that leaves out what is no page view."""
    return " AND ".join(f"NOT {_begins(column, beginning)}" for beginning in NOT_COUNTED)


def _begins(column: str, beginning: str) -> str:
    """Compare by ``starts_with``, which knows no wildcards."""
    if beginning.startswith("="):
        return f"{column} = '{beginning[1:]}'"
    return f"starts_with({column}, '{beginning}')"
