"""New letters that the phone desk asks for: the same rules as for every registration, and no right on the register."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import PinLetter, Registration, RegistrationMismatch, User
from bestand.models import InsuredPerson
from tests.accounts.matching import insured, matched, registered
from tests.accounts.phoning import DESK, NUMBER, ask, call, seen, trail, words_of
from tests.accounts.printing import letter_in
from tests.bestand.rows import NORD, account, anna, brandt
from tests.conftest import RoleClient, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


@pytest.fixture
def desk() -> RoleClient:
    """A client signed in as Frau Telgen, who answers the phone of the Muster-IKK Rheinland."""
    return signed_in(User.objects.get(username="telgen"))


def test_new_letter_is_asked_once_more_and_requested_by_the_next_matching(desk: RoleClient) -> None:
    insured(NUMBER)
    assert "Zu dieser Nummer" in call(desk)
    asked = ask(desk, step="request")
    assert "Der Brief geht an die Anschrift im Bestand." in words_of(asked)
    key = asked.context["form"]["key"].value()
    assert "drucken? Bitte wählen Sie, wie wir den Brief drucken sollen." in call(
        desk, step="request", key=key, sure="Ja"
    )

    fields = {"step": "request", "key": key, "letter_form": "large", "sure": "Ja"}
    assert "Der Brief ist angefordert" in call(desk, **fields)
    call(desk, **fields)  # a second click

    assert list(Registration.objects.values_list("by_phone", "birth_year", "postcode")) == [(True, 1954, "50674")]
    assert matched() == "requested: 1\n"
    letter = PinLetter.objects.get()
    assert (letter.number, letter.letter_form, letter.region.slug) == (NUMBER, "large", "rheinland")
    added = ("telgen", "add", "accounts.Registration", "", "Neuer Brief, am Telefon angefordert")
    assert trail() == [*[seen(letters=0)] * 4, added, *[seen(letters=0)] * 2, added, seen(letters=0)]
    assert not any(NUMBER in part for entry in trail() for part in entry)


@pytest.mark.parametrize(
    "changes",
    [{"institutionskennzeichen": NORD}, {"is_protected": True}, {"number": "C000500021"}],
    ids=["other-ikk", "protected", "unknown"],
)
def test_new_letter_for_a_number_that_is_not_the_desks_business_is_answered_alike_and_asks_for_nothing(
    desk: RoleClient, changes: dict[str, Any]
) -> None:
    anna(**changes).save(force_insert=True)

    page = call(desk, step="request", key=uuid4(), letter_form="normal", sure="Ja")

    assert "Der Brief ist angefordert" in page
    assert not Registration.objects.exists()
    refused = ("telgen", "view", "accounts.LetterAtThePhone", "", "Neuer Brief am Telefon: nicht bei der eigenen IKK")
    assert trail() == [seen(letters=0), refused, seen(letters=0)]


def test_new_letter_of_a_company_comes_from_the_own_ikk(desk: RoleClient) -> None:
    brandt().save(force_insert=True)
    account(institutionskennzeichen=NORD, since=date(1999, 1, 1)).save(force_insert=True)
    account().save(force_insert=True)

    call(desk, "09912342", step="request", key=uuid4(), letter_form="normal", sure="Ja")

    assert matched() == "requested: 1\n"
    assert PinLetter.objects.get().region.slug == "rheinland"


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [({}, []), ({"address_since": timezone.localdate() - timedelta(days=3)}, ["address_changed"])],
)
def test_by_phone_mismatches_do_not_count_and_a_new_address_does(
    desk: RoleClient, changes: dict[str, Any], reasons: list[str]
) -> None:
    insured(NUMBER, **changes)
    for _ in range(6):
        registered(postcode="00000")
    matched()

    call(desk, step="request", key=uuid4(), letter_form="normal", sure="Ja")
    matched()

    assert PinLetter.objects.get().review_reasons == reasons


def test_request_by_phone_that_no_longer_fits_counts_no_mismatch(desk: RoleClient) -> None:
    insured(NUMBER)
    call(desk, step="request", key=uuid4(), letter_form="normal", sure="Ja")
    InsuredPerson.objects.update(postcode="50999")

    assert matched() == "mismatched: 1\n"
    assert not RegistrationMismatch.objects.exists()


@pytest.mark.parametrize(
    ("state", "said"),
    [("requested", "Ein Brief ist in Arbeit."), ("posted", "Ein neuer Brief ist ab dem ")],
)
def test_new_letter_is_not_offered_and_not_taken_before_its_time(desk: RoleClient, state: str, said: str) -> None:
    insured(NUMBER)
    letter_in(state)

    page = call(desk)
    assert said in page
    assert "Das ist nicht mehr möglich" in call(desk, step="request", key=uuid4(), letter_form="normal", sure="Ja")

    assert not Registration.objects.exists()


@pytest.mark.parametrize("number", ["09912342", NUMBER])
def test_register_that_is_away_is_told_and_nothing_is_lost(
    desk: RoleClient, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    monkeypatch.setitem(connections["bestand"].settings_dict, "NAME", "no_such_database")
    connections["bestand"].close()

    response = desk.post(DESK, {"number": number})

    connections["bestand"].close()
    assert "Der Bestand antwortet gerade nicht." in words_of(response)
    assert response.context["form"]["number"].value() == number
    assert trail() == []
