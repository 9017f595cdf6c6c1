"""Questions of services that a parent may use for a child: for whom, and who the child is.

The portal knows nobody's family. What is typed goes with the case, and the result goes by post to the parent's address
on file; whether the child is insured with the parent is the core system's to know.
"""

from datetime import timedelta

from django import forms

from ikk_portal.platform.question_pages import Question
from internetfiliale.form_fields import DayField, PrintedLine
from internetfiliale.services.declaration import Typed

_CHILD = "child"
_OLDEST = timedelta(days=25 * 366)  # children are insured with their parents until they are 25 at the latest


class ForWhom(forms.Form):
    """For oneself or for a child. Nothing is chosen beforehand."""

    for_whom = forms.ChoiceField(
        label="Für wen?",
        choices=(("me", "Für mich"), (_CHILD, "Für mein Kind, das bei Ihnen versichert ist")),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Bitte wählen Sie, für wen es ist.",
            "invalid_choice": "Bitte wählen Sie eine der beiden Antworten.",
        },
    )


class Child(forms.Form):
    """Who the child is, as its card says it."""

    child_given_name = PrintedLine(
        label="Vorname des Kindes", longest=45, missing="Bitte geben Sie den Vornamen Ihres Kindes ein."
    )
    child_family_name = PrintedLine(
        label="Nachname des Kindes", longest=45, missing="Bitte geben Sie den Nachnamen Ihres Kindes ein."
    )
    child_birth_date = DayField(
        label="Geburtsdatum des Kindes",
        help_text="Zum Beispiel 09 03 2019",
        missing="Bitte geben Sie ein, wann Ihr Kind geboren ist.",
        earliest=-_OLDEST,
        latest=timedelta(0),
    )


FOR_WHOM = Question("fuer-wen", "Für wen?", ForWhom)
CHILD = Question("kind", "Ihr Kind", Child)


def whose(typed: Typed) -> tuple[Question, ...]:
    """Return the questions that say for whom something is; the child is asked for only where there is one."""
    return (FOR_WHOM, CHILD) if typed.get("for_whom") == _CHILD else (FOR_WHOM,)
