"""The certificate of insurance: at once, as a PDF that anybody can check."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from internetfiliale.certificates.insurance import certificate_of
from internetfiliale.own_register_data import Insurance, OwnData, state_of_data
from internetfiliale.services.declaration import (
    Audience,
    Clean,
    Document,
    DocumentService,
    Group,
    Refused,
    Rows,
    Visitor,
)
from letters.certificate import FILE_NAME
from regions.models import Region

_CALL_US = "Bitte rufen Sie uns an, oder kommen Sie in die Servicestelle."


class CertificateService(DocumentService):
    slug = "versicherungsbescheinigung"
    title = "Versicherungsbescheinigung herunterladen"
    heading = "Versicherungs\N{SOFT HYPHEN}bescheinigung herunterladen"
    summary = "Ein PDF, das sagt, wie und seit wann Sie bei uns versichert sind, zum Beispiel für eine Behörde."
    lead = (
        "Die Bescheinigung nennt Namen, Geburtsdatum und Versichertennummer, wie und seit wann Sie versichert sind und "
        "von welchem Tag unsere Daten sind. Wer sie bekommt, kann sie drei Monate lang auf unserer Seite prüfen. Ihr "
        "Arbeitgeber braucht sie nicht: Er bekommt die Bestätigung elektronisch von uns."
    )
    group = Group.PAPERS
    audience = frozenset({Audience.INSURED})
    purpose = "Die Bescheinigung entsteht aus unseren Unterlagen. Wir merken uns nicht, dass Sie eine hatten."
    legal_basis = "§ 284 Abs. 1 SGB V"
    without_net = "Bestellen können Sie die Bescheinigung auch am Telefon, per Post oder in der Servicestelle."
    button = "Bescheinigung herunterladen (PDF)"

    def on_file(self, data: OwnData) -> Rows:
        return (
            ("Name", data.name),
            ("Geburtsdatum", data.birth_date),
            ("Versichertennummer", data.number),
        )

    def document(self, visitor: Visitor, clean: Clean) -> Document:
        data, today = visitor.data, timezone.localdate()
        if data is None or data.insurance is None:
            raise Refused(f"Unter Ihrer Nummer finden wir keine Versicherung mehr. {_CALL_US}")
        _require_insured(data.insurance, today)
        region = Region.objects.filter(institutionskennzeichen=data.insurance.institutionskennzeichen).first()
        if region is None:
            raise Refused(f"Ihre IKK stellt hier keine Bescheinigungen aus. {_CALL_US}")
        certificate = certificate_of(data, data.insurance, region, as_of=state_of_data(), today=today)
        return Document(FILE_NAME, certificate.pdf())


def _require_insured(insurance: Insurance, today: date) -> None:
    """Refuse who is not insured ``today``.

    Raises:
        Refused: saying what to do instead.
    """
    if insurance.is_deceased:
        raise Refused(f"Zu dieser Versicherung stellen wir hier keine Bescheinigung aus. {_CALL_US}")
    if insurance.since > today:
        begins = date_format(insurance.since, "j. F Y")
        raise Refused(
            f"Ihre Versicherung bei uns beginnt am {begins}. Ab dann bekommen Sie hier die Bescheinigung. Brauchen Sie "
            "vorher eine, rufen Sie uns bitte an."
        )
    if insurance.until and insurance.until < today:
        ended = date_format(insurance.until, "j. F Y")
        raise Refused(
            f"Ihre Versicherung bei uns ist am {ended} zu Ende gegangen. Diese Bescheinigung gibt es nur, solange Sie "
            "versichert sind. Brauchen Sie eine Bescheinigung über die Zeit bei uns? Rufen Sie uns an oder schreiben "
            "Sie uns, wir schicken sie Ihnen per Post."
        )
