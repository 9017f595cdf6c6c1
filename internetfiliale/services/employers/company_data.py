"""How name, address and line of business of a company are changed: through the Betriebsnummern-Service."""

from internetfiliale.services.explaining import ExplainingPage


class CompanyData(ExplainingPage):
    slug = "betriebsdaten"
    title = "Betriebsdaten ändern"
    summary = "Wohin Sie eine neue Anschrift, Firma oder Rechtsform melden, und bis wann."
    lead = (
        "Ändern sich Firma, Anschrift oder Tätigkeit Ihres Betriebs, melden Sie das elektronisch dem "
        "Betriebsnummern-Service der Bundesagentur für Arbeit. Von dort erfahren es alle Kassen, auch wir."
    )
    legal_basis = "§ 18i Abs. 4 SGB IV"
    template = "internetfiliale/service_company_data.html"
