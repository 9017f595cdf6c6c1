"""What can be done with an enquiry: the words of each step, and the form of an answer."""

from dataclasses import dataclass
from typing import Any

from django import forms

from contact.answers import TEMPLATES, unfilled
from contact.private_numbers import private_numbers

LONGEST_ANSWER = 6_000  # characters


@dataclass(frozen=True)
class Step:
    """Something that is asked once more before it counts.

    Attributes:
        question, warning, yes: words of the page that asks.
        done: what to say when it has happened.
    """

    question: str
    warning: str
    yes: str
    done: str


#: Steps that cannot be taken back, or concern a colleague.
ASKED: dict[str, Step] = {
    "send": Step(
        "Antwort senden?",
        "So geht die E-Mail hinaus. Sie lässt sich nicht zurückholen, und eine zweite Antwort ist nicht vorgesehen.",
        "Ja, senden",
        "Die Antwort ist unterwegs.",
    ),
    "post": Step(
        "Per Post beantwortet?",
        "Bestätigen Sie das erst, wenn der Brief geschrieben ist. Danach ist die Anfrage erledigt; das lässt sich "
        "nicht zurücknehmen.",
        "Ja, per Post beantwortet",
        "Die Anfrage ist als per Post beantwortet vermerkt.",
    ),
    "take-over": Step(
        "Von der Kollegin oder dem Kollegen übernehmen?",
        "Jemand arbeitet vielleicht gerade daran. Sprechen Sie sich ab, damit nicht beide antworten. Ein Entwurf geht "
        "auf Sie über.",
        "Ja, übernehmen",
        "Sie haben die Anfrage übernommen.",
    ),
    "was-sent": Step(
        "Ist die Antwort hinausgegangen?",
        "Bestätigen Sie das nur, wenn der Mailserver die Antwort mit dieser Message-ID angenommen hat. Danach ist die "
        "Anfrage beantwortet; das lässt sich nicht zurücknehmen.",
        "Ja, sie ist hinausgegangen",
        "Die Anfrage ist als beantwortet vermerkt.",
    ),
    "was-not-sent": Step(
        "Ist die Antwort sicher nicht hinausgegangen?",
        "Bestätigen Sie das nur, wenn der Mailserver die Message-ID nicht kennt. Sonst bekommt die Person dieselbe "
        "Antwort zweimal. Danach können Sie die Antwort noch einmal senden.",
        "Ja, sie ist nicht hinausgegangen",
        "Die Anfrage liegt wieder bei Ihnen. Der Entwurf ist noch da.",
    ),
}


class AnswerForm(forms.Form):
    """The text of an answer; one of the templates can be put into it."""

    text = forms.CharField(
        label="Antwort",
        help_text="Nur Text. Bitte die Frage nicht wiederholen und keine persönlichen Angaben machen: E-Mails können "
        "unterwegs mitgelesen werden. Absender und „Bitte nicht antworten“ setzt das Portal darunter.",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={
            "required": "Bitte schreiben Sie eine Antwort.",
            "max_length": "Die Antwort hat %(show_value)d Zeichen, höchstens %(limit_value)d sind möglich.",
        },
    )
    template = forms.ChoiceField(
        label="Textvorlage",
        choices=[("", "Ohne Vorlage"), *((key, title) for key, (title, _) in TEMPLATES.items())],
        required=False,
    )

    def __init__(self, *args: Any, untouched: str = "", **kwargs: Any) -> None:
        """Take what the field begins with, which is no answer yet."""
        super().__init__(*args, **kwargs)
        self.untouched = untouched

    def typed(self) -> str:
        """Return what stands in the field, judged or not; a draft may be unfinished."""
        text: Any = self.data.get("text", "")
        return str(text).replace("\r\n", "\n").replace("\0", "")[:LONGEST_ANSWER]

    def draft(self) -> str:
        """Return what stands in the field, or nothing where it is still what the field began with."""
        return "" if self.typed().strip() == self.untouched.strip() else self.typed()

    def clean_text(self) -> str:
        """Refuse what must not go by mail, and a template that still waits for words."""
        text = self.typed().strip()
        if text == self.untouched.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        if unfilled(text):
            raise forms.ValidationError("Bitte füllen Sie aus, was in eckigen Klammern steht, oder löschen Sie es.")
        if found := private_numbers(text):
            raise forms.ValidationError(f"Die Antwort enthält eine {' und eine '.join(found)}. Bitte löschen Sie sie.")
        return text
