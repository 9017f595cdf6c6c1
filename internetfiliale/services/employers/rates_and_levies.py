"""The rates and levies of the chosen IKK: what holds, what held, what will; also as a file."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format

from ikk_portal.platform.csv_files import csv_answer
from internetfiliale.services.declaration import Audience, Group, PageService, Visitor
from regions.models import Rate, Region
from regions.rates import EMPLOYER_LEVIES, LAW_OF_U1, LAWS, Span, history

_HEAD = ("Satz", "Prozent", "Gültig ab", "Gültig bis einschließlich", "Gilt für", "Rechtsgrundlage")


class RatesAndLevies(PageService):
    slug = "beitragssaetze"
    title = "Beitragssätze und Umlagen nachsehen"
    summary = "Alle Sätze Ihrer IKK mit ihrer Gültigkeit, auch als Datei für Ihr Abrechnungsprogramm."
    lead = (
        "Alle Beitragssätze und Umlagen der IKK, für die Sie gerade angemeldet sind: was gilt, was galt und was schon "
        "beschlossen ist."
    )
    group = Group.LOOKING_UP
    audience = frozenset({Audience.EMPLOYER})
    purpose = "Diese Seite zeigt nur und fragt nichts."
    legal_basis = "§ 14 SGB I"

    def page(self, request: HttpRequest, visitor: Visitor) -> HttpResponse:
        if request.GET.get("als") == "csv":
            name = f"beitragssaetze-{visitor.region.slug}"
            return csv_answer(name, _HEAD, _rows(visitor.region))
        rates, levels = history(visitor.region)
        context = {
            "service": self,
            "contributions": [span for span in rates if span.value.key not in EMPLOYER_LEVIES],
            "levels": levels,
            "levies": [span for span in rates if span.value.key in EMPLOYER_LEVIES],
        }
        return render(request, "internetfiliale/service_rates.html", context)


def _rows(region: Region) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the file, numbers with a comma and days as German programs read them."""
    rates, levels = history(region)
    for rate in rates:
        whose = region.name if rate.value.region_id else "alle IKKs"
        percent = number_format(rate.value.percent, 2)
        law = LAWS[Rate.Key(rate.value.key)]
        yield rate.value.get_key_display(), percent, *_time(rate), whose, law
    for level in levels:
        mark = ", Regelsatz" if level.value.is_standard else ""
        name = f"Umlage U1, Erstattung {level.value.reimbursement} %{mark}"
        yield name, number_format(level.value.levy, 2), *_time(level), region.name, LAW_OF_U1


def _time(span: Span) -> tuple[str, str]:
    return f"{span.since:%d.%m.%Y}", f"{span.until:%d.%m.%Y}" if span.until else ""
