"""The demo's members: letters that go the whole way from the request to the post, whose secrets the demo may know.

Their secrets are in memory only; the demo prints them in its terminal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.actions import (
    confirm_part,
    discard_letter,
    make_batch,
    post_batch,
    print_next_part,
    release_batch,
    submit_batch,
)
from accounts.models import PinLetter
from accounts.pin_checks import use_letter
from accounts.pins import Secrets
from accounts.sheets import Sheet
from bestand.demo_data import KARL, LENA, METALLBAU, DemoPerson
from privacy.actions import Operator
from regions.models import Region


@dataclass(frozen=True)
class MemberSignIn:
    """What the demo prints for one member."""

    person: DemoPerson
    secrets: Secrets = field(repr=False)


@dataclass(frozen=True)
class _Desk:
    """Somebody at the print desk of one IKK who has no account of the portal."""

    username: str
    region: Region

    @property
    def region_id(self) -> int:
        return self.region.pk

    def get_username(self) -> str:
        return self.username

    def has_perm(self, permission: str) -> bool:
        return permission == "accounts.open_protected"


#: Whose letter, from which IKK, and whether somebody has used it already.
_MEMBERS = ((LENA, "rheinland", True), (METALLBAU, "rheinland", True), (KARL, "nord", False))
_WHY = "Zugang für die Demo"


def renew_members() -> Iterator[MemberSignIn]:
    """Print and post a new letter for each of the demo's members, use it where the member has, yield the secrets.

    Runs as the owner. What is left of an earlier start, a letter that did not get to the post, is discarded.
    """
    if not settings.DEMO:
        raise ImproperlyConfigured("Known secrets are for the demo only.")
    for person, slug, is_used in _MEMBERS:
        region = Region.objects.get(slug=slug)
        kind = "insured" if person.birth_date else "employer"
        secrets = _posted(kind, person.number, region)
        if is_used:
            letter = PinLetter.objects.of(kind, person.number).get(state=PinLetter.State.POSTED)
            use_letter(kind, person.number, letter.pk)
        yield MemberSignIn(person, secrets)


def _posted(kind: str, number: str, region: Region) -> Secrets:
    """Bring a letter to the post, as two people and a printer do, and return what stands in it."""
    maker, releaser = _Desk("demo-versand", region), _Desk("demo-freigabe", region)
    for left in PinLetter.objects.of(kind, number).filter(state__in=PinLetter.UNPOSTED):
        discard_letter(by=maker, letter=left.pk, note=_WHY)
    letter = PinLetter.objects.create(
        kind=kind, number=number, region=region, letter_form="normal", household_key=f"demo {number}"
    )
    batch = make_batch(by=maker, region=region, letters=[letter.pk])
    submit_batch(by=maker, batch=batch.pk)
    batch.refresh_from_db()
    release_batch(by=releaser, batch=batch.pk, content=batch.content_hash)
    printed: list[Secrets] = []

    def read(sheets: Sequence[Sheet]) -> bytes:
        printed[:] = [sheet.secrets for sheet in sheets]
        return b"read"  # nothing is written: the secrets go to the terminal

    print_next_part(by=Operator("set_up_demo"), reason=_WHY, batch=batch.pk, make_pdf=read, sink=lambda _: None)
    confirm_part(by=maker, part=batch.parts.get().pk)
    post_batch(by=maker, batch=batch.pk, enveloped=1, spoiled=0)
    return printed[0]
