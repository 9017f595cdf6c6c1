"""An order that is being filled in: its questions, and what its answers mean."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django import forms

from brochures.actions.ordering import Recipient
from brochures.models import Brochure
from brochures.order_forms import COPIES, PostalAddress, Quantities, Sender
from brochures.places import printed_lines, regions_near
from brochures.shelf import Offer, in_words, offer_of, with_copies
from ikk_portal.platform import question_pages
from ikk_portal.platform.question_pages import Question
from regions.coverage import Coverage
from regions.models import Region

QUANTITIES = Question("anzahl", "Broschüren bestellen", Quantities)
ADDRESS = Question("anschrift", "Ihre Anschrift", PostalAddress)
SENDER = Question("ikk", "Ihre IKK", Sender)
_ALL = (QUANTITIES, ADDRESS, SENDER)


@dataclass(frozen=True)
class Draft(question_pages.Draft):
    """What somebody has typed so far to order brochures.

    Attributes:
        chosen: the visitor's IKK, if there is one; not carried in the form.
    """

    chosen: Region | None

    @property
    def purpose(self) -> str:
        return "order/v1"

    @property
    def questions(self) -> tuple[Question, ...]:
        """The IKK is asked for only where neither the visitor nor the postcode tells it, or somebody wants another."""
        is_open = self.region is None and self._postcode is not None
        return _ALL if is_open or "region" in self.answers else _ALL[:2]

    def question(self, key: str) -> Question | None:
        """Return the question of that name, even if nobody needs to answer it."""
        return next((question for question in _ALL if question.key == key), None)

    def asking(self, question: Question) -> "Draft":
        """Return the draft in which ``question`` is one of those to be answered."""
        return replace(self, answers={"region": "", **self.answers}) if question is SENDER else self

    def form(self, question: Question, *args: Any, **options: Any) -> forms.Form:
        """Return the form of ``question``, made of what the IKKs have."""
        if question is QUANTITIES:
            return Quantities(*args, offers=self._offers, wanted=self._wanted, **options)
        if question is SENDER:
            near = self._near
            others = [region for region in self._coverage.regions if region not in near]
            return Sender(*args, regions=(*near, *others), near=len(near), **options)
        return super().form(question, *args, **options)

    @cached_property
    def region(self) -> Region | None:
        """The IKK that sends the parcel: the one that was answered, else the visitor's, else the one near by."""
        slug = self.answers.get("region")
        answered = next((region for region in self._coverage.regions if region.slug == slug), None) if slug else None
        return answered or self.chosen or (self._near[0] if len(self._near) == 1 else None)

    def sender(self) -> Region:
        """Return the IKK that sends the parcel; every question has a right answer."""
        if self.region is None:
            raise ValueError("Nobody has said yet which IKK sends the parcel.")
        return self.region

    def shortages(self) -> dict[str, int]:
        """Return key -> copies left of each brochure of which more are wanted than the IKK has."""
        if self.region is None:
            return {}
        return {key: left for key, copies in self.copies().items() if (left := self._offers[key].left or 0) < copies}

    def copies(self) -> dict[str, int]:
        """Return key -> copies of what is wanted; without what cannot be read."""
        form = self.judged(QUANTITIES)
        form.is_valid()
        return {name.removeprefix(COPIES): copies for name, copies in form.cleaned_data.items() if copies}

    def copies_by_id(self) -> dict[int, int]:
        """Return id of a brochure -> copies; every question has a right answer."""
        return {self._offers[key].brochure.pk: copies for key, copies in self.copies().items()}

    def recipient(self) -> Recipient:
        """Return name and address; every question has a right answer."""
        clean = self.clean()
        return Recipient(**{name: clean[name] for name in Recipient.__dataclass_fields__})

    def lines(self) -> list[tuple[str, str, Question]]:
        """Return each answer in words: label, value, the question that asks for it."""
        return [
            *((self._offers[key].name, in_words(copies), QUANTITIES) for key, copies in self.copies().items()),
            ("Anschrift", "\n".join(printed_lines(self.recipient())), ADDRESS),
            ("Absender", self.sender().name, SENDER),
        ]

    @cached_property
    def _coverage(self) -> Coverage:
        return Coverage.load()

    @cached_property
    def _postcode(self) -> str | None:
        form = PostalAddress(self.answers)
        form.is_valid()
        return form.cleaned_data.get("postcode")

    @cached_property
    def _near(self) -> list[Region]:
        return regions_near(self._postcode, self._coverage) if self._postcode else []

    @cached_property
    def _offers(self) -> Mapping[str, Offer]:
        """What the IKK has, and besides what is wanted although it has none."""
        found = _offers_of(self.region)
        if missing := self._wanted - found.keys():
            others = _offers_of(None)
            found |= {key: replace(others[key], left=0) for key in missing if key in others}
        return found

    @cached_property
    def _wanted(self) -> frozenset[str]:
        """Keys of the brochures at which something was typed."""
        return frozenset(
            name.removeprefix(COPIES)
            for name, typed in self.answers.items()
            if name.startswith(COPIES) and typed.strip() not in ("", "0")
        )


def submission_key(draft: Draft) -> uuid.UUID:
    """Return the key of the order: the same for the same answers of one draft, another one for mended answers."""
    answers = (sorted(draft.copies_by_id().items()), draft.recipient(), draft.sender().slug)
    return uuid.uuid5(draft.key, repr(answers))


def _offers_of(region: Region | None) -> dict[str, Offer]:
    """Return key -> offer of every public brochure, in the catalogue's order; one query."""
    listed = Brochure.objects.public().for_region(region).defer("body")
    return {row.key: offer_of(row) for row in with_copies(listed, region)}
