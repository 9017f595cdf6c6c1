"""Brochures for tests: few words, with their paper, public unless said otherwise."""

from datetime import date
from typing import Any

from brochures.actions import publish_brochure, save_brochure
from brochures.models import Brochure, BrochurePaper
from privacy.actions import Operator

BY = Operator("tests")
TEXT = {
    "key": "probe",
    "title": "Probe",
    "summary": "Kurz gesagt.",
    "body": "## Kapitel\n\nText.",
    "topic": "leistungen",
    "edition_on": date(2026, 3, 1),
}
PAPER = {
    "pdf": b"%PDF",
    "pdf_hash": "0" * 64,
    "pdf_size": 4,
    "pages": 1,
    "cover": b"PNG",
    "cover_hash": "1" * 64,
    "cover_width": 560,
    "cover_height": 795,
}


def add_brochure(*, is_published: bool = True, **fields: Any) -> Brochure:
    """Save a brochure as an editor does."""
    brochure = save_brochure(by=BY, brochure=Brochure(**{**TEXT, **fields}))
    if is_published:
        publish_brochure(by=BY, brochure=brochure)
    return brochure


def add_row(**fields: Any) -> Brochure:
    """Save the row alone, without a paper."""
    return Brochure.objects.create(**{**TEXT, **fields})


def add_paper(**fields: Any) -> BrochurePaper:
    """Save a paper of a new brochure as the row says, whatever stands in it."""
    return BrochurePaper.objects.create(**{"brochure": add_row(), **PAPER, **fields})
