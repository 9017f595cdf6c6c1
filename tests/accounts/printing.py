"""Batches of letters in tests: people on file, letters in each state, a printer that keeps what it gets."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.db import connections
from django.utils import timezone

from accounts.actions import (
    PrintedPart,
    confirm_part,
    make_batch,
    post_batch,
    print_next_part,
    release_batch,
    submit_batch,
)
from accounts.models import PinLetter, PrintBatch, PrintPart, User
from accounts.sheets import Sheet
from bestand.models import InsuredPerson
from privacy.actions import Operator
from regions.models import Region
from tests.bestand.rows import anna

NUMBERS = ("A000500015", "C000500021", "K220645122", "T012345678", "A123456780", "B123456782")
OPERATOR = Operator("Ott, Technik")
#: Columns that a letter needs in a state, with the values a test gives them.
NEEDS: dict[str, tuple[str, ...]] = {
    "requested": (),
    "review": (),
    "batched": ("batch",),
    "released": ("batch",),
    **dict.fromkeys(("printing", "printed", "unclear"), ("batch", "part", "sheet", "printed_at", "valid_until")),
    "posted": ("printed_at", "valid_until", "posted_at"),
    "activated": ("printed_at", "valid_until", "posted_at", "activated_at"),
    **dict.fromkeys(("expired", "returned", "replaced"), ("printed_at", "valid_until", "posted_at", "ended_at")),
    "discarded": ("ended_at",),
}


def on_file(number: str, **changes: Any) -> InsuredPerson:
    """Put somebody of the Rhineland into the register."""
    person = anna(number=number, **changes)
    person.save(force_insert=True)
    return person


def requested(number: str = "A123456780", slug: str = "rheinland", **changes: Any) -> PinLetter:
    """Save a letter that waits to be printed."""
    values: dict[str, Any] = {
        "kind": "insured",
        "number": number,
        "region": Region.objects.get(slug=slug),
        "letter_form": "normal",
        "household_key": "x",
    }
    return PinLetter.objects.create(**{**values, **changes})


def letter_in(state: str, /, number: str = "A123456780", **changes: Any) -> PinLetter:
    """Save a letter in any state, past the ways that lead there."""
    letter = requested(number, **({"state": "review", "review_reasons": ["household"]} if state == "review" else {}))
    values = {"state": state, **values_for(state), **changes}
    without_triggers(lambda: PinLetter.objects.filter(pk=letter.pk).update(**values))
    return PinLetter.objects.get(pk=letter.pk)


def values_for(state: str) -> dict[str, Any]:
    """Return columns as ``state`` needs them; batch and part are made."""
    needed = NEEDS[state]
    values: dict[str, Any] = dict.fromkeys(
        ("batch", "part", "sheet", "printed_at", "valid_until", "posted_at", "activated_at", "ended_at")
    )
    values |= {name: timezone.now() for name in needed if name.endswith("_at")}
    if "valid_until" in needed:
        values["valid_until"] = timezone.localdate()
    if "batch" in needed:
        values["batch"] = batch_in("released" if state == "released" else "printing")
    if "part" in needed:
        now = timezone.now()
        values["part"] = PrintPart.objects.create(batch=values["batch"], number=1, sheets=1, committed_at=now)
        values["sheet"] = 1
    return values


def batch_in(state: str = "open", /, **changes: Any) -> PrintBatch:
    """Save an empty batch in any state, past the ways that lead there."""
    batch = PrintBatch.objects.create(region=Region.objects.get(slug="rheinland"), made_by="vogt")
    now = timezone.now()
    values: dict[str, Any] = {"state": state}
    if state not in ("open", "refused"):
        values |= {"content_hash": "x", "submitted_at": now}
    if state in ("released", "printing", "printed", "posted"):
        values |= {"released_by": "fischer", "released_at": now}
    if state == "refused":
        values |= {"refused_by": "fischer", "refused_note": "Nein", "ended_at": now}
    if state == "posted":
        values |= {"ended_at": now, "sheets": 3, "enveloped": 2, "spoiled": 1}
    without_triggers(lambda: PrintBatch.objects.filter(pk=batch.pk).update(**{**values, **changes}))
    return PrintBatch.objects.get(pk=batch.pk)


def without_triggers(change: Any) -> None:
    """Call ``change`` while letters and batches may go any way."""
    for switch in ("DISABLE", "ENABLE"):
        with connections["default"].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while a key waits to be checked
            for table in ("accounts_pinletter", "accounts_printbatch"):
                cursor.execute(f"ALTER TABLE {table} {switch} TRIGGER transition")
        if switch == "DISABLE":
            change()


def desk_user(username: str, slug: str = "rheinland", *groups: str) -> User:
    """Return somebody who works with letters for one IKK."""
    region = Region.objects.get(slug=slug)
    values = {"given_name": "V", "family_name": username.title(), "committed_on": timezone.localdate()}
    user = User.objects.create_staff(username, region=region, **values)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


class Printer:
    """Takes the PDFs of a print run, which in these tests are the sheets as JSON, and keeps them."""

    def __init__(self) -> None:
        self.parts: list[list[dict[str, str]]] = []

    def __call__(self, pdf: bytes) -> None:
        self.parts.append(json.loads(pdf))

    @property
    def sheets(self) -> dict[UUID, dict[str, str]]:
        """All sheets so far, the newest of each letter."""
        return {UUID(sheet["letter_id"]): sheet for part in self.parts for sheet in part}


def plain_paper(sheets: Sequence[Sheet]) -> bytes:
    """Write sheets so that a test can read them."""
    return json.dumps(
        [
            {
                "letter_id": sheet.letter_id,
                "address": "\n".join(sheet.address),
                "on_behalf_of": sheet.on_behalf_of,
                "pin": sheet.secrets.pin,
                "unlock_code": sheet.secrets.unlock_code,
            }
            for sheet in sheets
        ]
    ).encode()


def submitted_batch(maker: Any, letters: Sequence[PinLetter]) -> PrintBatch:
    """Make a batch and submit it."""
    batch = make_batch(by=maker, region=letters[0].region, letters=[letter.pk for letter in letters])
    submit_batch(by=maker, batch=batch.pk)
    batch.refresh_from_db()
    return batch


def released_batch(maker: Any, releaser: Any, letters: Sequence[PinLetter]) -> PrintBatch:
    """Make, submit and release a batch, each by its own person."""
    batch = submitted_batch(maker, letters)
    release_batch(by=releaser, batch=batch.pk, content=batch.content_hash)
    batch.refresh_from_db()
    return batch


def print_all(batch: PrintBatch, printer: Any, *, sheets: int = 100, make_pdf: Any = plain_paper) -> list[PrintedPart]:
    """Print a batch to its end, under the roles that do it."""
    parts = []
    with_roles = {"default": "ikk_jobs", "bestand": "bestand_match"}
    for alias, role in with_roles.items():
        _run(alias, f"SET ROLE {role}")
    try:
        while part := print_next_part(
            by=OPERATOR, reason="Test", batch=batch.pk, make_pdf=make_pdf, sink=printer, sheets=sheets
        ):
            parts.append(part)
    finally:
        for alias in with_roles:
            _run(alias, "RESET ROLE")
    return parts


def posted(maker: Any, releaser: Any, letters: Sequence[PinLetter]) -> tuple[PrintBatch, Printer]:
    """Print letters, confirm all parts, and hand them to the post."""
    printer = Printer()
    batch = released_batch(maker, releaser, letters)
    print_all(batch, printer)
    for part in batch.parts.all():
        confirm_part(by=maker, part=part.pk)
    post_batch(by=maker, batch=batch.pk, enveloped=len(letters), spoiled=0)
    return PrintBatch.objects.get(pk=batch.pk), printer


def unknown() -> UUID:
    return uuid4()


def _run(alias: str, statement: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
