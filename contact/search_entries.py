"""What the room puts into the search of the site.

Addresses are asked of the room itself, for processes of the staff surface know no public ones.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from contact.topics import IndividualTopic, Topic
from regions.site_search import Entry

_KIND = "Kontakt"


def entries() -> Iterator[Entry]:
    """Yield the way to us, and each topic with the way that it goes."""
    yield _entry("start", "start", {}, "Kontakt", "Telefon, E-Mail, Brief und Servicestelle: So erreichen Sie uns.")
    for topic in Topic:
        text = "Schreiben Sie uns über das Formular. Wir antworten per E-Mail."
        yield _entry(topic, "enquiry", {"topic": topic}, f"Anfrage: {topic.label}", text)
    for individual in IndividualTopic:
        text = "Schreiben Sie uns einen Brief: Hier bekommen Sie ihn fertig zum Drucken. Oder rufen Sie an."
        yield _entry(individual, "letter", {"topic": individual}, f"Brief: {individual.label}", text)


def _entry(key: str, name: str, kwargs: dict[str, str], title: str, text: str) -> Entry:
    return Entry(
        kind=_KIND,
        key=f"kontakt:{key}",
        region=None,
        path=reverse(name, "contact.urls", kwargs=kwargs),
        title=title,
        text=text,
        public_from=timezone.now(),
    )
