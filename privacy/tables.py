"""The tables of the privacy statement, made from the declarations and the settings, so that they cannot lie."""

import unicodedata
from typing import Any

from privacy.declarations import Declaration, PublishedByLaw, declarations


def data_rows() -> list[dict[str, Any]]:
    """Return one row for each kind of personal data: title, whose, what, purposes with basis, retention."""
    rows = [
        {
            "title": declaration.title,
            "whose": declaration.whose,
            "what": _labels(declaration),
            "purposes": [{"purpose": p, "basis": basis} for p, basis in declaration.purposes.items()],
            "retention": declaration.retention.text if declaration.retention else "",
            "erased_by": "durch die IKK" if isinstance(declaration.retention, PublishedByLaw) else "automatisch",
        }
        for declaration in declarations()
        if declaration.personal
    ]
    return sorted(rows, key=lambda row: _german_order(row["title"]))


def statement_tables(cookie_purposes: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of a statement as its page and its archive file hold them.

    Args:
        cookie_purposes: cookie name -> what it does, a sentence's rest in German.
    """
    cookies = [{"name": name, "purpose": purpose} for name, purpose in cookie_purposes.items()]
    return {"data": data_rows(), "cookies": cookies}


def _labels(declaration: Declaration) -> list[str]:
    """Return the German names of the personal columns, in the order of the table."""
    fields = declaration.model._meta.local_concrete_fields
    return [declaration.label(field.name) for field in fields if field.name in declaration.personal]


def _german_order(title: str) -> str:
    """Return what German lists sort by (DIN 5007-1): umlauts stand with their vowels, ß with ss."""
    return unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
