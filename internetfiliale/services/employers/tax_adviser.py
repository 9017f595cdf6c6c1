"""How a tax adviser or payroll office acts for an employer: by letter of authority, without the employer's PIN."""

from internetfiliale.services.explaining import ExplainingPage


class TaxAdviser(ExplainingPage):
    slug = "steuerberatung"
    title = "Steuerberatung oder Lohnbüro bevollmächtigen"
    summary = "Wie jemand für Ihren Betrieb mit uns sprechen darf, ohne Ihre PIN zu kennen."
    lead = (
        "Einen eigenen Zugang zur Internetfiliale gibt es für Steuerberatung und Lohnbüro zurzeit nicht. Mit einer "
        "Vollmacht, die Sie uns per Brief schicken, geben wir dort am Telefon und per Post Auskunft."
    )
    legal_basis = "§ 13 SGB X"
    template = "internetfiliale/service_tax_adviser.html"
