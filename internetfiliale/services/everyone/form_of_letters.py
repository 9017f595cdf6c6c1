"""How letters are to be printed from now on: large, or with a code that a phone reads aloud."""

from django import forms

from ikk_portal.platform.question_pages import Question
from internetfiliale.services.declaration import EVERYONE, CaseService, Group, Typed, Visitor


class FormOfLetters(forms.Form):
    """How letters are to be printed; nobody is asked why. Nothing is chosen beforehand."""

    letter_form = forms.ChoiceField(
        label="Wie sollen unsere Briefe künftig aussehen?",
        choices=(
            ("normal", "In normaler Schrift"),
            ("large", "In großer Schrift"),
            ("read_aloud", "Mit einem QR-Code, aus dem ein Smartphone den Text vorlesen kann"),
            ("large_read_aloud", "In großer Schrift und mit QR-Code"),
        ),
        widget=forms.RadioSelect,
        help_text="Sie müssen nicht sagen, warum.",
        error_messages={
            "required": "Bitte wählen Sie, wie wir Briefe drucken sollen.",
            "invalid_choice": "Bitte wählen Sie eine der Formen.",
        },
    )


class FormOfLettersService(CaseService):
    slug = "form-der-briefe"
    title = "Form der Briefe wählen"
    summary = "Große Schrift oder ein Code zum Vorlesen, für alle Briefe Ihrer IKK."
    lead = (
        "Ihre IKK druckt Briefe an Sie so, dass Sie sie gut lesen oder hören können. Das kostet nichts, und Sie können "
        "es jederzeit wieder ändern."
    )
    group = Group.OWN_DATA
    audience = EVERYONE
    purpose = "Wir merken uns, wie wir Briefe an Sie drucken. Warum, fragen und speichern wir nicht."
    legal_basis = "§ 17 Abs. 1 Nr. 4 SGB I, § 284 Abs. 1 SGB V"
    what_next = (
        "Ihre IKK trägt die Form der Briefe ein.",
        "Alle Briefe, die danach gedruckt werden, kommen in dieser Form. Briefe, die schon unterwegs sind, nicht mehr.",
    )
    result_within = 5

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return (Question("form", "Form der Briefe", FormOfLetters),)
