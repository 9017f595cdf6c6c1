"""P01: personal data are asked for only when needed: nothing to read, and the least to register or to order."""

import re

import pytest
from django.conf import settings

from accounts.models import Registration, User
from brochures.models import OrderAddress
from contact.models import Enquiry
from contact.topics import IndividualTopic, Topic
from ikk_portal.machine_pages import public_paths
from internetfiliale.services.declaration import CaseService, Visitor
from regions.models import Region
from tests.accounts.registering import ANNA, BRANDT, EMPLOYER, INSURED, fill_in
from tests.brochures import ordering
from tests.brochures.brochures import brochure, clear_room
from tests.conftest import RoleClient
from tests.contact.asking import letter_path, mail_path
from tests.internetfiliale.checking import CHECK
from tests.internetfiliale.filling import every_service, fields_of, first_page

#: What public forms may send: a search word, a Land, the way back, who wants to register, which brochures to list, and
#: which page has a problem.
ALLOWED = {"q", "land", "zurueck", "wer", "thema", "sprache", "grossdruck", "seite"}
#: What the pages of the registration carry on without asking.
CARRIED = {"step", "sealed", "seite"}
SIGN_IN = "/internetfiliale/anmelden/"


def asked_by(html: str) -> set[str]:
    """Return the names of all fields of a page, hidden ones included."""
    return {
        name
        for control in re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
        for name in re.findall(r'\bname="([^"]+)"', control)
    }


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_public_pages_ask_for_a_search_word_and_who_registers_only(client: RoleClient, region: str) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region
    writing = {*map(mail_path, Topic), *map(letter_path, IndividualTopic)}
    forms = {INSURED, EMPLOYER, SIGN_IN, CHECK, ordering.ORDER, *writing}
    paths = {*public_paths(), "/regionen/vergessen/"} - forms

    asked = {name for path in paths for name in asked_by(client.get(path, follow=True).content.decode())}

    assert len(paths) > 20
    assert asked <= ALLOWED
    assert {"q", "wer"} <= asked


@pytest.mark.parametrize(
    ("path", "typed", "expected"),
    [
        (
            INSURED,
            ANNA,
            [{"number"}, {"birth_date_0", "birth_date_1", "birth_date_2", "postcode"}, {"letter_form"}, set()],
        ),
        (EMPLOYER, BRANDT, [{"number"}, {"postcode"}, {"letter_form"}, set()]),
    ],
)
def test_registration_asks_number_birth_date_postcode_and_form_of_the_letter(
    client: RoleClient, path: str, typed: tuple[dict[str, str], ...], expected: list[set[str]]
) -> None:
    pages = [client.get(path), *(fill_in(client, path, typed[: count + 1]) for count in range(3))]

    assert [asked_by(page.text) - CARRIED for page in pages] == expected


def test_order_of_brochures_asks_how_many_name_and_postal_address(client: RoleClient) -> None:
    clear_room()
    brochure("zaehne", "Gesunde Zähne", copies={"spree-havel": 50})
    first = {"step": "anzahl", "anzahl-zaehne": "1"}
    between_two = {**ordering.ANNA, "postcode": "14715", "town": "Schollene"}
    pages = [
        client.get(ordering.ORDER),
        ordering.fill_in(client, first),
        ordering.fill_in(client, first, between_two),
        ordering.fill_in(client, first, between_two, {"step": "ikk", "region": "spree-havel"}),
    ]

    #: The trap that nobody sees, and postcode and town of which the page has asked whether they are right.
    carried = CARRIED | {"homepage", "asked"}
    assert [asked_by(page.text) - carried for page in pages] == [
        {"anzahl-zaehne"},
        {"given_name", "family_name", "addition", "street", "postcode", "town"},
        {"region"},
        set(),
    ]


def test_order_keeps_the_address_that_was_asked_and_its_key() -> None:
    assert {field.name for field in OrderAddress._meta.get_fields()} == {
        "order",
        "given_name",
        "family_name",
        "addition",
        "street",
        "postcode",
        "town",
    }


def test_sign_in_asks_number_and_pin(client: RoleClient) -> None:
    assert asked_by(client.get(SIGN_IN).text) - CARRIED == {"number", "pin"}


def test_check_of_a_certificate_asks_code_name_and_date(client: RoleClient) -> None:
    date_parts = {"issued_on_0", "issued_on_1", "issued_on_2"}

    assert asked_by(client.get(CHECK).text) - CARRIED == {"code", "name", *date_parts}


#: What the forms of the contact pages carry on without asking: the day of the form, and the page it is about.
CARRIED_BY_ENQUIRIES = {"tag", "seite"}


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_enquiry_asks_message_address_for_the_answer_and_ikk(client: RoleClient, region: str) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region

    for topic in Topic:
        asked = asked_by(client.get(mail_path(topic)).text) - CARRIED_BY_ENQUIRIES
        assert asked == {"message", "email", "ikk"}
    for individual in IndividualTopic:
        asked = asked_by(client.get(letter_path(individual)).text) - CARRIED
        assert asked == {"name", "street", "postcode", "town", "number", "message", "ikk"}


def test_enquiry_keeps_what_was_asked_and_how_far_the_answer_is() -> None:
    assert {field.name for field in Enquiry._meta.get_fields()} == {
        *("id", "topic", "region", "message", "email", "page", "received_at"),
        *("state", "taken_by", "taken_at", "draft", "sending_since", "answered_at", "answered_way"),
    }


def test_registration_keeps_what_was_asked_and_no_more() -> None:
    assert {field.name for field in Registration._meta.get_fields()} == {
        "id",
        "kind",
        "number",
        "birth_year",
        "birth_month",
        "birth_day",
        "postcode",
        "letter_form",
        "chosen_region",
        "by_phone",
        "received_at",
    }


#: What pages behind the door carry on without asking: the token, whose form it is, and the draft.
CARRIED_INSIDE = {"csrfmiddlewaretoken", "owner", "step", "sealed"}
_CHILD = {"for_whom", "child_given_name", "child_family_name", "child_birth_date"}
#: Service -> everything that it may ask, whatever is answered. What the register knows is missing: name, number, birth
#: date and address of who is signed in, or of the company.
ASKED_BY_SERVICES = {
    "anschrift": {"place", "addition", "street", "postcode", "town", "country", "valid_from"},
    "ansprechperson": {"wish", "contact_name", "telephone", "former_name"},
    "antrag-zum-ausdrucken": {"matter"},
    "bankverbindung": {"iban", "holder", "holder_name"},
    "beitragsrechner": {"kind", "pay", "parent", "place", "u1"},
    "beitragssaetze": set(),
    "betriebsdaten": set(),
    "europaeische-karte": {*_CHILD, "paper", "country", "leaves_on", "returns_on"},
    "form-der-briefe": {"letter_form"},
    "gesundheitskarte": {*_CHILD, "reason"},
    "rueckruf": {"subject", "phone", "slot"},
    "sepa-mandat": set(),
    "sepa-vordruck": {"occasion"},
    "steuerberatung": set(),
    "u1-wahl": set(),
    "u1-wahl-mitteilen": {"year", "level"},
    "unbedenklichkeit": set(),
    "unbedenklichkeit-anfordern": {"how_often"},
    "versicherungsbescheinigung": set(),
}


@pytest.mark.django_db(databases=["default", "bestand"])
def test_service_asks_what_it_needs_and_nothing_that_the_register_knows(rheinland: Region) -> None:
    asked = {
        service.slug: fields_of(service, Visitor(User(kind=audience), rheinland, has_proof=True))
        if isinstance(service, CaseService)
        else asked_by(first_page(service, audience).text) - CARRIED_INSIDE
        for service, audience in every_service()
    }

    assert asked == ASKED_BY_SERVICES
