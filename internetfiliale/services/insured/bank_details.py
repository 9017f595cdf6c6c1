"""The account to which the IKK transfers what it pays to the person."""

import re
from typing import Any

from django import forms
from schwifty import IBAN
from schwifty.exceptions import InvalidChecksumDigits, InvalidLength, SchwiftyException

from ikk_portal.platform.question_pages import Question
from internetfiliale.form_fields import PrintedLine
from internetfiliale.services.declaration import Audience, CaseService, Clean, Group, Proof, Rows, Typed, Visitor

_OTHER = "other"


class IbanField(forms.CharField):
    """Takes an IBAN of the SEPA area however it is set out ("IBAN: de89-3704 …"); cleans to the library's own type."""

    _DRESS = re.compile(r"^\W*IBAN|[\W_]", re.IGNORECASE)  # no country's letters are "IB"

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(
            max_length=60,
            widget=forms.TextInput(attrs=attrs),
            error_messages={
                "required": "Bitte geben Sie die IBAN ein.",
                "max_length": "Eine IBAN hat höchstens 34 Zeichen. Bitte geben Sie nur die IBAN ein.",
                "null_characters_not_allowed": "Eine IBAN besteht aus Buchstaben und Ziffern.",
            },
            **options,
        )

    def clean(self, value: Any) -> IBAN:
        text = self._DRESS.sub("", super().clean(value))
        try:
            iban = IBAN(text)
        except SchwiftyException as problem:
            raise forms.ValidationError(_said_of(text, problem), code="invalid") from None
        if not iban.in_sepa_zone:
            raise forms.ValidationError(
                "In dieses Land überweisen wir nicht mit der IBAN allein. Rufen Sie uns dafür bitte an.", code="invalid"
            )
        return iban


def _said_of(text: str, problem: SchwiftyException) -> str:
    """Return in German what is wrong with letters and digits; nothing of them is repeated."""
    is_german = text[:2].upper() == "DE"
    if isinstance(problem, InvalidChecksumDigits):
        return "Diese IBAN gibt es nicht: Die Prüfziffern passen nicht. Bitte vergleichen Sie sie Gruppe für Gruppe."
    if isinstance(problem, InvalidLength) and is_german:
        return f"Eine deutsche IBAN hat 22 Zeichen, hier sind es {len(text)}. Bitte prüfen Sie sie."
    if text.isdigit():
        return "Eine IBAN beginnt mit zwei Buchstaben für das Land, zum Beispiel DE. Bitte ergänzen Sie sie."
    if is_german and re.search(r"[0-9]", text):
        return "In einer deutschen IBAN folgen auf DE nur Ziffern. Bitte prüfen Sie, ob ein O statt einer 0 dasteht."
    return "Das ist keine IBAN. Sie steht auf Ihrer Bankkarte oder Ihrem Kontoauszug und beginnt meistens mit DE."


class Account(forms.Form):
    """The account, and whose it is. Nothing is chosen beforehand."""

    iban = IbanField(
        label="IBAN",
        help_text="In Deutschland 22 Zeichen, zum Beispiel DE89 3704 0044 0532 0130 00. Leerzeichen sind egal.",
    )
    holder = forms.ChoiceField(
        label="Wem gehört das Konto?",
        choices=(("own", "Mir, allein oder mit jemandem zusammen"), (_OTHER, "Jemand anderem")),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie, wem das Konto gehört.",
            "invalid_choice": "Bitte wählen Sie eine der beiden Antworten.",
        },
    )


class Holder(forms.Form):
    """Whose account it is, if it is not that of the person, whom the register knows."""

    holder_name = PrintedLine(
        label="Name, auf den das Konto läuft",
        longest=70,
        missing="Bitte geben Sie den Namen ein, auf den das Konto läuft.",
    )


ACCOUNT = Question("konto", "Ihre neue Bankverbindung", Account)
HOLDER = Question("inhaber", "Konto einer anderen Person", Holder)


class BankDetails(CaseService):
    slug = "bankverbindung"
    title = "Bankverbindung ändern"
    heading = "Bank\N{SOFT HYPHEN}verbindung ändern"
    summary = "Sagen Sie uns, auf welches Konto wir Ihnen Geld überweisen."
    lead = (
        "Auf dieses Konto überweisen wir künftig, was Sie von Ihrer IKK bekommen. Abbuchen können wir davon nichts: "
        "Dafür bräuchten wir ein SEPA-Mandat mit Ihrer Unterschrift."
    )
    group = Group.OWN_DATA
    audience = frozenset({Audience.INSURED})
    purpose = "Wir überweisen Geld, das Ihnen zusteht, auf dieses Konto."
    legal_basis = "§ 47 SGB I, § 284 Abs. 1 Satz 1 Nr. 4 SGB V"
    proof = Proof.SECOND
    letter_before_change = True
    what_next = (
        "Ihre IKK trägt das neue Konto ein, wenn Sie dem Brief nicht widersprechen.",
        "Alles, was wir danach überweisen, geht auf das neue Konto.",
    )
    result_within = 10

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return (ACCOUNT, HOLDER) if typed.get("holder") == _OTHER else (ACCOUNT,)

    def lines(self, question: Question, clean: Clean) -> Rows:
        """Return the IBAN in groups, and the bank that it names, so that a wrong account is noticed."""
        if question is not ACCOUNT:
            return super().lines(question, clean)
        iban: IBAN = clean["iban"]
        bank = iban.bank_name or "Den Namen der Bank kennen wir nicht. Bitte prüfen Sie die IBAN besonders genau."
        whose = dict(Account.base_fields["holder"].choices)[clean["holder"]]  # type: ignore[attr-defined]
        return ("IBAN", iban.formatted), ("Bank", bank), ("Wem gehört das Konto?", whose)
