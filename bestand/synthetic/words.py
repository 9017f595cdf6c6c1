"""What invented people and companies are put together from; frequent names of the country, no real person."""

from datetime import date, timedelta

GIVEN_NAMES = (
    "Anna Maria Ursula Monika Petra Sabine Renate Helga Karin Brigitte Ingrid Erika Andrea Gisela Claudia Susanne "
    "Gabriele Christa Christine Hildegard Anja Barbara Martina Heike Stefanie Nicole Jörg Jürgen Günther Peter "
    "Michael Wolfgang Thomas Klaus Werner Manfred Uwe Andreas Helmut Stefan Bernd Dieter Frank Rainer Björn Sönke "
    "Ayşe Mehmet Zeynep Mustafa Agnieszka Paweł Zoë Chloé José François Đorđe Nadežda Sören Gürkan Małgorzata "
    "Karl-Heinz Hans-Jürgen Anna-Lena Marie-Luise Eva-Maria Ole Ida Ben Mia Emma Noah Finn Lea Jonas Lina"
).split()
FAMILY_NAMES = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein "
    "Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause "
    "Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz "
    "Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann "
    "Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto Sommer "
    "Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Bergmann "
    "Yılmaz Öztürk Kaya Nowak Kowalski Wiśniewski Jovanović Nguyễn Petrenko Schulte-Oestrich Größmann Straßburger"
).split()
TITLES = ("Dr.", "Prof. Dr.", "Dr. med.", "Dipl.-Ing.")
PREFIXES = ("von", "zu", "von und zu", "von der", "vom", "van", "de")
STREETS = (
    *"Hauptstraße Bahnhofstraße Schulstraße Gartenstraße Dorfstraße Bergstraße Birkenweg Lindenstraße".split(),
    *"Waldstraße Ringstraße Amselweg Wiesenweg Mühlenweg Jahnstraße Goethestraße Schillerstraße Kirchstraße".split(),
    *"Rosenweg Buchenweg Tannenweg Feldstraße Mühlstraße Blumenstraße Poststraße Sudetenstraße".split(),
    *("Am Sportplatz", "Zum Alten Zollhaus", "Straße des 17. Juni", "Große Bleiche", "Karl-Marx-Straße"),
)
HOUSE_NUMBERS = (
    *(str(number) for number in range(1, 160)),
    *(f"{number}{letter}" for number in range(1, 30) for letter in "abc"),
)
ADDITIONS = ("Hinterhaus", "3. Obergeschoss links", "Wohnung 12", "Appartement 4.07", "bei Familie Größmann")
#: Country, postcode, town, street.
ABROAD = (
    ("Österreich", "6020", "Innsbruck", "Maria-Theresien-Straße 18"),
    ("Schweiz", "8001", "Zürich", "Bahnhofstrasse 3"),
    ("Belgien", "4700", "Eupen", "Klosterstraße 24"),
    ("Frankreich", "67000", "Strasbourg", "12, rue de la Mésange"),
    ("Niederlande", "6411 CP", "Heerlen", "Akerstraat 61"),
    ("Polen", "50-107", "Wrocław", "ul. Świdnicka 8/4"),
    ("Türkei", "35220", "Konak/İzmir", "Atatürk Caddesi No: 140 D: 3"),
    ("Dänemark", "6300", "Gråsten", "Sønderborg Landevej 7"),
    ("Luxemburg", "L-1930", "Luxemburg", "16, avenue de la Liberté"),
    ("Irland", "", "Athlone, Co. Westmeath", "4 Connaught Gardens"),
)
GUARDIANS = ("Betreuungsbüro Nehl", "Betreuungsverein Sonnenhof e. V.", "Rechtsanwältin Karla Größmann")
TRADES = (
    "Bäckerei Metallbau Tischlerei Elektro Malerbetrieb Dachdeckerei Fleischerei Friseursalon Autohaus "
    "Gebäudereinigung Zimmerei Sanitär Augenoptik Hörakustik Schornsteinfeger Konditorei Raumausstattung"
).split()
LEGAL_FORMS = (
    "GmbH",
    "GmbH & Co. KG",
    "e. K.",
    "KG",
    "OHG",
    "GbR",
    "UG (haftungsbeschränkt)",
    "AG",
    "eG",
    "SE & Co. KGaA",
)
LONG_COMPANIES = (
    "Gemeinnützige Gesellschaft für Ausbildung im Handwerk mbH",
    "Versorgungswerk der Innungen des Bauhauptgewerbes e. V.",
    "Vereinigte Werkstätten für Kälte- und Klimatechnik GmbH",
)
COMPANY_ADDITIONS = ("Filiale Nord", "Werk II", "Niederlassung Süd", "Betriebsteil Lager", "Verkaufsstelle Markt")


def _days(first: date, last: date, step: int) -> list[str]:
    return [(first + timedelta(days=day)).isoformat() for day in range(0, (last - first).days, step)]


BIRTHS_OF_MEMBERS = _days(date(1928, 1, 1), date(2008, 1, 1), 1)
BIRTHS_OF_FAMILY = _days(date(2003, 1, 1), date(2026, 1, 1), 1)
UNKNOWN_BIRTHS = ("1938-00-00", "1951-07-00", "1946-00-17", "1962-00-00", "1944-01-00")
BEGINNINGS = _days(date(1990, 1, 1), date(2024, 1, 1), 31)
MOVES = _days(date(2000, 1, 1), date(2026, 1, 1), 17)
ENDS = _days(date(2024, 1, 31), date(2026, 6, 30), 30)
