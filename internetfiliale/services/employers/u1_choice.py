"""How a level of the U1 levy is chosen: levels, deadline, channel."""

from typing import Any

from internetfiliale.services.declaration import Visitor
from internetfiliale.services.explaining import ExplainingPage


class U1Choice(ExplainingPage):
    slug = "u1-wahl"
    title = "Erstattung der Umlage U1 wählen"
    summary = "Welche Erstattungssätze Ihre IKK anbietet, bis wann Sie wählen und auf welchem Weg."
    lead = (
        "Bis zu 30 Beschäftigte? Dann bekommen Sie bei Krankheit einen Teil des fortgezahlten Entgelts erstattet. Wie "
        "viel, wählen Sie einmal im Jahr."
    )
    legal_basis = "§ 1 Abs. 1 und § 9 Abs. 2 AAG"
    template = "internetfiliale/service_u1_choice.html"
    on_paper = "u1-wahl-mitteilen"

    def said(self, visitor: Visitor) -> dict[str, Any]:
        return {"charges": visitor.charges}
