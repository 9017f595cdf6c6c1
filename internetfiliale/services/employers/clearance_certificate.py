"""How an employer proves that its contributions are paid: electronically, one certificate from each fund."""

from internetfiliale.services.explaining import ExplainingPage


class ClearanceCertificate(ExplainingPage):
    slug = "unbedenklichkeit"
    title = "Unbedenklichkeitsbescheinigung beantragen"
    heading = "Unbedenklich\N{SOFT HYPHEN}keits\N{SOFT HYPHEN}bescheinigung beantragen"
    summary = "Wie Sie Auftraggebern nachweisen, dass Ihre Beiträge bei uns bezahlt sind."
    lead = (
        "Auftraggeber möchten oft sehen, dass Ihr Beitragskonto ausgeglichen ist. Die Bescheinigung dafür beantragen "
        "Sie elektronisch, und sie kommt elektronisch zurück."
    )
    legal_basis = "§ 108b SGB IV"
    template = "internetfiliale/service_clearance_certificate.html"
    on_paper = "unbedenklichkeit-anfordern"
