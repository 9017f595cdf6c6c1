"""The sheets of a part as a PDF: what a letter says in the words that the room of letters understands."""

from collections.abc import Sequence

from django.conf import settings

from accounts.pins import written_pin, written_unlock_code
from accounts.sheets import CannotPrint, Sheet
from letters.pin_letter import Form, LetterProblem, PinLetterData, Recipient, pin_letters
from regions.letterhead import letterhead_of


def pdf_of(sheets: Sequence[Sheet]) -> bytes:
    """Return one PDF of all sheets, in their order.

    Raises:
        CannotPrint: naming one sheet.
    """
    try:
        (part,) = pin_letters((_data(sheet) for sheet in sheets), sheets_per_part=len(sheets))
    except LetterProblem as problem:
        raise CannotPrint(problem.letter_id, str(problem)) from None
    return part.pdf


def _data(sheet: Sheet) -> PinLetterData:
    recipient = Recipient(sheet.kind)
    return PinLetterData(
        letterhead=letterhead_of(sheet.region),
        address=sheet.address,
        salutation="Guten Tag" if recipient is Recipient.EMPLOYER else f"Guten Tag {sheet.name}",
        recipient=recipient,
        pin=written_pin(sheet.secrets.pin),
        unlock_code=written_unlock_code(sheet.secrets.unlock_code),
        letter_id=sheet.letter_id,
        printed_on=sheet.printed_on,
        valid_until=sheet.valid_until,
        portal_address=settings.PORTAL_ADDRESS,
        form=Form(sheet.letter_form),
        number_ending=sheet.number_ending,
        on_behalf_of=sheet.on_behalf_of,
    )
