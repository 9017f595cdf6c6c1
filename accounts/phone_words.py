"""What the phone desk sees of letters and access, and what may be said about them: sentences to read aloud.

A letter that is looked at first (Sichtung) reads like any other that has not left the house.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import PinLetter, User
from regions.working_days import POST_TAKES, working_days_after

State = PinLetter.State
NOTHING = "Zu dieser Nummer gibt es bei Ihrer IKK keinen Brief und keinen Zugang."
_NEW_ONE = "Möchten Sie einen neuen Brief? Ich kann ihn gleich anfordern."


@dataclass(frozen=True)
class Told:
    """One letter, or the access, in words.

    Attributes:
        title: where it stands.
        facts: what is known, with its day.
        say: sentences for the caller; none where there is nothing to say, or the access says it all.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    say: tuple[str, ...]


def told(letter: PinLetter, today: date) -> Told:
    """Return where a letter stands, in words that hold no secret and nothing of the register."""
    if letter.state in PinLetter.UNPOSTED:
        return _in_the_house(letter)
    if letter.state == State.POSTED and letter.valid_until and letter.valid_until >= today:
        return _on_its_way(letter, today)
    return {
        State.POSTED: _expired,  # the timer has not come round yet
        State.ACTIVATED: _used,
        State.EXPIRED: _expired,
        State.RETURNED: _came_back,
        State.DISCARDED: _discarded,
        State.REPLACED: _replaced,
    }[State(letter.state)](letter)


def access(member: User | None, letters: Sequence[PinLetter]) -> Told:
    """Return where the access of a number stands; of its ``letters`` those count that are still on record."""
    if member is None:
        return Told("Zugang noch nicht benutzt", (), ())
    if member.blocked_at:
        return _blocked(member.blocked_at, letters)
    used = (letter.activated_at for letter in letters if letter.state == State.ACTIVATED)
    return _in_use(next(used, None) or member.created_at)


def _in_use(moment: datetime) -> Told:
    since = _day(moment)
    return Told(
        "Zugang in Benutzung",
        (("In Benutzung seit", since),),
        (
            f"Ihr Zugang ist seit dem {since} in Benutzung.",
            "Waren Sie das nicht, oder kennt jemand Ihre PIN? Dann sperre ich den Zugang jetzt.",
            "Haben Sie die PIN vergessen? Dann fordere ich einen neuen Brief an.",
            "Die bisherige PIN gilt, bis Sie die neue zum ersten Mal benutzen.",
        ),
    )


def _blocked(moment: datetime, letters: Sequence[PinLetter]) -> Told:
    since = _day(moment)
    if any(letter.state in PinLetter.UNUSED and letter.requested_at > moment for letter in letters):
        way_out = ["Melden Sie sich mit der PIN aus dem neuen Brief an. Damit ist der Zugang wieder offen."]
    else:
        way_out = ["Mit der PIN aus einem neuen Brief ist er wieder offen.", _NEW_ONE]
    return Told(
        "Zugang gesperrt",
        (("Gesperrt seit", f"{since}, bis ein neuer Brief zum ersten Mal benutzt wird"),),
        (f"Ihr Zugang ist seit dem {since} gesperrt. Mit der PIN kann sich niemand mehr anmelden.", *way_out),
    )


def _in_the_house(letter: PinLetter) -> Told:
    requested = _day(letter.requested_at)
    return Told(
        "Brief in Arbeit, noch nicht zur Post gegeben",
        (("Angefordert am", requested),),
        (
            f"Ihr Brief ist am {requested} angefordert worden. Wir haben ihn noch nicht zur Post gegeben.",
            f"Wenn er unterwegs ist, braucht die Post höchstens {POST_TAKES} Arbeitstage.",
        ),
    )


def _on_its_way(letter: PinLetter, today: date) -> Told:
    posted, until = _day(letter.posted_at), _day(letter.valid_until)
    there_by = working_days_after(_local(letter.posted_at), POST_TAKES)
    if today > there_by:
        wait = f"Er müsste inzwischen da sein. Ist er nicht angekommen? {_NEW_ONE}"
    else:
        wait = f"Ist er bis zum {_day(there_by)} nicht da, rufen Sie uns bitte noch einmal an."
    return Told(
        "Brief unterwegs, noch nicht benutzt",
        (*_sent(letter), ("Erste Anmeldung bis", until)),
        (
            f"Ihr Brief ist am {posted} zur Post gegangen, an die Anschrift, die wir von Ihnen haben.",
            wait,
            f"Bitte melden Sie sich bis zum {until} zum ersten Mal an. Sonst verfällt die PIN.",
        ),
    )


def _used(letter: PinLetter) -> Told:
    return Told("Brief benutzt", (*_sent(letter), ("Zum ersten Mal benutzt am", _day(letter.activated_at))), ())


def _expired(letter: PinLetter) -> Told:
    until = _day(letter.valid_until)
    return Told(
        "Brief abgelaufen, nie benutzt",
        (*_sent(letter), ("Gültig war er bis", until)),
        (f"Die PIN in Ihrem Brief galt bis zum {until}. Sie ist nicht benutzt worden und gilt nicht mehr.", _NEW_ONE),
    )


def _came_back(letter: PinLetter) -> Told:
    return Told(
        "Brief zurückgekommen",
        (*_sent(letter), ("Zurückgekommen am", _day(letter.ended_at))),
        (
            f"Ihr Brief ist am {_day(letter.ended_at)} zu uns zurückgekommen. Die PIN darin gilt nicht mehr.",
            "Hat sich Ihre Anschrift geändert? Dann teilen Sie uns die neue bitte zuerst mit.",
            "Danach schicken wir Ihnen einen neuen Brief.",
        ),
    )


def _discarded(letter: PinLetter) -> Told:
    if letter.printed_at:
        say = "Ihr Brief gilt nicht mehr. Kommt er noch bei Ihnen an, vernichten Sie ihn bitte."
    else:
        say = "Ihr Brief wird nicht verschickt."
    return Told("Brief verworfen", (*_sent(letter), ("Verworfen am", _day(letter.ended_at))), (say, _NEW_ONE))


def _replaced(letter: PinLetter) -> Told:
    return Told(
        "Durch einen jüngeren Brief ersetzt",
        (*_sent(letter), ("Ersetzt am", _day(letter.ended_at))),
        ("Es gilt der jüngste Brief. Das Datum steht unter der PIN.",),
    )


def _sent(letter: PinLetter) -> tuple[tuple[str, str], ...]:
    facts = [("Angefordert am", _day(letter.requested_at))]
    if letter.posted_at:
        facts.append(("Zur Post gegeben am", _day(letter.posted_at)))
    return tuple(facts)


def _day(moment: date | datetime | None) -> str:
    return date_format(_local(moment), "j. F Y") if moment else "–"


def _local(moment: date | datetime | None) -> date:
    if moment is None:
        raise ValueError("This state of a letter has its day.")
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
