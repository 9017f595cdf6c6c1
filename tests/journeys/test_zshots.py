from tests.journeys.test_inside_the_branch import *
from tests.internetfiliale.mailboxes import *
import os
OUT = "/tmp/t-i10-inside/shots"
@pytest.mark.parametrize("look", [Look(320), Look(1280), Look(320, "dark"), Look(1280, "dark")], ids=str)
def test_shots(visit, working, look):
    os.makedirs(OUT, exist_ok=True)
    with working():
        some_weeks_later()
        cookies = cookie_of(ANNA.number, visit={"previous_login_at": "2026-11-20T07:10:00+00:00", "failed_tries": 2, "letter": []})
    page = visit(look, cookies=cookies)
    def shot(name): page.screenshot(path=f"{OUT}/{name}-{look}.png", full_page=True)
    page.goto(HOME); shot("home")
    ways_inside(page).get_by_role("link", name="Postfach").click(); shot("mailbox")
    page.get_by_role("link", name=f"{SERVICE}: zurückgegeben").click(); shot("notice")
    page.get_by_role("button", name="Als ungelesen markieren").click(); shot("unread")
    ways_inside(page).get_by_role("link", name="Vorgänge").click(); shot("cases")
    page.locator("tbody a").first.click(); shot("case")
    if look == Look(1280):
        page.goto(HOME+"postfach/"); page.get_by_role("link", name=f"{SERVICE}: zurückgegeben").click()
        page.emulate_media(media="print"); shot("print")
