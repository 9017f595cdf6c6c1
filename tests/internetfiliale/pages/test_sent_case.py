"""What leaves the house when a case is sent, and what its receipt says: each sealed answer, and none on paper."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from pypdf import PdfReader

from accounts.models import User
from internetfiliale.models import Case
from internetfiliale.services.catalogue import service_called
from internetfiliale.services.declaration import CaseService
from tests.accounts.members import member
from tests.accounts.printing import on_file
from tests.accounts.signed_in import client_of
from tests.internetfiliale.core_system import opens
from tests.internetfiliale.filling import fill_in, send, service_path

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
__all__ = ["opens"]

DAY = timezone.localdate() + timedelta(days=3)
SINCE = {"valid_from_0": f"{DAY.day}", "valid_from_1": f"{DAY.month}", "valid_from_2": f"{DAY.year}"}
#: Service -> pages, answers as the core system reads them, whether it is asked for a letter before it changes anything.
SENT = {
    "anschrift": (
        (
            {"step": "ort", "place": "germany"},
            {"step": "anschrift", "street": "Neue Gasse 5", "postcode": "53111", "town": "Bonn"},
            {"step": "ab-wann", **SINCE},
        ),
        {
            "place": "germany",
            "addition": "",
            "street": "Neue Gasse 5",
            "postcode": "53111",
            "town": "Bonn",
            "valid_from": DAY.isoformat(),
        },
        True,
    ),
    "bankverbindung": (
        ({"step": "konto", "iban": "DE89 3704 0044 0532 0130 00", "holder": "own"},),
        {"iban": "DE89370400440532013000", "holder": "own"},
        True,
    ),
    "form-der-briefe": (({"step": "form", "letter_form": "large"},), {"letter_form": "large"}, False),
}


@pytest.fixture
def anna() -> User:
    on_file("A123456780", street="Domweg 7", postcode="50667")
    return member()


@pytest.mark.parametrize("slug", SENT)
def test_case_is_sealed_as_it_was_answered_and_its_receipt_says_all_but_that(
    anna: User, opens: Callable[[UUID], dict[str, Any]], slug: str
) -> None:
    pages, answers, has_letter_before = SENT[slug]
    client, service = client_of(anna, second_proof=True), service_called(slug)
    assert isinstance(service, CaseService)

    sent = send(client, slug, fill_in(client, slug, *pages), step="check")

    case = Case.objects.get()
    payload = opens(case.pk)
    assert (payload["service"], payload["answers"], payload["letter_before_change"]) == (
        slug,
        answers,
        has_letter_before,
    )
    pdf = client.get(f"{sent.headers['Location']}quittung.pdf")
    paper = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages).split())
    days = [date_format(day, "j. F Y") for day in (case.submitted_on, service.result_by(case.submitted_on))]
    for said in ("Anna Müller-Lüdenscheidt", service.title, case.number, *days, *service.what_next):
        assert said in paper
    assert ("Bevor wir etwas ändern, bekommen Sie einen Brief" in paper) is has_letter_before
    typed = [value for value in payload["answers_in_words"].values() for value in value.splitlines()]
    assert [value for value in (*typed, *answers.values()) if len(value) > 3 and value in paper] == []


@pytest.mark.parametrize(
    ("slug", "label"), [("gesundheitskarte", "Die Karte geht an"), ("europaeische-karte", "Der Nachweis geht an")]
)
def test_what_is_sent_for_a_child_goes_to_the_address_on_file(anna: User, slug: str, label: str) -> None:
    page = client_of(anna, second_proof=True).get(service_path(slug))

    assert "Für mein Kind, das bei Ihnen versichert ist" in page.text
    facts = page.text.partition(f"<dt>{label}</dt>")[2].partition("</div>")[0]
    assert "<dd>Domweg 7<br>50667 Köln</dd>" in facts
