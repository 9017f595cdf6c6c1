"""The certificate that somebody is insured: what it says, and what an answer to its check says."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from internetfiliale.certificates.codes import LAST_DAY, Certified, InsuredAs, certified_by, code_of
from internetfiliale.own_register_data import Insurance, OwnData
from letters.certificate import Certificate
from regions.letterhead import letterhead_of
from regions.models import Region

_VALID_MONTHS = 3
IN_WORDS = {InsuredAs.MEMBER: "als Mitglied", InsuredAs.FAMILY: "in der Familienversicherung"}


@dataclass(frozen=True)
class Answer:
    """What the check of a certificate has shown.

    Attributes:
        issuer: the IKK that has issued it; None if code, name and date do not belong together, and all others, too.
        issued_on: the day that was typed.
        valid_until: last day on which such a certificate can be checked.
        insured: "als Mitglied".
        since: first day of the insurance.
        until: last day, if the certificate names one.
    """

    issuer: Region | None
    issued_on: date
    valid_until: date
    insured: str = ""
    since: date | None = None
    until: date | None = None


def valid_until(issued_on: date) -> date:
    """Return the last day of a certificate: three months later, or the last day of that month."""
    years, month = divmod(issued_on.month - 1 + _VALID_MONTHS, 12)
    year = issued_on.year + years
    return date(year, month + 1, min(issued_on.day, monthrange(year, month + 1)[1]))


def certificate_of(data: OwnData, insurance: Insurance, region: Region, *, as_of: date, today: date) -> Certificate:
    """Return the certificate of somebody who is insured ``today``; ``region`` is the IKK of the insurance."""
    until = insurance.until if insurance.until and insurance.until <= LAST_DAY else None  # "9999" means no end
    certified = Certified(region.institutionskennzeichen, insurance.insured_as, insurance.since, until)
    return Certificate(
        letterhead=letterhead_of(region),
        institutionskennzeichen=region.institutionskennzeichen,
        name=data.name,
        birth_date=data.birth_date,
        number=data.number,
        insured_as=IN_WORDS[insurance.insured_as],
        insured_since=insurance.since,
        insured_until=until,
        as_of=as_of,
        issued_on=today,
        valid_until=valid_until(today),
        code=code_of(certified, name=data.name, issued_on=today),
        check_address=settings.PORTAL_ADDRESS + reverse("certificates:check"),
    )


def checked(*, code: str, name: str, issued_on: date) -> Answer:
    """Return whether a certificate with this code was issued for this name on this day; the same work either way."""
    regions = {region.institutionskennzeichen: region for region in Region.objects.all()}
    found = certified_by(code, name=name, issued_on=issued_on, issuers=regions)
    if found is None:
        return Answer(None, issued_on, valid_until(issued_on))
    return Answer(
        issuer=regions[found.institutionskennzeichen],
        issued_on=issued_on,
        valid_until=valid_until(issued_on),
        insured=IN_WORDS[found.insured_as],
        since=found.insured_since,
        until=found.insured_until,
    )
