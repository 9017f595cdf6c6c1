"""What an answer says by itself: the texts that staff may begin with, and what stands around each answer.

An answer never quotes the question and names no person of the staff: mail can be read on its way.
"""

from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.formats import date_format

from contact.models import Enquiry
from regions.models import Region

#: Key -> title and text. What stands in brackets is for the person who answers to fill in.
TEMPLATES: dict[str, tuple[str, str]] = {
    "danke": ("Dank", "vielen Dank für Ihre Nachricht. [Was daraus folgt]"),
    "nur-sie": (
        "Betrifft nur die Person: an Telefon und Brief verweisen",
        (
            "Ihre Frage betrifft nur Sie selbst. Solche Fragen klären wir zu Ihrem Schutz nicht per E-Mail. Bitte "
            "rufen Sie uns an, oder schreiben Sie uns einen Brief. Einen fertigen Brief zum Drucken finden Sie auf "
            "unserer Seite unter „Kontakt“."
        ),
    ),
    "barriere": (
        "Barriere: beseitigt oder in Arbeit",
        (
            "vielen Dank, dass Sie uns auf die Barriere hingewiesen haben. [Was wir geändert haben, oder bis wann wir "
            "es ändern]\n\nSind Sie damit nicht zufrieden, hilft Ihnen die Durchsetzungs- oder Schlichtungsstelle. Sie "
            "steht in unserer Erklärung zur Barrierefreiheit."
        ),
    ),
    "broschuere": ("Broschüre", "die Broschüre [Titel] [gibt es als Datei auf unserer Seite / kommt per Post]."),
    "seite": ("Fehler auf einer Seite", "vielen Dank für den Hinweis. Wir haben die Seite berichtigt."),
}


def first_draft(region: Region | None) -> str:
    """Return what an answer begins with before anything is typed."""
    return f"Guten Tag,\n\n\n\nMit freundlichen Grüßen\n{region.name if region else 'Ihre regionalen IKKs'}"


def with_template(draft: str, key: str) -> str:
    """Return ``draft`` with a text of ``TEMPLATES`` below its greeting."""
    greeting, _, rest = draft.partition("\n\n")
    return f"{greeting}\n\n{TEMPLATES[key][1]}\n\n{rest.lstrip()}"


def unfilled(text: str) -> bool:
    """Return whether a bracket of a template still waits for words."""
    return any(bracket in text for _, template in TEMPLATES.values() for bracket in _brackets(template))


def _brackets(template: str) -> list[str]:
    return [f"[{part.partition(']')[0]}]" for part in template.split("[")[1:]]


def message_id(enquiry: Enquiry) -> str:
    """Return the Message-ID of the answer: the same however often it is sent, so that mail servers can tell."""
    return f"<anfrage.{enquiry.pk}@{_host()}>"


def answer_mail(enquiry: Enquiry) -> EmailMessage:
    """Return the answer as it is sent: plain text, no quote, no address to reply to."""
    region = enquiry.region
    sender = " ".join((region.name if region else "IKK-Portal").split())
    return EmailMessage(
        subject=f"Ihre Anfrage vom {_day(enquiry.received_at)}",
        body=enquiry.draft.strip() + footer(region),
        from_email=formataddr((sender, settings.DEFAULT_FROM_EMAIL)),
        to=[enquiry.email],
        headers={"Message-ID": message_id(enquiry)},
    )


def footer(region: Region | None) -> str:
    """Return what stands below every answer."""
    phone = f"Telefon {region.phone_national}\n" if region else ""
    return (
        f"\n\n-- \n{region.legal_name if region else 'Das gemeinsame Portal der regionalen IKKs'}\n{phone}\n"
        "Bitte nicht antworten: E-Mails an diese Adresse liest niemand.\n"
        f"Neue Frage: https://{settings.PORTAL_ADDRESS}/kontakt/\n"
    )


def _host() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j. F Y")
