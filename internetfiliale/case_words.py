"""Cases and notices as members read them: the service by its title, each state with what it means.

A notice says that a case has come to a state, and nothing else: what was decided comes by post.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from internetfiliale.models import Case, Notice
from internetfiliale.own_cases import OwnCase
from internetfiliale.own_notices import OwnNotice
from internetfiliale.services.catalogue import service_called

_BY_POST = "Gibt es dazu etwas zu sagen oder zu schicken, kommt es mit der Post."
_WHY_BY_POST = "Warum, schreibt sie Ihnen mit der Post."

#: What each state means.
MEANINGS = {
    Case.State.RECEIVED: "Der Vorgang ist hier angekommen und geht verschlüsselt an Ihre IKK, meist innerhalb weniger "
    "Minuten.",
    Case.State.HANDED_OVER: "Ihre IKK hat den Vorgang und bearbeitet ihn.",
    Case.State.DONE: f"Ihre IKK hat den Vorgang bearbeitet. {_BY_POST}",
    Case.State.SENT_BACK: f"So konnte Ihre IKK den Vorgang nicht bearbeiten. {_WHY_BY_POST}",
}
_TEXTS = {
    Notice.Kind.RECEIVED: "Wir haben Ihren Vorgang erhalten. Was als Nächstes geschieht und bis wann, steht in der "
    "Quittung.",
    Notice.Kind.DONE: f"Ihre IKK hat Ihren Vorgang bearbeitet. {_BY_POST}",
    Notice.Kind.SENT_BACK: f"So konnte Ihre IKK Ihren Vorgang nicht bearbeiten. {_WHY_BY_POST} Sie können auch gleich "
    "anrufen oder ihn noch einmal einreichen.",
}
#: The states where they stand in narrow columns.
_HYPHENATED = {
    Case.State.RECEIVED: "einge\N{SOFT HYPHEN}gangen",
    Case.State.HANDED_OVER: "übergeben",
    Case.State.DONE: "erledigt",
    Case.State.SENT_BACK: "zurück\N{SOFT HYPHEN}gegeben",
}
_KEPT = timedelta(days=Notice.Privacy.retention.days)


@dataclass(frozen=True)
class ListedCase:
    """A case of the list, or of the overview."""

    case: OwnCase

    @property
    def title(self) -> str:
        """The service, with soft hyphens."""
        return _heading_of(self.case.service)

    @property
    def state(self) -> str:
        """The state in German, with soft hyphens."""
        return _HYPHENATED[self.case.state]


@dataclass(frozen=True)
class Message:
    """A notice with its words."""

    notice: OwnNotice

    @property
    def subject(self) -> str:
        """What has come how far: "Anschrift ändern: erledigt"."""
        return f"{_title_of(self.notice.service)}: {self._state.label}"

    @property
    def heading(self) -> str:
        """The subject with soft hyphens, for narrow windows."""
        return f"{_heading_of(self.notice.service)}: {_HYPHENATED[self._state]}"

    @property
    def _state(self) -> Case.State:
        """What the case has come to: a notice is posted with the state of the same name."""
        return Case.State(self.notice.kind)

    @property
    def text(self) -> str:
        return _TEXTS[self.notice.kind]

    @property
    def kept_until(self) -> date:
        """The last day on which it is there."""
        return self.notice.posted_on + _KEPT


@dataclass(frozen=True)
class Running:
    """What a member still waits for.

    Attributes:
        newest: some of them.
        total: how many there are.
    """

    newest: list[ListedCase]
    total: int

    @property
    def are_more(self) -> bool:
        return self.total > len(self.newest)


def running(cases: Iterable[OwnCase], at_most: int) -> Running:
    """Return those of ``cases`` that run, the newest ``at_most`` of them to be listed."""
    found = [ListedCase(case) for case in cases if case.is_running]
    return Running(found[:at_most], len(found))


def _title_of(service: str) -> str:
    """Return what people call a service; of one that is offered no more, only that it was one."""
    known = service_called(service)
    return known.title if known else "Früherer Vorgang"


def _heading_of(service: str) -> str:
    known = service_called(service)
    return known.heading if known and known.heading else _title_of(service)
