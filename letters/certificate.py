"""The certificate that somebody is insured: one sheet, made when it is asked for and kept nowhere.

Its title names nobody; the QR code holds the address of the page where it is checked and nothing else. Texts and
layout: ``templates/certificate.typ``.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from letters.address_window import breakable, is_writable, plain, width
from letters.codes import qr_code
from letters.dates import in_words
from letters.engine import PaperError, sheets, typeset_and_forget
from letters.letterhead import Letterhead

FILE_NAME = "versicherungsbescheinigung.pdf"

_SIZE = 11.0  # pt, as in the template
_VALUE = 108.0 / 1.1  # mm for the values of the table, with a little to spare; bold is a tenth wider


@dataclass(frozen=True)
class Certificate:
    """What is certified, by whom, and how it is checked; texts as the register has them.

    Attributes:
        letterhead: of the IKK that certifies.
        institutionskennzeichen: of this IKK.
        name: of the insured person, in full.
        birth_date: "09.03.1954", day or month perhaps 00.
        number: Versichertennummer, grouped.
        insured_as: how, "als Mitglied".
        insured_since: first day.
        insured_until: last day, if an end is known already.
        as_of: the day of the data.
        issued_on: the date of the certificate.
        valid_until: last day on which it can be checked.
        code: grouped.
        check_address: of the page where it is checked, as people type it, without "https://".
    """

    letterhead: Letterhead
    institutionskennzeichen: str
    name: str = field(repr=False)
    birth_date: str = field(repr=False)
    number: str = field(repr=False)
    insured_as: str
    insured_since: date
    insured_until: date | None
    as_of: date
    issued_on: date
    valid_until: date
    code: str = field(repr=False)
    check_address: str

    def pdf(self) -> bytes:
        """Return the certificate as PDF, exactly one sheet.

        Raises:
            PaperError: saying in German what cannot be printed, without repeating it.
        """
        texts = (self.name, self.birth_date, self.number, *asdict(self.letterhead).values())
        if not all(is_writable(plain(text)) for text in texts):
            raise PaperError("Die Bescheinigung enthält ein Zeichen, das die Briefschrift nicht hat.")
        pdf = typeset_and_forget("certificate", self._for_template(), dated=self.issued_on)
        if sheets(pdf) != 1:
            raise PaperError("Die Bescheinigung passt nicht auf ein Blatt. Bitte kürzen Sie den Namen der IKK.")
        return pdf

    def _for_template(self) -> dict[str, Any]:
        """Return what the template needs; the names are its own."""
        head = self.letterhead.printed()
        name = plain(self.name)
        return {
            "head": head,
            "facts": [
                ("Name", breakable(name, _VALUE, _SIZE)),
                ("Geburtsdatum", self.birth_date),
                ("Versichertennummer", self.number),
                ("Versichert", self.insured_as),
                ("Versichert seit", in_words(self.insured_since)),
                *([("Versichert bis", in_words(self.insured_until))] if self.insured_until else []),
                ("Krankenkasse", head["name"]),
                ("Nummer der Krankenkasse", self.institutionskennzeichen),
            ],
            # Names that take more than a line stand on the sheet once: it has no room for two of them.
            "name_to_type": breakable(name, _VALUE, _SIZE) if width(name) <= _VALUE else "wie oben",
            "as_of": in_words(self.as_of),
            "issued_on": in_words(self.issued_on),
            "issued_on_in_digits": f"{self.issued_on:%d.%m.%Y}",
            "valid_until": in_words(self.valid_until),
            "code": self.code,
            "check_address": self.check_address,
            "check_code": qr_code(f"https://{self.check_address}"),
        }
