"""Whom the IKK calls at an employer's: a name and a telephone number, nothing else."""

from django import forms

from ikk_portal.platform.question_pages import Question
from internetfiliale.form_fields import PhoneNumber, PrintedLine
from internetfiliale.services.declaration import Audience, CaseService, Group, Typed, Visitor

_NEW, _REPLACED, _GONE = "new", "replaced", "gone"


class Wish(forms.Form):
    """What is to become of the contact persons. Nothing is chosen beforehand."""

    wish = forms.ChoiceField(
        label="Was möchten Sie uns mitteilen?",
        choices=(
            (_NEW, "Eine weitere Ansprechperson nennen"),
            (_REPLACED, "Eine Ansprechperson oder ihre Telefonnummer ändern"),
            (_GONE, "Eine Ansprechperson streichen"),
        ),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie, was Sie uns mitteilen möchten.",
            "invalid_choice": "Bitte wählen Sie eine der Antworten.",
        },
    )


class Former(forms.Form):
    """Who stands in the records so far."""

    former_name = PrintedLine(
        label="Bisherige Ansprechperson",
        help_text="Vor- und Nachname, so wie Sie ihn uns genannt haben",
        missing="Bitte geben Sie den Namen der bisherigen Ansprechperson ein.",
    )


class Person(forms.Form):
    """Who is to be called from now on."""

    contact_name = PrintedLine(
        label="Vor- und Nachname",
        missing="Bitte geben Sie den Namen der Ansprechperson ein.",
    )
    telephone = PhoneNumber(
        label="Telefonnummer im Betrieb",
        help_text="Mit Vorwahl, zum Beispiel 0221 471081",
        missing="Bitte geben Sie die Telefonnummer ein, unter der wir die Person erreichen.",
    )


WISH = Question("anliegen", "Ansprechperson", Wish)
FORMER = Question("bisher", "Wer steht bisher in unseren Unterlagen?", Former)
PERSON = Question("person", "Wen rufen wir an?", Person)


class ContactPersons(CaseService):
    slug = "ansprechperson"
    title = "Ansprechperson nennen oder ändern"
    heading = "Ansprech\N{SOFT HYPHEN}person nennen oder ändern"
    summary = "Wen wir in Ihrem Betrieb anrufen, wenn zu Beiträgen oder Meldungen etwas zu klären ist."
    lead = (
        "Wir brauchen nur Name und Telefonnummer. Bitte sagen Sie der Person, dass Sie uns beides nennen und wozu. Für "
        "jede IKK nennen Sie Ansprechpersonen getrennt."
    )
    group = Group.OWN_DATA
    audience = frozenset({Audience.EMPLOYER})
    purpose = "Wir rufen die Person an, wenn zu Ihrem Beitragskonto oder zu Meldungen etwas zu klären ist."
    legal_basis = "§ 28h Abs. 1 SGB IV, § 67a Abs. 1 SGB X"
    what_next = (
        "Ihre IKK trägt die Ansprechperson ein oder streicht sie.",
        "Danach rufen wir nur noch an, wen Sie uns genannt haben.",
    )
    result_within = 5

    def questions(self, visitor: Visitor, typed: Typed) -> tuple[Question, ...]:
        return {
            _REPLACED: (WISH, FORMER, PERSON),
            _GONE: (WISH, FORMER),
        }.get(typed.get("wish", ""), (WISH, PERSON))
