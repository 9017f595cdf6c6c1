"""The address of an order: five digits, a town, and lines that fit into the window of an envelope."""

import re
from typing import Any

import pytest

from brochures.models import OrderAddress
from tests.brochures.brochures import brochure, clear_room
from tests.brochures.ordering import ANNA, ORDER, copies, errors, fill_in, heading, sealed, send, without_waiting
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelf(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    clear_room()
    brochure("zaehne", "Gesunde Zähne", copies={"rheinland": 50, "spree-havel": 50})
    without_waiting(monkeypatch)


def address(client: RoleClient, **typed: str) -> Any:
    return fill_in(client, copies(zaehne=1), {**ANNA, **typed})


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ({"given_name": " "}, ["Vorname: Bitte geben Sie Ihren Vornamen ein."]),
        ({"street": ""}, ["Straße und Hausnummer: Bitte geben Sie Straße und Hausnummer ein."]),
        (
            {"postcode": "5067"},
            [
                (
                    "Postleitzahl: Eine deutsche Postleitzahl hat fünf Ziffern, hier sind es 4. Bitte prüfen Sie sie. "
                    "Ins Ausland schicken wir auf einen Anruf hin."
                )
            ],
        ),
        (
            {"postcode": "Köln"},
            ["Postleitzahl: Eine deutsche Postleitzahl besteht aus fünf Ziffern, zum Beispiel 50667."],
        ),
        (
            {"postcode": "", "town": ""},
            ["Postleitzahl: Bitte geben Sie die Postleitzahl ein.", "Ort: Bitte geben Sie den Ort ein."],
        ),
        (
            {"street": "W" * 50},
            [
                (
                    "Straße und Hausnummer: Das ist um etwa 24 Zeichen zu lang für das Fenster des Briefumschlags. "
                    "Bitte schreiben Sie zum Beispiel „Str.“ statt „Straße“."
                )
            ],
        ),
        (
            {"addition": "c/o 王伟"},
            [
                (
                    "Adresszusatz: Hier steht ein Zeichen, das wir nicht drucken können. Bitte schreiben Sie in "
                    "lateinischen Buchstaben."
                )
            ],
        ),
        ({"street": "M" * 101}, ["Straße und Hausnummer: Bitte geben Sie höchstens 100 Zeichen ein."]),
    ],
)
def test_wrong_address_says_at_its_field_how_to_mend_it(
    client: RoleClient, typed: dict[str, str], messages: list[str]
) -> None:
    response = address(client, **typed)

    assert errors(response) == messages
    assert heading(response) == "Ihre Anschrift"
    assert 'value="Arnold"' in response.text


def test_long_names_are_continued_in_a_second_line(client: RoleClient) -> None:
    long = address(
        client, given_name="Anna Maria Magdalena Theresia", family_name="von Arnold-Musterhausen zu Beispiel"
    )

    assert heading(long) == "Stimmen Ihre Angaben?"
    assert errors(address(client, family_name="W" * 60))[0].startswith("Nachname: Das ist ")


def test_postcode_is_read_as_people_write_it(client: RoleClient) -> None:
    assert "<br>50674 Köln</dd>" in address(client, postcode=" D-50 674 ").text


def test_town_is_entered_where_the_postcode_has_one(client: RoleClient) -> None:
    response = address(client, town="")

    assert errors(response) == [
        "Ort: Zu dieser Postleitzahl gehört Köln. Wir haben den Ort eingetragen, bitte prüfen Sie ihn."
    ]
    assert re.search(r'name="town" value="Köln"', response.text)


def test_towns_are_offered_where_the_postcode_has_several(client: RoleClient) -> None:
    response = address(client, postcode="14715", town="")

    (message,) = errors(response)
    assert re.fullmatch(r"Ort: Zu dieser Postleitzahl gehören (.+). Bitte geben Sie Ihren Ort ein\.", message)
    assert 'list="town-orte"' in response.text
    assert '<option value="Schollene">' in response.text
    assert 'list="town-orte"' not in address(client, town="").text


@pytest.mark.parametrize("town", ["Köln", "koeln", "KÖLN-EHRENFELD", "Köln / Ehrenfeld"])
def test_town_that_fits_is_not_asked_about(client: RoleClient, town: str) -> None:
    assert heading(address(client, town=town)) == "Stimmen Ihre Angaben?"


def test_other_town_is_asked_about_once_and_taken(client: RoleClient) -> None:
    asked = address(client, town="Kölle")
    assert errors(asked) == [
        (
            "Ort: Zu 50674 kennen wir Köln. Stimmt Ihre Angabe? Dann drücken Sie noch einmal auf „Weiter“, sonst "
            "berichtigen Sie bitte Ort oder Postleitzahl."
        )
    ]
    hidden = re.search(r'name="asked" value="([^"]*)"', asked.text)
    assert hidden
    again = {**ANNA, "town": "Kölle", "asked": hidden[1]}

    assert len(errors(send(client, ORDER, {**again, "town": "Kölsch"}, sealed(asked)))) == 1
    check = send(client, ORDER, again, sealed(asked))
    assert "50674 Kölle" in check.text
    assert send(client, ORDER, {"step": "check"}, sealed(check)).status_code == 303
    assert OrderAddress.objects.get().town == "Kölle"


def test_postcode_that_nobody_lists_is_taken(client: RoleClient) -> None:
    response = address(client, postcode="50450", town="Köln")

    assert heading(response) == "Ihre IKK"


def test_way_back_keeps_the_address_without_judging_it(client: RoleClient) -> None:
    second = fill_in(client, copies(zaehne=1))
    first = send(client, ORDER, {**ANNA, "postcode": "5", "town": "", "go": "anzahl"}, sealed(second))
    assert (heading(first), errors(first)) == ("Broschüren bestellen", [])
    assert 'name="anzahl-zaehne" value="1"' in first.text

    again = send(client, ORDER, copies(zaehne=2), sealed(first))

    assert errors(again) == []
    assert 'name="postcode" value="5"' in again.text
