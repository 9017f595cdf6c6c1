"""What the tables of cases, payloads and notices accept and refuse."""

from contextlib import nullcontext
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from internetfiliale.case_numbers import case_number
from internetfiliale.core_system.sealing import seal
from internetfiliale.models import Case, CasePayload, Notice
from regions.models import Region
from tests.accounts.members import member
from tests.internetfiliale.cases import KEY

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def refused_by(constraint: str) -> Any:
    """Expect a refusal that names ``constraint``; none where it is empty."""
    return pytest.raises(IntegrityError, match=constraint) if constraint else nullcontext()


def case_of(region: Region, **changes: Any) -> Case:
    values = {"id": KEY, "number": "V-7KQ2-M9XD", "service": "anschrift", "region": region}
    days = {"submitted_on": MONDAY, "state_on": MONDAY}
    return Case.objects.create(**{**values, **days, "account": member(), **changes})


def test_number_is_made_of_the_key_and_stays_the_same() -> None:
    assert case_number(KEY) == "V-CFMD-QV6G"


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, ""),
        ({"number": "V-7KQ2-M9XI"}, "case_number_form"),
        ({"number": "B-7KQ2-M9XD"}, "case_number_form"),
        ({"service": "form-der-briefe"}, ""),
        ({"service": "Form der Briefe"}, "case_service_form"),
        ({"service": ""}, "case_service_form"),
        ({"state": "handed_over"}, ""),
        ({"state": "done", "state_on": TUESDAY}, ""),
        ({"state": "sent_back", "state_on": TUESDAY}, ""),
        ({"state": "lost"}, "case_state_known"),
        ({"state": "received", "state_on": TUESDAY}, "case_dates_run_forward"),
        ({"state": "done", "state_on": date(2026, 11, 22)}, "case_dates_run_forward"),
    ],
)
def test_case(rheinland: Region, changes: dict[str, Any], constraint: str) -> None:
    with refused_by(constraint):
        case_of(rheinland, **changes)


@pytest.mark.parametrize(("number", "constraint"), [("V-CFMD-QV6G", ""), ("V-7KQ2-M9XD", "case_number_once")])
def test_number_of_a_case_is_there_once(rheinland: Region, number: str, constraint: str) -> None:
    first = case_of(rheinland)
    values = {"account": first.account, "service": "anschrift", "region": rheinland}

    with refused_by(constraint):
        Case.objects.create(number=number, submitted_on=MONDAY, state_on=MONDAY, **values)


@pytest.mark.parametrize(
    ("sealed", "constraint"),
    [
        (None, ""),
        (b"", "casepayload_is_sealed"),
        (b'{"street": "Neue Stra\xc3\x9fe 5"}', "casepayload_is_sealed"),
        (b"age-encryption.org/v2\n", "casepayload_is_sealed"),
    ],
)
def test_payload(sealed: bytes | None, constraint: str) -> None:
    with refused_by(constraint):
        CasePayload.objects.create(pk=KEY, sealed=seal({}) if sealed is None else sealed, submitted_on=MONDAY)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({}, ""),
        ({"kind": "done"}, ""),
        ({"kind": "sent_back", "case": None}, ""),
        ({"kind": "decision"}, "notice_kind_known"),
        ({"read_on": MONDAY}, ""),
        ({"read_on": date(2026, 11, 22)}, "notice_dates_run_forward"),
    ],
)
def test_notice(rheinland: Region, changes: dict[str, Any], constraint: str) -> None:
    case = case_of(rheinland)
    values = {"account": case.account, "kind": "received", "case": case, "posted_on": MONDAY}

    with refused_by(constraint):
        Notice.objects.create(**{**values, **changes})


@pytest.mark.parametrize(
    ("kinds", "constraint"), [(("received", "done"), ""), (("done", "done"), "notice_once_for_each_case")]
)
def test_notice_comes_once_for_each_case(rheinland: Region, kinds: tuple[str, str], constraint: str) -> None:
    case = case_of(rheinland)

    with refused_by(constraint):
        for kind in kinds:
            Notice.objects.create(id=uuid4(), account=case.account, kind=kind, case=case, posted_on=MONDAY)
