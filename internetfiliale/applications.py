"""Applications for benefits, which stay on paper: what each of them asks. Nothing of the answers ever gets here."""

from dataclasses import dataclass

from letters.application_form import Blank, Section

_YES_NO = ("nein", "ja")
_ACCOUNT = Section(
    "Wohin sollen wir das Geld überweisen?", (Blank("Name der Kontoinhaberin oder des Kontoinhabers"), Blank("IBAN"))
)


@dataclass(frozen=True)
class Application:
    """One matter; texts as they stand on the paper.

    Attributes:
        key: names it in the form where it is chosen.
        choice: what one chooses.
        title: heading of the paper.
        basis: the law about the benefit.
        sections: what is asked.
        enclosures: what belongs into the envelope besides.
    """

    key: str
    choice: str
    title: str
    basis: str
    sections: tuple[Section, ...]
    enclosures: tuple[str, ...]


def _relative(heading: str) -> Section:
    return Section(
        heading,
        (
            Blank("Vorname und Nachname"),
            Blank("Geburtsdatum"),
            Blank("Wie sind Sie verwandt? Zum Beispiel: Ehefrau, Sohn, Stiefkind"),
            Blank("Bei welcher Krankenkasse ist diese Person bisher versichert?"),
            Blank(
                "Hat diese Person ein eigenes Einkommen?",
                choices=_YES_NO,
                then="Wenn ja: welches, und wie viel im Monat?",
            ),
        ),
    )


APPLICATIONS = (
    Application(
        key="familienversicherung",
        choice="Familienversicherung: Angehörige mitversichern",
        title="Antrag auf Familienversicherung",
        basis="§ 10 SGB V",
        sections=(
            Section("Ab wann?", (Blank("Die Familienversicherung soll beginnen am"),)),
            _relative("Erste Person"),
            _relative("Zweite Person"),
            Section(
                "Der andere Elternteil",
                (
                    Blank(
                        "Nur wenn Sie Kinder mitversichern möchten: Wie heißt der andere Elternteil, und bei welcher "
                        "Krankenkasse ist er versichert?",
                        lines=2,
                    ),
                ),
            ),
        ),
        enclosures=(
            "für jede weitere Person ein Blatt mit den gleichen Angaben",
            "Kopien von Heirats- oder Geburtsurkunden, wenn wir sie noch nicht haben",
        ),
    ),
    Application(
        key="haushaltshilfe",
        choice="Haushaltshilfe: Hilfe zu Hause, wenn Sie den Haushalt nicht führen können",
        title="Antrag auf Haushaltshilfe",
        basis="§§ 24h und 38 SGB V",
        sections=(
            Section(
                "Warum brauchen Sie Hilfe?",
                (
                    Blank(
                        "Bitte kreuzen Sie an:",
                        choices=(
                            "Behandlung im Krankenhaus",
                            "Vorsorge oder Rehabilitation",
                            "schwere Krankheit, ambulante Operation oder Ähnliches",
                            "Schwangerschaft oder Entbindung",
                        ),
                        then="Ein anderer Grund:",
                    ),
                ),
            ),
            Section(
                "Wann brauchen Sie Hilfe?",
                (Blank("Vom … bis zum …"), Blank("An welchen Wochentagen, und wie viele Stunden am Tag?")),
            ),
            Section(
                "Wer lebt in Ihrem Haushalt?",
                (
                    Blank("Kinder: Vornamen und Geburtsdaten; bitte dazuschreiben, wenn ein Kind behindert ist", 3),
                    Blank(
                        "Kann jemand, der bei Ihnen lebt, den Haushalt weiterführen?",
                        choices=_YES_NO,
                        then="Wenn nein: Warum nicht?",
                    ),
                ),
            ),
            Section(
                "Wer soll helfen?",
                (
                    Blank(
                        "Bitte kreuzen Sie an:",
                        choices=("Ich bitte die IKK, mir jemanden zu nennen.", "Ich habe schon jemanden."),
                        then="Wie heißt diese Person, und wie sind Sie verwandt oder verschwägert?",
                    ),
                ),
            ),
        ),
        enclosures=("die Bescheinigung Ihrer Ärztin, Ihres Arztes oder der Klinik",),
    ),
    Application(
        key="fahrkosten",
        choice="Fahrkosten: Fahrten zu einer Behandlung",
        title="Antrag auf Erstattung von Fahrkosten",
        basis="§ 60 SGB V",
        sections=(
            Section(
                "Wofür waren die Fahrten?",
                (
                    Blank(
                        "Bitte kreuzen Sie an:",
                        choices=(
                            "Behandlung im Krankenhaus",
                            "ambulante Behandlung",
                            "Vorsorge oder Rehabilitation",
                        ),
                        then="Name und Ort der Praxis oder Klinik:",
                    ),
                    Blank(
                        "Hat Sie jemand begleitet?",
                        choices=_YES_NO,
                        then="Wenn ja: Warum war das nötig?",
                    ),
                ),
            ),
            Section(
                "Ihre Fahrten",
                tuple(
                    Blank(f"{number}. Fahrt: Tag, von wo nach wo, womit, Kilometer oder Kosten")
                    for number in range(1, 4)
                ),
            ),
            _ACCOUNT,
        ),
        enclosures=(
            "die Verordnung einer Krankenbeförderung, wenn Sie eine haben",
            "Fahrkarten, Quittungen und Rechnungen",
            "für weitere Fahrten ein Blatt mit den gleichen Angaben",
        ),
    ),
    Application(
        key="ausland",
        choice="Behandlung in einem anderen Land der EU: Kosten erstatten",
        title="Antrag auf Erstattung: Behandlung im Ausland",
        basis="§ 13 Abs. 4 SGB V",
        sections=(
            Section(
                "Die Behandlung",
                (
                    Blank("In welchem Land und an welchem Ort?"),
                    Blank("Wann? Vom … bis zum …"),
                    Blank(
                        "Warum waren Sie dort?",
                        lines=0,
                        choices=(
                            "Ich war auf Reisen und bin krank geworden.",
                            "Ich bin zu der Behandlung dorthin gefahren.",
                            "Ich wohne oder arbeite dort.",
                        ),
                    ),
                    Blank("Was wurde behandelt, und wie?", 3),
                ),
            ),
            Section(
                "Die Kosten",
                (
                    Blank("Wie viel haben Sie bezahlt? Bitte mit Währung"),
                    Blank(
                        "Haben Sie die Europäische Krankenversicherungskarte gezeigt?",
                        choices=_YES_NO,
                        then="Wenn ja: Warum mussten Sie trotzdem bezahlen?",
                    ),
                ),
            ),
            _ACCOUNT,
        ),
        enclosures=("die Rechnungen und Belege darüber, dass Sie bezahlt haben", "Verordnungen, wenn Sie welche haben"),
    ),
)
