"""What editors do with brochures: write, publish, withdraw, begin an own version, delete.

A brochure and its paper change together. Each action checks that it happens in the own IKK; somebody without one
works for all.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from brochures.models import Brochure, CopyCount, OrderLine, Stock
from brochures.paper import paper_of
from brochures.search_entries import brochure_entry, brochure_key
from regions.actions import ChangedMeanwhile, NotYourIkk, may_write
from regions.models import Region
from regions.site_search import put, remove_entry


class OwnVersionThere(Exception):
    """The IKK has its own version; ``brochure`` is it."""

    def __init__(self, brochure: Brochure) -> None:
        super().__init__(str(brochure))
        self.brochure = brochure


class BrochureInUse(Exception):
    """The brochure has been ordered, or lies on a shelf: it can be withdrawn, not deleted."""


@transaction.atomic
def save_brochure(*, by: Any, brochure: Brochure, seen_at: datetime | None = None) -> Brochure:
    """Save a brochure and the paper made of it; a published one is renewed in the catalogue at once.

    Args:
        by: an editor of the brochure's IKK, or national.
        brochure: new or changed.
        seen_at: when what the editor changed had been saved; None if nobody can have come between.

    Raises:
        NotYourIkk: the brochure belongs, or belonged, to another IKK or to all.
        ChangedMeanwhile: somebody else was faster.
        letters.brochure.UnsettableBrochure: the text cannot be set; says why.
    """
    _check_own(by, brochure)
    if brochure.pk:
        before = _locked(by, brochure)
        if seen_at is not None and before.changed_at != seen_at:
            raise ChangedMeanwhile
        brochure.is_published = before.is_published
    paper = paper_of(brochure)  # before anything is written: whoever writes holds the number of the page cache
    brochure.changed_at = timezone.now()
    brochure.save()
    paper.brochure = brochure
    paper.save()
    if brochure.is_published:
        put(brochure_entry(brochure))
    return brochure


@transaction.atomic
def publish_brochure(*, by: Any, brochure: Brochure) -> None:
    """Put a brochure into the catalogue.

    Raises:
        NotYourIkk: the brochure belongs to another IKK or to all.
    """
    current = _locked(by, brochure)
    _mark(current, is_published=True)
    put(brochure_entry(current))
    brochure.refresh_from_db()


@transaction.atomic
def withdraw_brochure(*, by: Any, brochure: Brochure) -> None:
    """Take a brochure out of the catalogue; the draft remains, and so do orders that have been placed.

    Raises:
        NotYourIkk: the brochure belongs to another IKK or to all.
    """
    current = _locked(by, brochure)
    _mark(current, is_published=False)
    remove_entry(brochure_key(current), current.region)
    brochure.refresh_from_db()


@transaction.atomic
def copy_for_region(*, by: Any, brochure: Brochure, region: Region) -> Brochure:
    """Begin an IKK's own version of a national brochure, as a draft.

    Raises:
        NotYourIkk: the editor works for another IKK, or the brochure is no national one.
        OwnVersionThere: the IKK has its own version.
    """
    if brochure.region_id is not None:
        raise NotYourIkk
    if there := Brochure.objects.filter(region=region, key=brochure.key).first():
        raise OwnVersionThere(there)
    values = {field.attname: getattr(brochure, field.attname) for field in Brochure._meta.concrete_fields}
    own = Brochure(**{**values, "id": None, "region_id": region.pk, "is_published": False})
    return save_brochure(by=by, brochure=own)


@transaction.atomic
def remove_brochure(*, by: Any, brochure: Brochure) -> None:
    """Delete a brochure that nobody has ever ordered; where it was an IKK's own, the national one is shown again.

    Raises:
        NotYourIkk: the brochure belongs to another IKK or to all.
        BrochureInUse: it has been ordered, or lies on a shelf.
    """
    current = _locked(by, brochure)
    if is_in_use(current):
        raise BrochureInUse
    remove_entry(brochure_key(current), current.region)
    current.delete()


def is_in_use(brochure: Brochure) -> bool:
    """Whether a brochure has been ordered or has a place on a shelf."""
    return any(model._default_manager.filter(brochure=brochure).exists() for model in (OrderLine, CopyCount, Stock))


def _mark(brochure: Brochure, *, is_published: bool) -> None:
    brochure.is_published = is_published
    brochure.changed_at = timezone.now()
    brochure.save(update_fields=["is_published", "changed_at"])


def _check_own(by: Any, brochure: Brochure) -> None:
    if not may_write(by, brochure.region_id):
        raise NotYourIkk


def _locked(by: Any, brochure: Brochure) -> Brochure:
    """Return the brochure as it is now, held until the transaction ends."""
    current: Brochure = Brochure.objects.select_for_update(of=("self",)).get(pk=brochure.pk)
    _check_own(by, current)
    return current
