"""P13: who gets in where. One table names every address of the project and every kind of visitor.

A new page, a new role and a page that no longer is must be told to it: ``tests/golden/who_gets_in.txt``.
"""

import pytest

from accounts.actions import declared_roles
from tests.access_table import TABLE, lines, proposed
from tests.addresses import all_addresses
from tests.visitors import ROLES, VISITORS, visiting

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
    with visiting(who) as visitor:
        found = {line.address: visitor.answer(line.method, line.address) for line in lines()}

    assert found == {line.address: line.words[who] for line in lines()}


def _as_they_answer(addresses: dict[str, str]) -> str:
    """Return the lines of addresses that the table does not know."""
    told: dict[tuple[str, str, str], str] = {}
    for who in VISITORS:
        with visiting(who) as visitor:
            for address in addresses:
                for method in ("GET", "POST"):
                    told[who, method, address] = visitor.answer(method, address)
    return "\n".join(proposed(room, address, lambda *asked: told[asked]) for address, room in sorted(addresses.items()))
