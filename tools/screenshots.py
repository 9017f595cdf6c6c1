"""Take the pictures of docs/screenshots/: `python tools/screenshots.py [--out DIRECTORY]`.

Starts a demo of its own on a free port, with a database that is thrown away, and looks at it with Chromium.
"""

import argparse
import base64
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from django_otp.oath import totp
from need import ALIASES
from playwright.sync_api import Browser, sync_playwright

BASE_DIR = Path(__file__).resolve().parent.parent
FOLDER = BASE_DIR / "docs" / "screenshots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
]
TALLEST = 1_400  # pixels; a picture is for a first look, not for reading

CALLERS = ("A765432103", "E765432102", "H765432108")  # Anna, Emil and Hanna of the demo's register

_SIGN_IN = re.compile(r"^  ([a-z]+) +(\S+) +((?:[A-Z2-7]{4} ){8})", re.MULTILINE)
_MEMBER = re.compile(
    r"^  (?P<number>\w+) +(?P<pin>\d{4} \d{4}) +(?P<code>\d{3}(?: \d{3}){5}) +(?P<who>\w+)", re.MULTILINE
)
_ADDRESS = re.compile(r"The portal is up: (http://\S+?)/ ")


@dataclass(frozen=True)
class Picture:
    """One picture: file name without its ending, address, and how to look at it.

    ``signed_in`` names a member of staff, or what a member has done: "first" has used the letter for the first time,
    "pin" has shown the PIN, and "code" the Entsperrcode, too; "employer" has shown the PIN of a company.
    """

    name: str
    path: str
    width: int = 1280
    scheme: Literal["light", "dark"] = "light"
    region: str = ""
    signed_in: str = ""


PICTURES = (
    Picture("start-1280-light", "/"),
    Picture("start-1280-dark", "/", scheme="dark"),
    Picture("start-320-light", "/", 320),
    Picture("start-320-dark", "/", 320, "dark"),
    Picture("search-result-1280-light", "/regionen/?q=Frankf"),
    Picture("search-two-laender-320-light", "/regionen/?q=14715", 320),
    Picture("region-list-1280-light", "/regionen/"),
    Picture("choose-320-light", "/regionen/rheinland/", 320),
    Picture("regional-home-1280-light", "/", region="rheinland"),
    Picture("regional-home-320-light", "/", 320, region="rheinland"),
    Picture("page-1280-light", "/themen/leistungen/zuzahlungen/", region="nord"),
    Picture("page-320-light", "/themen/leistungen/zahnvorsorge/", 320, region="nord"),
    Picture("news-320-light", "/aktuelles/", 320, region="nord"),
    Picture("offices-near-320-light", "/servicestellen/?q=50667", 320, region="rheinland"),
    Picture("office-1280-light", "/servicestellen/koeln/", region="rheinland"),
    Picture("site-search-1280-light", "/suche/?q=Zahnreinigung", region="nord"),
    Picture("register-1280-light", "/internetfiliale/registrieren/", region="rheinland"),
    Picture("register-number-320-light", "/internetfiliale/registrieren/versicherte/", 320, region="rheinland"),
    Picture("sign-in-1280-light", "/internetfiliale/anmelden/", region="rheinland"),
    Picture("sign-in-320-light", "/internetfiliale/anmelden/", 320, region="rheinland"),
    Picture("welcome-320-light", "/internetfiliale/willkommen/", 320, signed_in="first"),
    Picture("overview-1280-light", "/internetfiliale/", signed_in="pin"),
    Picture("overview-320-dark", "/internetfiliale/", 320, "dark", signed_in="pin"),
    Picture("unlock-code-320-light", "/internetfiliale/nachweis/", 320, signed_in="pin"),
    Picture("own-data-320-light", "/internetfiliale/meine-daten/", 320, signed_in="code"),
    Picture("service-320-light", "/internetfiliale/dienste/anschrift/", 320, signed_in="code"),
    Picture("service-1280-light", "/internetfiliale/dienste/bankverbindung/", signed_in="code"),
    Picture("cases-320-light", "/internetfiliale/vorgaenge/", 320, signed_in="code"),
    Picture("mailbox-1280-light", "/internetfiliale/postfach/", signed_in="code"),
    Picture("services-of-employers-1280-light", "/internetfiliale/", signed_in="employer"),
    Picture("calculator-1280-light", "/internetfiliale/dienste/beitragsrechner/", signed_in="employer"),
    Picture("certificate-check-320-light", "/bescheinigung/pruefen/", 320, region="rheinland"),
    Picture("letter-progress-320-light", "/registrierung/stand/", 320, region="rheinland"),
    Picture("catalogue-1280-light", "/broschueren/", region="rheinland"),
    Picture("brochure-320-light", "/broschueren/gesunde-zaehne/", 320, region="rheinland"),
    Picture("order-320-light", "/broschueren/bestellen/?b=gesunde-zaehne", 320, region="rheinland"),
    Picture("privacy-1280-light", "/datenschutz/", region="rheinland"),
    Picture("easy-language-320-light", "/leichte-sprache/", 320, region="rheinland"),
    Picture("not-found-1280-light", "/gibt-es-nicht/"),
    Picture("staff-rates-1280-light", "/verwaltung/regions/rate/", signed_in="sander"),
    Picture("staff-rate-form-1280-light", "/verwaltung/regions/rate/add/", signed_in="sander"),
    Picture("staff-rates-320-light", "/verwaltung/regions/rate/", 320, signed_in="sander"),
    Picture("staff-sign-in-320-light", "/verwaltung/login/", 320),
    Picture("desk-letters-1280-light", "/verwaltung/accounts/lettertoprint/", signed_in="vogel"),
    Picture("desk-batch-1280-light", "/verwaltung/accounts/printbatch/{batch}/change/", signed_in="fischer"),
    Picture("desk-release-320-light", "/verwaltung/accounts/printbatch/{batch}/release/", 320, signed_in="fischer"),
    Picture("order-desk-1280-light", "/verwaltung/brochures/order/", signed_in="pauli"),
    Picture("figures-1280-light", "/zahlen/"),
    Picture("figures-320-light", "/zahlen/", 320),
    Picture("statistics-1280-light", "/verwaltung/access_log/publishedcount/", signed_in="stein"),
    Picture("statistics-320-light", "/verwaltung/access_log/publishedcount/", 320, signed_in="stein"),
    Picture("desk-phone-1280-light", "/verwaltung/accounts/letteratthephone/", signed_in="telgen"),
)


def main(arguments: list[str]) -> int:
    """Take every picture; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=FOLDER, help="where the pictures go")
    folder: Path = parser.parse_args(arguments).out
    folder.mkdir(parents=True, exist_ok=True)
    with running_demo() as (address, printed), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        cookies = all_cookies(browser, address, printed)
        batch = submit_a_batch(browser, address, cookies)
        for picture in PICTURES:
            file = folder / f"{picture.name}.png"
            shown = replace(picture, path=picture.path.format(batch=batch))
            file.write_bytes(smaller(take(browser, address, cookies.get(picture.signed_in, []), shown)))
            sys.stdout.write(f"{file.name}: {file.stat().st_size // 1024} KB\n")
        browser.close()
    return 0


@contextmanager
def running_demo() -> Iterator[tuple[str, str]]:
    """Start the demo; yield its address, and what it has printed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="ikk-screenshots-", ignore_cleanup_errors=True) as data:
        command = [sys.executable, "manage.py", "demo", "--bind", f"127.0.0.1:{port}", "--data", data]
        environment = {key: value for key, value in os.environ.items() if not key.endswith("DATABASE_URL")}
        with subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True) as demo:
            try:
                yield _read(demo)
            finally:
                demo.terminate()


def _read(demo: "subprocess.Popen[str]") -> tuple[str, str]:
    """Read what the demo prints until it is up."""
    printed = ""
    for line in demo.stdout or ():
        printed += line
        if address := _ADDRESS.search(line):
            return address[1], printed
    raise SystemExit(f"The demo did not start:\n{printed}")


def take(browser: Browser, address: str, cookies: list[Any], picture: Picture) -> bytes:
    """Return one picture as PNG; phones are drawn with two dots for each pixel."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": picture.width, "height": 700},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        locale="de-DE",
        timezone_id="Europe/Berlin",
    )
    if picture.region:
        context.add_cookies([{"name": "ikk_region", "value": picture.region, "url": address}])
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(picture.path, wait_until="networkidle")
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": picture.width, "height": min(height, TALLEST)})
    png = page.screenshot()
    context.close()
    return png


def submit_a_batch(browser: Browser, address: str, cookies: dict[str, list[Any]]) -> str:
    """Let callers ask for letters, and Vogel submit one of them; return the batch's number as addresses have it."""
    telgen, vogel = (browser.new_context(base_url=address) for _ in range(2))
    telgen.add_cookies(cookies["telgen"])
    vogel.add_cookies(cookies["vogel"])
    phone, desk = telgen.new_page(), vogel.new_page()
    for number in CALLERS:
        phone.goto("/verwaltung/accounts/letteratthephone/")
        phone.fill("#id_number", number)
        phone.get_by_role("button", name="Stand zeigen").click()
        phone.get_by_role("button", name="Neuen Brief anfordern").click()
        phone.get_by_label("In normaler Schrift").check()
        phone.get_by_role("button", name="Ja, anfordern").click()
    letters = desk.locator("input[name=_selected_action]")
    for _ in range(60):  # seconds; the demo's timer asks the register every ten
        desk.goto("/verwaltung/accounts/lettertoprint/")
        if letters.count() == len(CALLERS):
            break
        time.sleep(1)
    letters.first.check()
    desk.get_by_role("button", name="Ausführen").click()
    desk.get_by_role("button", name="Zur Freigabe vorlegen").click()
    desk.get_by_text("zur Freigabe vorgelegt").first.wait_for()
    batch = desk.url.split("/")[-3]
    telgen.close()
    vogel.close()
    return batch


def all_cookies(browser: Browser, address: str, printed: str) -> dict[str, list[Any]]:
    """Sign everybody in once and return their cookies: a code counts only once, and a letter's first use, too."""
    staff = {name: (password, key) for name, password, key in _SIGN_IN.findall(printed)}
    members = {one["who"]: one for one in _MEMBER.finditer(printed)}
    lena, karl, muster = members["Lena"], members["Karl"], members["Muster"]
    wanted = sorted({picture.signed_in for picture in PICTURES} & set(staff))
    return {name: sign_in_staff(browser, address, name, *staff[name]) for name in wanted} | {
        "first": sign_in_member(browser, address, karl["number"], karl["pin"]),
        "pin": sign_in_member(browser, address, lena["number"], lena["pin"]),
        "code": sign_in_member(browser, address, lena["number"], lena["pin"], lena["code"]),
        "employer": sign_in_member(browser, address, muster["number"], muster["pin"]),
    }


def sign_in_member(browser: Browser, address: str, number: str, pin: str, code: str = "") -> list[Any]:
    """Sign in with number and PIN, and show the Entsperrcode if there is one."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/internetfiliale/anmelden/")
    page.fill("#id_number", number)
    page.fill("#id_pin", pin)
    page.press("#id_pin", "Enter")
    page.get_by_role("button", name="Abmelden", exact=True).wait_for()
    if code:
        page.goto("/internetfiliale/nachweis/")
        page.fill("#id_unlock_code", code)
        page.press("#id_unlock_code", "Enter")
        page.wait_for_url("**/internetfiliale/")
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


def sign_in_staff(browser: Browser, address: str, name: str, password: str, key: str) -> list[Any]:
    """Sign in once and return the cookies: a code counts only once."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/verwaltung/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.fill("#id_code", f"{totp(base64.b32decode(key.replace(' ', ''))):06}")
    page.press("#id_code", "Enter")
    page.wait_for_url("**/verwaltung/")
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


def smaller(png: bytes) -> bytes:
    """Return the same picture with its pixels packed as tightly as zlib can, and without side notes."""
    parts, at, pixels = [png[:8]], 8, b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12
        if kind == b"IDAT":
            pixels += content
        elif kind == b"IEND":
            parts += [_chunk(b"IDAT", zlib.compress(zlib.decompress(pixels), 9)), _chunk(b"IEND", b"")]
        elif kind in {b"IHDR", b"PLTE"}:
            parts.append(_chunk(kind, content))
    return min(b"".join(parts), png, key=len)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def _chromium() -> str:
    found = (shutil.which(name) for name in ALIASES["chromium"])
    return next(filter(None, found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
