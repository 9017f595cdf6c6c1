"""What a service says about itself. Three kinds: one sends a case, one gives a document at once, one is a page.

A service declares and describes; it keeps no state (the catalogue holds one instance for all), writes nothing and,
unless it is a page, knows no request. All texts are German, for the people who read them: plain, "Sie", whole sentences
but for titles and buttons, and without HTML. A text that is missing or has the wrong form stops the start
(``internetfiliale/checks.py``).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from ikk_portal.platform.question_pages import Question
from internetfiliale.own_register_data import OwnData, own_data
from internetfiliale.words import in_words
from privacy.laws import unbroken
from regions.models import Region
from regions.offices import land_of, opening_times, responsible_office
from regions.opening import OpeningTimes
from regions.rates import Charges, charges_in_force
from regions.working_days import working_days_after

#: Name of an input -> what was typed into it, right or wrong, of the pages so far.
Typed = Mapping[str, str]
#: Name of a field -> what its form has made of it (``cleaned_data``), of all questions.
Clean = Mapping[str, Any]
#: Label -> value, in words, in the order in which they are shown.
Rows = tuple[tuple[str, str], ...]


class Audience(StrEnum):
    """Whose catalogue a service stands in; the values are those of ``User.kind``."""

    INSURED = "insured"
    EMPLOYER = "employer"


EVERYONE = frozenset(Audience)


class Group(StrEnum):
    """Headings of the overview, in this order."""

    OWN_DATA = "Meine Angaben"
    PAPERS = "Karten, Bescheinigungen und Anträge"
    TALKING = "Mit uns sprechen"
    LOOKING_UP = "Rechnen und nachsehen"
    RIGHT_WAY = "So geht es richtig"


class Proof(Enum):
    """What somebody must have shown before the first page of a service answers.

    Without the second proof, what the register holds is shown masked; a service that shows more needs it.
    """

    PIN = "PIN"
    SECOND = "second proof"


@dataclass(frozen=True)
class Visitor:
    """Who uses a service.

    Attributes:
        user: who is signed in.
        region: the IKK that the branch speaks for.
        has_proof: whether a second proof was shown in this session.
    """

    user: User
    region: Region
    has_proof: bool

    @property
    def audience(self) -> Audience:
        return Audience(self.user.kind)

    @cached_property
    def data(self) -> OwnData | None:
        """What the register holds, in full; None if it knows the number no more. Pages of
        services show it through ``on_file``, which masks it.

        Raises:
            RegisterAway: nobody can say at the moment; the pages of services say so.
        """
        return own_data(self.user)

    @cached_property
    def charges(self) -> Charges:
        """What the IKK charges today; one query, however often forms and pages ask."""
        return charges_in_force(self.region, timezone.localdate())

    @cached_property
    def opening_times(self) -> OpeningTimes | None:
        """When the responsible office is open, None without one; three queries, however often forms ask."""
        office = responsible_office(self.region)
        if office is None:
            return None
        prefetch_related_objects([office], "hours", "closings")
        return opening_times(office, land_of(office))


class Line(NamedTuple):
    """One answer as the page with all answers shows it; ``question`` has the way back to it."""

    label: str
    value: str
    question: Question


class Service(ABC):
    """What every service declares.

    Attributes:
        slug: names it in addresses and in stored cases: never changed, never given to another one.
        title: what one does, as a task ("Anschrift ändern"); without soft hyphens.
        heading: the title with soft hyphens, if it has a very long word; else left out.
        summary: one sentence for the overview: what one gets by it.
        lead: what one should know before starting: one to three sentences.
        group: under which heading of the overview it stands.
        audience: whose it is; nobody else finds it (404).
        purpose: what the data are used for (P02, P03): one or two sentences.
        legal_basis: the law that lets us ("§ 284 Abs. 1 SGB V").
        proof: what must have been shown before its first page answers.
        without_net: how it goes by phone, by post or in the service office (P15): one or two sentences.
        retention: how long what is typed is kept.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    heading: ClassVar[str] = ""
    summary: ClassVar[str]
    lead: ClassVar[str]
    group: ClassVar[Group]
    audience: ClassVar[frozenset[Audience]]
    purpose: ClassVar[str]
    legal_basis: ClassVar[str]
    proof: ClassVar[Proof] = Proof.PIN
    without_net: ClassVar[str] = "Es geht auch am Telefon, per Post oder in der Servicestelle."
    retention: ClassVar[str]

    @property
    def law(self) -> str:
        """The legal basis with its numbers kept on one line with what they belong to."""
        return unbroken(self.legal_basis)

    @property
    def asks(self) -> bool:
        """Whether its pages have anything to fill in."""
        return True

    def is_offered(self, region: Region) -> bool:
        """Return whether the IKK offers it; where it does not, nobody finds it."""
        return True

    def on_file(self, data: OwnData) -> Rows:
        """Return what of the register belongs beside the form, so that nobody types it again.

        ``data`` is masked before the second proof; return what it says and nothing else.
        """
        return ()


class CaseService(Service):
    """A service whose answers go to the core system, sealed, as a case.

    Its pages: the questions, one after the other; all answers; the receipt. It writes nothing itself.

    Attributes:
        what_next: the steps after it was sent, one sentence each; receipt, its PDF and the case say them.
        result_within: working days until the last of these steps is done, at the latest.
        letter_before_change: whether the core system sends a letter to the address on file before it changes anything.
        button: what the last button says.
    """

    what_next: ClassVar[tuple[str, ...]]
    result_within: ClassVar[int]
    letter_before_change: ClassVar[bool] = False
    button: ClassVar[str] = "Jetzt absenden"
    retention = (
        "Ihre Angaben verschlüsseln wir beim Absenden so, dass nur Ihre IKK sie lesen kann, nicht diese "
        "Internetfiliale. Sobald Ihre IKK sie hat, sind sie hier gelöscht, spätestens nach 30 Tagen. Welchen Vorgang "
        "Sie an welchem Tag abgesendet haben und wie weit er ist, zeigen wir Ihnen hier noch 12 Monate, nachdem er "
        "erledigt ist."
    )

    @abstractmethod
    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        """Return what is asked, in this order: one theme on each page, and nothing that the register knows.

        Later questions may depend on what was ``typed`` into earlier ones; the first one does not. Names of fields are
        unique over all questions of a service.
        """

    def form(self, question: Question, visitor: Visitor, *args: Any, **options: Any) -> forms.Form:
        """Return the form of a question, where it depends on who asks: the hours of an office, for instance."""
        return question.form(*args, **options)

    def lines(self, question: Question, clean: Clean) -> Rows:
        """Return the answers to one question in words, as the page with all answers shows them.

        ``clean`` holds the answers to all questions. Fields without a value do not show.
        """
        return tuple(
            (str(field.label), value)
            for name, field in question.form.base_fields.items()
            if not field.widget.is_hidden and (value := in_words(clean.get(name), field))
        )

    def remark(self, clean: Clean) -> str:
        """Return what one should know before sending these answers; mostly nothing."""
        return ""

    def result_by(self, submitted_on: date) -> date:
        """Return the day until which the last of the steps is done."""
        return working_days_after(submitted_on, self.result_within)


@dataclass(frozen=True)
class Document:
    """A file for who is signed in.

    Attributes:
        filename: in lower-case ASCII, and without anything about the person: browsers keep it in their lists.
        content: the bytes.
    """

    filename: str
    content: bytes
    content_type: str = "application/pdf"


class Refused(Exception):
    """There is no document for this person; the message (German) says why and what to do instead."""


class DocumentService(Service):
    """A service that gives a document at once: a page with a button, and the file behind it; nothing is kept.

    The page is open with the PIN; the button asks for the second proof, whatever ``proof`` says.

    Attributes:
        form: what must be known before (which language, which period); None for nothing.
        button: what the button says.
    """

    form: ClassVar[type[forms.Form] | None] = None
    button: ClassVar[str] = "PDF herunterladen"
    retention = "Wir speichern nichts."

    @property
    def asks(self) -> bool:
        return self.form is not None

    @abstractmethod
    def document(self, visitor: Visitor, clean: Clean) -> Document:
        """Return the file; ``clean`` is what the form has made of what was typed.

        Raises:
            Refused: this person gets none.
            PaperError: it cannot be printed.
            RegisterAway: the register does not answer.
        """


class PageService(Service):
    """A service that is a page of its own: something to read, to look up or to work out; nothing is kept.

    Attributes:
        takes_post: whether its page has a form that is sent by POST; else that is refused (405).
    """

    takes_post: ClassVar[bool] = False
    retention = "Wir speichern nichts."

    @property
    def asks(self) -> bool:
        return self.takes_post

    @abstractmethod
    def page(self, request: HttpRequest, visitor: Visitor) -> HttpResponse:
        """Answer a request.

        The template extends ``internetfiliale/service_base.html``, fills its block ``service``, and gets at least
        ``service`` (this one). A form in it builds on ``kept_forms.form_for`` and ``accounts/_token.html``.
        """
