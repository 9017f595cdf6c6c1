"""The last button: one row for one registration, a limit for each connection, and nothing learnt about anybody."""

import re
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import PinLetter, Registration
from tests.accounts.matching import insured, matched, registered
from tests.accounts.registering import ANNA, DONE, INSURED, SAME, fill_in, heading, register, sealed, send
from tests.bestand.rows import anna
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def test_sent_twice_is_one_row_and_one_try(client: RoleClient) -> None:
    check = sealed(fill_in(client, INSURED, ANNA))

    for _ in range(8):
        assert send(client, INSURED, {"step": "check"}, check).headers["Location"] == DONE

    assert Registration.objects.count() == 1


def test_two_tabs_with_the_same_answers_are_one_row(client: RoleClient) -> None:
    second = sealed(send(client, INSURED, ANNA[0]))
    tabs = [sealed(send(client, INSURED, ANNA[1], second)) for _ in range(2)]
    checks = [sealed(send(client, INSURED, ANNA[2], tab)) for tab in tabs]

    for check in checks:
        send(client, INSURED, {"step": "check"}, check)

    assert Registration.objects.count() == 1


def test_answer_mended_after_sending_is_a_registration_of_its_own(client: RoleClient) -> None:
    check = fill_in(client, INSURED, ANNA)
    send(client, INSURED, {"step": "check"}, sealed(check))

    mended = send(client, INSURED, {**ANNA[1], "postcode": "50667"}, sealed(check))
    send(client, INSURED, {"step": "check"}, sealed(mended))

    assert sorted(Registration.objects.values_list("postcode", flat=True)) == ["50667", "50674"]


def numbered(number: str) -> tuple[dict[str, str], ...]:
    return ({"step": "number", "number": number}, *ANNA[1:])


NUMBERS = ("A000500015", "C000500021", "K220645122", "T012345678", "X110411675", "A123456780", "X110465770")


def test_sixth_registration_of_an_hour_waits_and_loses_nothing(client: RoleClient) -> None:
    for number in NUMBERS[:5]:
        assert register(client, INSURED, numbered(number)).status_code == 303

    response = register(client, INSURED, numbered(NUMBERS[5]))

    assert response.status_code == 429
    assert 600 <= int(response.headers["Retry-After"]) <= 720
    assert heading(response) == "Stimmen Ihre Angaben?"
    assert "<dd>A 123 456 780</dd>" in response.text
    until = re.search(r'<time datetime="([^"]+)">(\d\d:\d\d)&nbsp;Uhr</time>', response.text)
    assert until
    assert timezone.datetime.fromisoformat(until[1]) > timezone.now()
    assert "030 23125 000" in response.text
    assert Registration.objects.count() == 5
    wait = "UPDATE ikk_portal_spentbudget SET tat = tat - interval '12 minutes'"
    with connection.cursor() as cursor:
        cursor.execute(wait)
    assert send(client, INSURED, {"step": "check"}, sealed(response)).status_code == 303
    assert Registration.objects.count() == 6


def test_other_connections_are_not_held_up(client: RoleClient) -> None:
    for number in NUMBERS[:6]:
        register(client, INSURED, numbered(number))
    check = sealed(fill_in(client, INSURED, numbered(NUMBERS[6])))

    response = send(client, INSURED, {"step": "check"}, check, **{"X-Forwarded-For": "198.51.100.7"})

    assert response.status_code == 303


def test_filling_in_costs_no_try(client: RoleClient) -> None:
    for number in (*NUMBERS, "unsinn"):
        fill_in(client, INSURED, numbered(number)[:1])

    assert register(client, INSURED, ANNA).status_code == 303


_SAVEPOINT = re.compile(r'SAVEPOINT "[^"]+"')  # numbered; outside tests they are transactions


def observed(client: RoleClient, number: str) -> tuple[Any, ...]:
    """Register with ``number`` and return all that could tell numbers apart, the number itself left out."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(_SAVEPOINT.sub("SAVEPOINT", sql))
        return execute(sql, params, many, context)

    source = f"198.51.100.{NUMBERS.index(number)}"
    with connections["default"].execute_wrapper(note), CaptureQueriesContext(connections["bestand"]) as register_asked:
        check = fill_in(client, INSURED, numbered(number))
        sent = client.post(
            INSURED, {"step": "check", "sealed": sealed(check)}, headers={**SAME, "X-Forwarded-For": source}
        )
        done = client.get(sent.headers["Location"])
    assert len(register_asked) == 0
    shown = re.sub(r'name="sealed" value="[^"]+"', "", check.text).replace(f"{number[0]} {number[1:4]}", "")
    shown = shown.replace(f" {number[4:7]} {number[7:]}", "")
    return shown, sent.status_code, sorted(sent.headers.items()), sent.content, done.content, asked


def test_known_unknown_and_limited_numbers_cannot_be_told_apart(client: RoleClient) -> None:
    known, limited, mismatched, dead, *_ = NUMBERS
    for number in (known, limited, mismatched):
        insured(number, street=f"Weg {number}")
    anna(number=dead, is_deceased=True).save(force_insert=True)
    registered(number=limited)
    assert matched()
    assert PinLetter.objects.filter(number=limited, state=PinLetter.State.REQUESTED).exists()
    registered(number=mismatched, postcode="99999")
    matched()

    first, *others = [observed(client, number) for number in NUMBERS]

    assert len(first[-1]) > 0
    for other in others:
        assert other == first
    assert sorted(Registration.objects.values_list("number", flat=True)) == sorted(NUMBERS)


def test_role_of_the_web_cannot_read_what_it_wrote(client: RoleClient) -> None:
    register(client, INSURED, ANNA)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_public")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Registration.objects.first()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Registration.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert Registration.objects.count() == 1


def test_page_after_the_last_button_is_the_same_for_everybody_and_clears_the_browser(client: RoleClient) -> None:
    before = client.get(DONE)
    register(client, INSURED, ANNA)
    after = client.get(DONE)

    assert before.content == after.content
    assert after.headers["Clear-Site-Data"] == '"cache"'
    assert "Wenn Ihre Angaben zu unseren Unterlagen passen" in after.text
    assert '<a href="/registrierung/stand/">Stand der PIN-Briefe</a>' in after.text
    assert "6&nbsp;Arbeitstage" in after.text
