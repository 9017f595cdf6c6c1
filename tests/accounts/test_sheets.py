"""What a letter says of the register: whose window, whose PIN."""

import pytest

from accounts.paper import pdf_of
from accounts.pins import Secrets
from accounts.sheets import Sheet, window
from bestand.register import DeliveryAddress
from regions.models import Region
from tests.letters.printed import ANNA, NORD, Page, Printed

NEHL = DeliveryAddress("Betreuungsbüro Nehl", "", "", "Ring 1", "50667", "Köln", "", "Dr. Anna Musterfrau")
BRANDT = DeliveryAddress("Bäckerei Brandt GmbH & Co. KG", "Filiale Nord", "", "Ring 1", "4700", "Eupen", "Belgien")
TAX_OFFICE = DeliveryAddress("Steuerbüro Stein", "", "", "Ring 2", "53111", "Bonn", "", "Bäckerei Brandt GmbH & Co. KG")


def page(address: DeliveryAddress, kind: str, letter_form: str = "normal") -> Page:
    """Print the letter of one account, and read it back."""
    region = Region(
        name=NORD.name, legal_name="K", street=NORD.street, postcode="20095", town="Hamburg", phone="+494066969"
    )
    sheet = Sheet(
        letter_id=ANNA.letter_id,
        region=region,
        kind=kind,
        letter_form=letter_form,
        number_ending="789",
        name=address.name,
        on_behalf_of=address.on_behalf_of,
        address=window(address, kind),
        secrets=Secrets("10345678", "482015967330741268"),
        printed_on=ANNA.printed_on,
        valid_until=ANNA.valid_until,
    )
    (printed,) = Printed(pdf_of([sheet])).pages
    return printed


def test_window_of_an_employer_says_that_the_management_alone_opens_the_letter() -> None:
    assert window(BRANDT, "employer") == (
        "Bäckerei Brandt GmbH & Co. KG",
        "Filiale Nord",
        "Geschäftsleitung – vertraulich",
        "Ring 1",
        "4700 Eupen",
        "BELGIEN",
    )
    assert window(NEHL, "insured") == ("Betreuungsbüro Nehl", "Ring 1", "50667 Köln")


def test_number_that_is_gone_from_the_register_has_no_window() -> None:
    with pytest.raises(ValueError, match="steht nicht mehr im Bestand"):
        window(None, "insured")


@pytest.mark.parametrize("letter_form", ["normal", "large", "read_aloud"])
@pytest.mark.parametrize(
    ("address", "kind", "greeted"),
    [(NEHL, "insured", "Guten Tag Betreuungsbüro Nehl,"), (TAX_OFFICE, "employer", "Guten Tag,")],
)
def test_recipient_is_greeted_and_reads_whose_pin_it_is(
    address: DeliveryAddress, kind: str, greeted: str, letter_form: str
) -> None:
    printed = page(address, kind, letter_form)
    words = f"dieser Brief enthält die Zugangsdaten von {address.on_behalf_of} für unsere Internetfiliale."

    assert f"{greeted} {words}" in printed.text
    assert "Ihre PIN" not in printed.text
    assert printed.text.count(address.on_behalf_of) == 1
    assert min(char.top for char in printed.find(address.on_behalf_of.split()[-1])) > 99  # never in the window


def test_letter_to_oneself_names_nobody_else() -> None:
    printed = page(BRANDT, "employer")

    assert "Zugangsdaten von" not in printed.text
    assert "mit diesem Brief melden Sie sich in unserer Internetfiliale an." in printed.text
    assert "Geben Sie Ihre Betriebsnummer mit dem Ende 789 und Ihre PIN ein." in printed.text
