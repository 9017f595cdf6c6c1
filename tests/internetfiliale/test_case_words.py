"""What members read about cases and notices."""

from datetime import date
from uuid import uuid4

import pytest

from internetfiliale.case_words import MEANINGS, ListedCase, Message, running
from internetfiliale.models import Case, Notice
from internetfiliale.own_cases import OwnCase
from internetfiliale.own_notices import OwnNotice

DAY = date(2026, 3, 9)


def notice(kind: str, service: str = "form-der-briefe") -> Message:
    return Message(OwnNotice(uuid4(), Notice.Kind(kind), uuid4(), "V-7KQ2-M9XD", service, DAY, None, "Muster-IKK Nord"))


def case(state: str) -> OwnCase:
    return OwnCase(uuid4(), "V-7KQ2-M9XD", "form-der-briefe", 1, DAY, Case.State(state), DAY, "Muster-IKK Nord")


def test_every_state_has_a_meaning() -> None:
    assert list(MEANINGS) == list(Case.State)


@pytest.mark.parametrize("kind", Notice.Kind.values)
def test_notice_of_every_kind_has_a_subject_and_a_text(kind: str) -> None:
    message = notice(kind)

    assert message.subject == f"Form der Briefe wählen: {Case.State(kind).label}"
    assert message.text.endswith(".")


def test_notice_about_a_service_that_is_no_more_says_so() -> None:
    assert notice("done", "gibt-es-nicht-mehr").subject == "Früherer Vorgang: erledigt"


def test_heading_of_a_notice_may_break_within_a_long_word() -> None:
    message = notice("sent_back", "bankverbindung")

    assert message.heading == "Bank\N{SOFT HYPHEN}verbindung ändern: zurück\N{SOFT HYPHEN}gegeben"
    assert message.subject == "Bankverbindung ändern: zurückgegeben"
    assert notice("done").heading == notice("done").subject


@pytest.mark.parametrize("state", Case.State)
def test_state_of_a_listed_case_reads_as_its_label(state: Case.State) -> None:
    assert ListedCase(case(state)).state.replace("\N{SOFT HYPHEN}", "") == state.label


def test_notice_is_there_for_12_months() -> None:
    assert notice("done").kept_until == date(2027, 3, 9)


def test_overview_shows_the_newest_of_what_runs_and_counts_all() -> None:
    cases = [case(state) for state in ("received", "done", "handed_over", "sent_back", "received")]

    few, all_of_them = running(cases, at_most=2), running(cases, at_most=3)

    assert [listed.case for listed in few.newest] == [cases[0], cases[2]]
    assert (few.total, few.are_more) == (3, True)
    assert (all_of_them.total, all_of_them.are_more) == (3, False)
