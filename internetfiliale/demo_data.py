"""The demo's cases: what one member has sent over the last weeks, how far it is, and what lies in the mailbox of it.

Safe to repeat: a case that is there already stays as it is. The newest one is sent as the form does it, sealed, and
goes on from there by the timers; what lies in the past is written as they have left it.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from bestand.demo_data import LENA
from internetfiliale.actions import submit_case
from internetfiliale.case_numbers import case_number
from internetfiliale.models import Case, Notice
from internetfiliale.services.catalogue import catalogue
from internetfiliale.services.declaration import Audience, CaseService
from internetfiliale.services.everyone.form_of_letters import FormOfLettersService
from regions.models import Region


@dataclass(frozen=True)
class PastCase:
    """How many days ago a case was sent, how far it has come, how many days ago, and whether that was read."""

    sent: int
    state: Case.State
    since: int
    is_read: bool


PAST = (
    PastCase(2, Case.State.HANDED_OVER, 2, is_read=True),
    PastCase(12, Case.State.SENT_BACK, 5, is_read=False),
    PastCase(40, Case.State.DONE, 31, is_read=False),
    PastCase(100, Case.State.DONE, 96, is_read=True),
)


@transaction.atomic
def load() -> None:
    """Make the cases of the demo's insured member where missing; without the member there are none."""
    member = User.objects.filter(kind=User.Kind.INSURED, number=LENA.number).first()
    if member is None:
        return
    region = Region.objects.get(slug="rheinland")
    known = set(Case.objects.filter(account=member).values_list("pk", flat=True))
    if (key := _key(member, "newest")) not in known:
        _send(member, region, key)
    services = [one for one in catalogue() if isinstance(one, CaseService) and Audience.INSURED in one.audience]
    for place, past in enumerate(PAST):
        if (key := _key(member, str(place))) not in known:
            _write(member, region, key, services[place % len(services)].slug, past)


def _key(member: User, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo case {member.pk} {name}")


def _send(member: User, region: Region, key: UUID) -> None:
    submit_case(
        by=member,
        region=region,
        service=FormOfLettersService.slug,
        key=key,
        answers={"letter_form": "large"},
        letter_before_change=FormOfLettersService.letter_before_change,
        in_words={"Wie sollen unsere Briefe künftig aussehen?": "In großer Schrift"},
    )


def _write(member: User, region: Region, key: UUID, service: str, past: PastCase) -> None:
    today = timezone.localdate()
    sent_on, since = today - timedelta(days=past.sent), today - timedelta(days=past.since)
    case = Case.objects.create(
        id=key,
        number=case_number(key),
        account=member,
        service=service,
        region=region,
        submitted_on=sent_on,
        state=past.state,
        state_on=since,
    )
    Notice.objects.create(account=member, case=case, kind=Notice.Kind.RECEIVED, posted_on=sent_on, read_on=sent_on)
    if past.state in Notice.Kind.values:
        read_on = since if past.is_read else None
        Notice.objects.create(account=member, case=case, kind=past.state, posted_on=since, read_on=read_on)
