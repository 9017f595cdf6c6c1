"""Keep a registration, and match it with the register: the web does the first, a timer the second.

Neither time nor queries nor bytes of the web's answer can tell whether a number is known: the web never asks.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from accounts import letter_limits
from accounts.models import PinLetter, Registration, RegistrationDay, RegistrationMismatch
from bestand import register as bestand
from ikk_portal.platform.keys import mac, ring
from privacy.actions import TIMER, record_access
from privacy.models import StaffAccess
from regions.models import Region

_LOG = logging.getLogger("accounts.registration")


@dataclass(frozen=True)
class Details:
    """What somebody typed to register.

    Attributes:
        kind: "insured" or "employer".
        number: Versichertennummer or Betriebsnummer in canonical form.
        birth_date: year, month, day, the last two 0 where the documents do not know them; None for employers.
        postcode: on file; free text, for addresses abroad.
        letter_form: how the letter is to be printed.
        chosen_region: slug of the visitor's IKK, or empty.
        by_phone: an identified caller asked the phone desk; the details are those of the register.
    """

    kind: str
    number: str
    birth_date: tuple[int, int, int] | None
    postcode: str
    letter_form: str
    chosen_region: str
    by_phone: bool = False


def register(*, key: UUID, details: Details) -> None:
    """Keep one registration for the next matching; the same ``key`` again changes nothing.

    Anybody may call it; for callers the phone desk does (``request_by_phone``). One statement that reads nothing: the
    web's role may not.
    """
    year, month, day = details.birth_date or (None, None, None)
    registration = Registration(
        id=key,
        kind=details.kind,
        number=details.number,
        birth_year=year,
        birth_month=month,
        birth_day=day,
        postcode=details.postcode,
        letter_form=details.letter_form,
        chosen_region=details.chosen_region,
        by_phone=details.by_phone,
    )
    Registration.objects.bulk_create([registration], ignore_conflicts=True)


class Outcome(StrEnum):
    """What became of a registration; the names of the columns of ``RegistrationDay``."""

    REQUESTED = "requested"
    REVIEW = "review"
    LIMITED = "limited"
    MISMATCHED = "mismatched"


def match_waiting() -> Counter[Outcome]:
    """Match all registrations that wait, and return how many ended how; the trail notes it before it begins.

    Called by the timer ``match_registrations`` only, one at a time.
    """
    if waiting := Registration.objects.count():
        detail = f"{waiting} mit dem Bestand verglichen"
        record_access(by=TIMER, action=StaffAccess.Action.DELETE, kind=Registration, detail=detail)
    return Counter(iter(match_next, None))


@transaction.atomic
def match_next() -> Outcome | None:
    """Match the oldest registration, erase it, and return what became of it; None if there is none.

    The request of a letter, the count and the erasure are one transaction: after a kill the registration is
    matched again, or it is gone with its letter.
    """
    registration = Registration.objects.order_by("received_at", "pk").first()
    if registration is None:
        return None
    now = timezone.now()
    match = _find(registration)
    outcome = _request_letter(registration, match, now) if match else _mismatch(registration, now)
    registration.delete()
    day, _ = RegistrationDay.objects.get_or_create(day=timezone.localdate(now))
    RegistrationDay.objects.filter(pk=day.pk).update(**{outcome: F(outcome) + 1})
    return outcome


def number_key(kind: str, number: str) -> str:
    """Return what stands for a number where it must not be kept: an HMAC, as 64 hexadecimal characters."""
    return mac(ring("limits").newest, "registration/number", kind, number).hex()


def _find(registration: Registration) -> bestand.Match | None:
    if registration.birth_date is None:
        return bestand.match_employer(registration.number, postcode=registration.postcode)
    year, month, day = registration.birth_date
    return bestand.match_insured(registration.number, year=year, month=month, day=day, postcode=registration.postcode)


def _mismatch(registration: Registration, now: datetime) -> Outcome:
    if not registration.by_phone:  # nobody guesses there: the details are the register's own, changed since
        _count_mismatch(registration, now)
    return Outcome.MISMATCHED


def _count_mismatch(registration: Registration, now: datetime) -> None:
    key = number_key(registration.kind, registration.number)
    today = timezone.localdate(now)
    _, created = RegistrationMismatch.objects.get_or_create(number_key=key, day=today)
    if not created:
        RegistrationMismatch.objects.filter(number_key=key, day=today).update(count=F("count") + 1)


def _request_letter(registration: Registration, match: bestand.Match, now: datetime) -> Outcome:
    letters = list(PinLetter.objects.of(registration.kind, match.number))
    today = timezone.localdate(now)
    if letter_limits.next_possible_day(letters, today) != today:
        return Outcome.LIMITED
    region = _printing_region(registration.chosen_region, match.institutionskennzeichen)
    if region is None:
        _LOG.error("The register names an IKK that the portal does not know; no letter can be printed.")
        return Outcome.MISMATCHED
    if _is_too_young(registration, region, today):
        return Outcome.MISMATCHED
    household = _household_key(match.number)
    reasons = _reasons_to_look(registration, match, household, now)
    PinLetter.objects.create(
        kind=registration.kind,
        number=match.number,
        region=region,
        letter_form=registration.letter_form,
        state=PinLetter.State.REVIEW if reasons else PinLetter.State.REQUESTED,
        review_reasons=reasons,
        is_protected=match.is_protected,
        household_key=household,
        requested_at=now,
    )
    return Outcome.REVIEW if reasons else Outcome.REQUESTED


def _is_too_young(registration: Registration, region: Region, today: date) -> bool:
    """Return whether parents have to act: below the age from which children may do so (§ 36 SGB I).

    A day or month that is not known counts as the latest.
    """
    if registration.birth_date is None:
        return False
    year, month, day = registration.birth_date
    return (today.year - year - ((today.month, today.day) < (month or 12, day or 31))) < region.minimum_age


def _reasons_to_look(
    registration: Registration, match: bestand.Match, household: str, now: datetime
) -> list[PinLetter.Reason]:
    today = timezone.localdate(now)
    reasons = []
    if match.address_since > today - letter_limits.ADDRESS_IS_NEW:
        reasons.append(PinLetter.Reason.ADDRESS_CHANGED)
    recent = PinLetter.objects.filter(household_key=household, requested_at__gt=now - letter_limits.HOUSEHOLD_PERIOD)
    if recent.count() >= letter_limits.HOUSEHOLD_LETTERS:
        reasons.append(PinLetter.Reason.HOUSEHOLD)
    if not registration.by_phone and _mismatches(registration, today) >= letter_limits.MISMATCHES:
        reasons.append(PinLetter.Reason.MISMATCHES)
    if letter_limits.came_back(household):
        reasons.append(PinLetter.Reason.RETURNED)
    return reasons


def _mismatches(registration: Registration, today: date) -> int:
    found = RegistrationMismatch.objects.filter(
        number_key=number_key(registration.kind, registration.number),
        day__gt=today - letter_limits.MISMATCHES_PERIOD,
    )
    return found.aggregate(sum=Sum("count"))["sum"] or 0


def _household_key(number: str) -> str:
    """Return what stands for the address that letters go to; people who live there share it."""
    address = bestand.delivery_address(number)
    if address is None:
        parts: tuple[str, ...] = (number,)  # gone since it matched: a new register has come in between
    else:
        parts = (address.addition, address.street, address.postcode, address.town, address.country)
    return mac(ring("limits").newest, "registration/household", *(part.casefold() for part in parts)).hex()


def _printing_region(chosen: str, institutionskennzeichen: tuple[str, ...]) -> Region | None:
    """Return the IKK that prints: the chosen one if it is concerned, else the one with the oldest account."""
    regions = {
        region.institutionskennzeichen: region
        for region in Region.objects.filter(institutionskennzeichen__in=institutionskennzeichen)
    }
    for region in regions.values():
        if region.slug == chosen:
            return region
    return next((regions[number] for number in institutionskennzeichen if number in regions), None)
