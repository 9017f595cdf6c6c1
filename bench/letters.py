"""``python -m bench.letters``: letters per CPU second against WeasyPrint, memory and bytes of a big batch.

The same letters, fonts and QR codes go through both, in parts of as many sheets, in processes of their own and
in rotation; WeasyPrint writes tagged PDF/UA-1 as well. Checks of the data, codes and counting of the sheets
are in the figure of the paper engine, hashing of secrets is in neither. WeasyPrint is in the group ``bench``.
"""

import argparse
import html
import importlib.util
import json
import operator
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median

from letters.address_window import FONTS
from letters.codes import qr_code
from letters.letterhead import Letterhead
from letters.pin_letter import SHEETS_PER_PART, PinLetterData, Recipient, pin_letters

ROUNDS = 5
BATCH = 10_000
LETTER = PinLetterData(
    letterhead=Letterhead(
        name="Muster-IKK Nord",
        legal_name="Muster-IKK Nord, Körperschaft des öffentlichen Rechts",
        street="Musterstraße 1",
        postcode="20095",
        town="Hamburg",
        phone="040 66969-0",
        phone_hours="Montag bis Freitag 8 bis 18 Uhr",
        email="service@ikk-nord.example",
        website="www.ikk-nord.example",
    ),
    address=("Anna Ahrens", "Hauptstraße 12", "50667 Köln"),
    salutation="Guten Tag Anna Ahrens",
    recipient=Recipient.INSURED,
    pin="1034 5678",
    unlock_code="482 015 967 330 741 268",
    letter_id="",
    printed_on=date(2026, 11, 22),
    valid_until=date(2027, 1, 6),
    portal_address="www.ikk-nord.example",
    number_ending="789",
)


def some_letters(count: int) -> Iterator[PinLetterData]:
    """Yield letters that differ in everything that differs between people."""
    for number in range(count):
        yield replace(
            LETTER,
            address=(f"Anna {number} Ahrens", f"Hauptstraße {number}", f"{number:05} Köln"),
            salutation=f"Guten Tag Anna {number} Ahrens",
            pin=f"{number % 10_000:04} {number * 7919 % 10_000:04}",
            letter_id=f"5E8C9A52-8F0B-4C1F-9D0E-{number * 7919:012X}",
        )


def by_the_paper_engine(count: int) -> int:
    """Make letters; return the bytes."""
    return sum(len(part.pdf) for part in pin_letters(some_letters(count)))


def by_weasyprint(count: int) -> int:
    """Make the same letters with HTML and CSS; return the bytes."""
    from weasyprint import HTML  # of the group bench
    from weasyprint.text.fonts import FontConfiguration

    document = f"<!doctype html><html lang=de><title>Brief mit PIN und Entsperrcode</title><style>{_CSS}</style>"
    document += "".join(map(_sheet, some_letters(count)))
    pdf = HTML(string=document, base_url=str(FONTS)).write_pdf(pdf_variant="pdf/ua-1", font_config=FontConfiguration())
    return len(pdf)


_CSS = f"""
@font-face {{ font-family: Fira; src: url(file://{FONTS}/FiraSans-Regular.ttf); font-weight: 400 }}
@font-face {{ font-family: Fira; src: url(file://{FONTS}/FiraSans-Bold.ttf); font-weight: 700 }}
@page {{ size: A4; margin: 98.46mm 20mm 31mm 25mm }}
body {{ margin: 0; font: 11pt/1.3 Fira }}
section {{ position: relative }} section + section {{ break-before: page }}
section > div {{ position: absolute }}
p, ol {{ margin: 0 0 .45em }} h1 {{ font-size: 15.4pt; margin: 0 0 .6em }}
.frame {{ border: 1.2pt solid; border-radius: 2mm; padding: 4mm 7mm 3mm; margin: 4mm 0 5mm }}
.pin {{ font: 32pt/1.1 Fira; margin: 0 }} .code {{ font: 22pt/1.1 Fira; margin: 0 }}
.mark {{ border-top: .25pt solid; left: -20mm }}
.foot {{ top: 150mm; width: 165mm; font-size: 8pt; color: #595959; border-top: .5pt solid }}
.foot svg {{ float: right; width: 13mm; height: 13mm }}
"""


def _sheet(letter: PinLetterData) -> str:
    head, text = letter.letterhead, html.escape
    address = "<br>".join(map(text, letter.address))
    return f"""<section>
<div style="top:-84mm;font:700 17pt Fira">{text(head.name)}</div>
<div style="top:-40mm;font-size:7pt">{text(head.name)} · {text(head.street)} · {head.postcode} {text(head.town)}</div>
<div style="top:-35.7mm;font:10pt/4.15mm Fira;font-kerning:none">{address}</div>
<div style="top:-48.5mm;left:100mm;font-size:9pt"><p>Datum 22. November 2026<p>Telefon {text(head.phone)}
<p>{text(head.phone_hours)}<p>Brief {letter.letter_id}</div>
<div class=mark style="top:6.54mm;width:2.5mm"></div><div class=mark style="top:111.54mm;width:2.5mm"></div>
<div class=mark style="top:50.04mm;width:4mm"></div>
<h1>Ihre PIN für die Internetfiliale</h1><p>{text(letter.salutation)},
<p>mit diesem Brief melden Sie sich in unserer Internetfiliale an.
<div class=frame style="position:static"><p class=pin>PIN: <b>{letter.pin}</b>
<p>vom 22. November 2026. Damit melden Sie sich an.<p class=code>Entsperrcode: <b>{letter.unlock_code}</b>
<p>Nur eingeben, wenn die Internetfiliale danach fragt.</div>
<p><b>So melden Sie sich an:</b><ol><li>Öffnen Sie im Browser die Seite <b>{text(letter.portal_address)}</b>.
<li>Wählen Sie oben „Internetfiliale“.<li>Geben Sie Ihre Versichertennummer mit dem Ende 789 und Ihre PIN ein. Die
Nummer steht auf Ihrer Gesundheitskarte.</ol>
<p><b>Erste Anmeldung bis 6. Januar 2027.</b> Sonst verfällt die PIN.
<p><b>Es gilt der jüngste Brief.</b> Haben Sie mehrere Briefe? Das Datum steht unter der PIN.
<p><b>Bewahren Sie den Brief sicher auf.</b> Am Telefon fragen wir nie nach PIN oder Entsperrcode.
<p><b>Nicht angefordert?</b> Rufen Sie uns bitte gleich an: <b>{text(head.phone)}</b>
<p>Freundliche Grüße<br>{text(head.name)}
<div class=foot>{qr_code(letter.letter_id)}{text(head.legal_name)}<br>{text(head.street)} · {head.postcode}
{text(head.town)}<br>{text(head.email)} · {text(head.website)}</div></section>"""


MAKERS = {"paper engine": by_the_paper_engine, "WeasyPrint": by_weasyprint}


def one_run(maker: str, count: int) -> dict[str, float]:
    """Make one sheet to warm up, then ``count``; return CPU seconds and bytes a letter, and MiB at most."""
    make = MAKERS[maker]
    make(1)
    start = time.process_time()
    size = make(count)
    cpu = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # Linux counts in KiB
    return {"cpu": cpu / count, "bytes": size / count, "peak": peak}


def run(maker: str, count: int) -> dict[str, float]:
    """Do one run in a process of its own."""
    command = [sys.executable, "-m", "bench.letters", "--run", maker, "--letters", str(count)]
    root = Path(__file__).resolve().parent.parent
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return {name: float(value) for name, value in json.loads(result.stdout).items()}


def measure() -> bool:
    """Measure, print, and return whether the goals were kept."""
    makers = list(MAKERS)
    if importlib.util.find_spec("weasyprint") is None:
        print("WeasyPrint is not installed (uv sync --group bench): no comparison.")
        makers.remove("WeasyPrint")
    rounds = [{maker: run(maker, SHEETS_PER_PART) for maker in makers} for _ in range(ROUNDS)]
    big = run("paper engine", BATCH)
    _print_makers(makers, rounds, big)
    goals = [
        (f"MiB for {BATCH:,} letters, at most", big["peak"], operator.le, 600.0),
        ("KiB a letter, at most", big["bytes"] / 1024, operator.le, 10.0),
    ]
    if "WeasyPrint" in makers:
        ratio = median(one["WeasyPrint"]["cpu"] / one["paper engine"]["cpu"] for one in rounds)
        goals.append(("letters per CPU second: times WeasyPrint, at least", ratio, operator.ge, 15.0))
    print("\n| goal | | seen | kept |\n|---|---|---|---|")
    for name, seen, compare, goal in goals:
        print(f"| {name} | {goal:g} | {seen:.1f} | {'yes' if compare(seen, goal) else '**no**'} |")
    return all(compare(seen, goal) for _, seen, compare, goal in goals)


def _print_makers(makers: list[str], rounds: list[dict[str, dict[str, float]]], big: dict[str, float]) -> None:
    """Print one line for each way of making letters, and one for the big batch."""
    print(
        f"\n| {SHEETS_PER_PART} letters in one part | letters per CPU second | ms a letter | KiB a letter | peak MiB |"
    )
    print("|---|---|---|---|---|")
    for maker in makers:
        cpu = median(one[maker]["cpu"] for one in rounds)
        size, peak = (median(one[maker][what] for one in rounds) for what in ("bytes", "peak"))
        print(f"| {maker} | {1 / cpu:,.0f} | {cpu * 1000:.1f} | {size / 1024:.1f} | {peak:.0f} |")
    print(f"| paper engine, {BATCH:,} letters | {1 / big['cpu']:,.0f} | {big['cpu'] * 1000:.1f} | ", end="")
    print(f"{big['bytes'] / 1024:.1f} | {big['peak']:.0f} |")


def main() -> int:
    """Measure everything, or, for a process of its own, one run."""
    parser = argparse.ArgumentParser(prog="python -m bench.letters", description=__doc__)
    parser.add_argument("--run", choices=MAKERS)
    parser.add_argument("--letters", type=int, default=SHEETS_PER_PART)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(one_run(options.run, options.letters)))
        return 0
    return 0 if measure() else 1


if __name__ == "__main__":
    sys.exit(main())
