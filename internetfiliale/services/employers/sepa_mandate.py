"""How an employer lets contributions be debited: electronically, as part of the data on its account."""

from internetfiliale.services.explaining import ExplainingPage


class SepaMandate(ExplainingPage):
    slug = "sepa-mandat"
    title = "SEPA-Lastschriftmandat erteilen"
    heading = "SEPA-Lastschrift\N{SOFT HYPHEN}mandat erteilen"
    summary = "Wie wir Beiträge abbuchen dürfen, und wie Sie Mandat oder Bankverbindung ändern."
    lead = (
        "Mit einem SEPA-Lastschriftmandat buchen wir Ihre Beiträge am Fälligkeitstag ab. Sie erteilen, ändern und "
        "widerrufen es elektronisch. Hier fragen wir nicht nach Ihrer IBAN."
    )
    legal_basis = "§ 28a Abs. 3b SGB IV"
    template = "internetfiliale/service_sepa_mandate.html"
    on_paper = "sepa-vordruck"
