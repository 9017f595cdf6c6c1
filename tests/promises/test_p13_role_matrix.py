"""P13: who gets in where. One table names every address of the project and every kind of visitor.

A new page, a new role and a page that no longer is must be told to it: ``tests/golden/who_gets_in.txt``.
"""

import pytest

from accounts.actions import declared_roles
from accounts.areas import area_of
from tests.access_table import TABLE, lines, proposed
from tests.addresses import all_addresses, names_objects
from tests.visitors import ROLES, VISITORS, visiting

#: Who asks for pages that are for all; they cannot tell visitors apart.
ASK_FOR_ALL = ("nobody", "anna", "brandt", "Texte")

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def test_table_has_one_line_for_every_address_and_none_for_what_is_gone() -> None:
    known = [(line.address, line.room) for line in lines()]
    missing = {address: room for address, room in all_addresses().items() if (address, room) not in known}
    gone = sorted({address for address, room in known if all_addresses().get(address) != room})

    assert not gone, f"No page is there, or it belongs to another room: take out of {TABLE}: {', '.join(gone)}"
    assert not missing, f"Say in {TABLE} who gets in; this is who does now:\n{_as_they_answer(missing)}"
    assert len(known) == len(all_addresses())


def test_table_has_a_column_for_every_visitor_and_a_visitor_for_every_role() -> None:
    assert set(ROLES.values()) == set(declared_roles())
    assert [line.address for line in lines() if set(line.words) != set(VISITORS)] == []


@pytest.mark.parametrize("who", VISITORS)
def test_visitor_gets_in_where_the_table_says_and_nowhere_else(who: str) -> None:
    asked = [line for line in lines() if not line.is_for_all or who in ASK_FOR_ALL]

    with visiting(who) as visitor:
        found = {line.address: visitor.answer(line.method, line.address) for line in asked}

    assert found == {line.address: line.words[who] for line in asked}


def test_refusal_does_not_tell_whether_there_is_such_a_thing() -> None:
    who = "Akten"  # a role without a desk of its own
    refused = [line for line in lines() if line.words[who] == "-" and names_objects(line.address)]

    with visiting(who) as visitor:
        told = {line.address: visitor.answer_to_nothing(line.method, line.address) for line in refused}

    assert told
    assert {address: word for address, word in told.items() if word != "-"} == {}


def test_pages_for_all_have_no_session_to_look_into() -> None:
    assert [line.address for line in lines() if line.is_for_all and area_of(line.address) is not None] == []


def test_things_of_one_person_are_there_for_nobody_else() -> None:
    things = [line for line in lines() if line.address.startswith("/internetfiliale/") and "<" in line.address]

    assert {line.words["anna"] for line in things} == {"yes"}
    assert {line.words[who] for line in things for who in ("bernd", "brandt")} == {"404"}


def _as_they_answer(addresses: dict[str, str]) -> str:
    """Return the lines of addresses that the table does not know."""
    told: dict[tuple[str, str, str], str] = {}
    for who in VISITORS:
        with visiting(who) as visitor:
            for address in addresses:
                for method in ("GET", "POST"):
                    told[who, method, address] = visitor.answer(method, address)
    return "\n".join(proposed(room, address, lambda *asked: told[asked]) for address, room in sorted(addresses.items()))
