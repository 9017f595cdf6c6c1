"""The post has brought letters back: a scanner types one id after the other and presses Enter after each."""

import pytest
from playwright.sync_api import expect

from accounts.letter_ids import written_letter_id
from bestand.demo_data import ANNA, CLARA
from tests.browser import Look, Visit
from tests.journeys.letters_on_file import give_role, letter_on_file, no_letters_of
from tests.journeys.test_editing import assert_fits, sign_in
from tests.live import Portal

LOOKS = [
    pytest.param(Look(320), id="phone"),
    pytest.param(Look(1280, scripts=False), id="desktop-no-scripts", marks=pytest.mark.long),
    pytest.param(Look(1280, "dark"), id="desktop-dark", marks=pytest.mark.long),
]


@pytest.mark.parametrize("look", LOOKS)
def test_letters_are_scanned_one_after_the_other_without_touching_anything_else(
    visit: Visit, portal: Portal, look: Look
) -> None:
    no_letters_of(portal, ANNA.number, CLARA.number)
    returned = letter_on_file(portal, ANNA.number, "posted")
    in_use = letter_on_file(portal, CLARA.number, "activated")
    give_role(portal, "telgen", "PIN-Versand")
    desk = visit(look)
    sign_in(desk, portal, "telgen")
    expect(desk.get_by_role("region", name="Was wartet")).to_contain_text("zurückgekommene Briefe: ")
    if look.scripts:
        assert_fits(desk)
    desk.get_by_role("link", name="Zurückgekommene Briefe erfassen", exact=True).click()
    expect(desk.get_by_text("Die PIN in diesem Brief gilt danach nicht mehr.")).to_be_visible()

    for code in (
        written_letter_id(returned),
        written_letter_id(in_use),
        str(returned).replace("-", ""),
        "PIN: 1 2 3 4 5 6 7 8",
        "99999999-9999-4999-8999-999999999999",
        "",
    ):
        expect(desk.get_by_label("Briefnummer")).to_be_focused()
        desk.keyboard.type(code)
        with desk.expect_navigation():
            desk.keyboard.press("Enter")

    expect(desk.locator(".errorlist")).to_contain_text("Bitte scannen Sie den Code eines Briefs.")
    expect(desk.get_by_label("Briefnummer")).to_be_focused()
    words = [text.split(maxsplit=1)[1] for text in desk.locator(".scanned li").all_inner_texts()]
    assert words == [
        "Unbekannt, oder der Brief einer anderen IKK. Nichts geändert.",
        "War schon als zurückgekommen erfasst.",
        "Mit diesem Brief hat sich schon jemand angemeldet. Nichts geändert. Bitte melden Sie es der PIN-Freigabe.",
        "Als zurückgekommen erfasst. Die PIN gilt nicht mehr.",
    ]
    if look.scripts:
        assert_fits(desk)
