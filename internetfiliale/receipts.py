"""What a receipt says, on the page and on paper: all of it from the service's declaration and the case's day."""

from dataclasses import dataclass
from datetime import date

from internetfiliale.own_cases import OwnCase
from internetfiliale.services.catalogue import service_called
from internetfiliale.services.declaration import CaseService
from letters.receipt import ReceiptData
from regions.letterhead import letterhead_of
from regions.models import Region

_LETTER_FIRST = (
    "Bevor wir etwas ändern, bekommen Sie einen Brief an die Anschrift, die wir bisher von Ihnen haben. Wenn Sie das "
    "nicht beauftragt haben, rufen Sie uns an."
)
_NO_LONGER_OFFERED = "Diesen Vorgang gibt es hier nicht mehr. Fragen dazu beantworten wir am Telefon."


@dataclass(frozen=True)
class Receipt:
    """One receipt.

    Attributes:
        title: what was asked for.
        heading: the title with soft hyphens.
        submitted_on: the day on which the case was taken in.
        steps: what happens then, a sentence each.
        result_by: until when all of it has happened; None if nobody can say any more.
    """

    title: str
    heading: str
    number: str
    submitted_on: date
    steps: tuple[str, ...]
    result_by: date | None

    def pdf(self, *, region: Region, name: str) -> bytes:
        """Return the receipt on paper; ``name`` is whose it is, empty if that is not known.

        Raises:
            PaperError: it cannot be set.
        """
        return ReceiptData(
            letterhead=letterhead_of(region),
            name=name,
            title=self.title,
            number=self.number,
            submitted_on=self.submitted_on,
            steps=self.steps,
            result_by=self.result_by,
        ).pdf()


def receipt_of(case: OwnCase) -> Receipt:
    """Return the receipt of a case, also if its service is offered no more."""
    service = service_called(case.service)
    if not isinstance(service, CaseService):
        return Receipt(
            "Früherer Vorgang", "Früherer Vorgang", case.number, case.submitted_on, (_NO_LONGER_OFFERED,), None
        )
    return Receipt(
        service.title,
        service.heading or service.title,
        case.number,
        case.submitted_on,
        steps_of(service),
        service.result_by(case.submitted_on),
    )


def steps_of(service: CaseService) -> tuple[str, ...]:
    """Return what happens after a case was sent, the letter to the old address first."""
    return (*((_LETTER_FIRST,) if service.letter_before_change else ()), *service.what_next)
