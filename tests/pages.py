"""Every kind of page that visitors and staff meet, errors included: what the checks of all pages go through."""

from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from accounts.drafts import Draft
from accounts.models.registration import Kind
from brochures.drafts import Draft as OrderDraft
from ikk_portal.platform.sealing import seal
from tests.internetfiliale.checking import CHECK, typed_date

REGION = "rheinland"  # the IKK chosen on pages that speak for one
REGION_NAME = "Muster-IKK Rheinland"
OFFICE = "koeln"


@dataclass(frozen=True)
class Page:
    """One page in one state.

    Attributes:
        name: short name, the test's id.
        path: where it is found.
        status: what it answers.
        region: slug of the IKK that the visitor has chosen, "" for none.
        method: how it is asked for; what a browser cannot ask for by an address is fetched and shown to it.
        headers: what is sent besides.
        body: the form that is sent.
    """

    name: str
    path: str
    status: int = 200
    region: str = ""
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def is_plain(self) -> bool:
        """Whether typing the address into a browser is enough."""
        return self.method == "GET" and not self.headers

    @property
    def cookies(self) -> dict[str, str]:
        return {"ikk_region": self.region} if self.region else {}


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_FROM_ELSEWHERE = {**_FORM, "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}

#: Pages without a choice.
NATIONAL = (
    Page("start", "/"),
    Page("region-list", "/regionen/"),
    Page("land-of-one-ikk", "/regionen/?land=DE-BY"),
    Page("land-of-two-ikks", "/regionen/?land=DE-NW&zurueck=%2Fhilfe%2F"),
    Page("region", f"/regionen/{REGION}/"),
    Page("nothing-to-forget", "/regionen/vergessen/"),
    Page("office-list", "/servicestellen/"),
    Page("office", f"/servicestellen/{OFFICE}/"),
    Page("office-by-appointment", "/servicestellen/dessau/"),
    Page("topic-list", "/themen/"),
    Page("section", "/themen/leistungen/"),
    Page("page", "/themen/leistungen/zahnersatz/"),
    Page("page-below", "/themen/leistungen/bonusheft/"),
    Page("news-list", "/aktuelles/"),
    Page("news-list-second", "/aktuelles/?seite=2"),
    Page("news-item", "/aktuelles/bonusheft-jahresende/"),
    Page("search", "/suche/"),
    Page("brochures", "/broschueren/"),
    Page("brochure", "/broschueren/schwangerschaft-und-geburt/"),
    Page("brochure-turkish", "/broschueren/saglik-sigortaniz/"),
    Page("imprint", "/impressum/"),
    Page("accessibility", "/barrierefreiheit/"),
    Page("easy-language", "/leichte-sprache/"),
    Page("sign-language", "/gebaerdensprache/"),
    Page("help", "/hilfe/"),
    Page("sources", "/quellen/"),
    Page("sign-in", "/internetfiliale/anmelden/"),
    Page("pin-forgotten", "/internetfiliale/pin-vergessen/"),
    Page("register", "/internetfiliale/registrieren/"),
    Page("register-insured", "/internetfiliale/registrieren/versicherte/"),
    Page("register-employer", "/internetfiliale/registrieren/arbeitgeber/"),
    Page("register-for-others", "/internetfiliale/registrieren/vertretung/"),
    Page("register-for-children", "/internetfiliale/registrieren/kinder/"),
    Page("register-for-clients", "/internetfiliale/registrieren/steuerberatung/"),
    Page("letter-progress", "/registrierung/stand/"),
    Page("contact", "/kontakt/"),
    Page("enquiry", "/kontakt/e-mail/broschueren/"),
    Page("enquiry-for-all", "/kontakt/e-mail/barrierefreiheit/"),
    Page("enquiry-about-a-page", "/kontakt/e-mail/seite/?seite=%2Fthemen%2Fleistungen%2Fzahnersatz%2F"),
    Page("letter", "/kontakt/brief/krankengeld/"),
    Page("certificate-check", CHECK),
    Page("privacy", "/datenschutz/"),
    Page("privacy-archive", "/datenschutz/archiv/"),
    Page("figures", "/zahlen/"),
    Page("figures-of-one-ikk", "/zahlen/?jahr=2026&ikk=nord"),
)

#: What the search answers.
SEARCHES = (
    Page("found-by-postcode", "/regionen/?q=50667"),
    Page("found-in-two-laender", "/regionen/?q=14715"),
    Page("found-by-name", "/regionen/?q=Frankf&zurueck=%2Fhilfe%2F"),
    Page("found-a-land", "/regionen/?q=sachsen"),
    Page("found-similar", "/regionen/?q=Muenchn"),
    Page("found-nothing", "/regionen/?q=xyzxyzxyz"),
    Page("postcode-unknown", "/regionen/?q=10107"),
    Page("site-found", "/suche/?q=zahn"),
    Page("site-found-second", "/suche/?q=IKK&seite=2"),
    Page("site-found-similar", "/suche/?q=Zahnersaz"),
    Page("site-found-nothing", "/suche/?q=xyzxyzxyz"),
    Page("brochures-found", "/broschueren/?thema=pflege&sprache=de-leicht"),
    Page("brochures-found-none", "/broschueren/?thema=arbeit&sprache=tr"),
    Page("offices-near", "/servicestellen/?q=50667"),
    Page("all-offices-by-distance", "/servicestellen/?q=99331&alle=1"),
    Page("offices-ambiguous", "/servicestellen/?q=Frankf"),
    Page("offices-of-a-land", "/servicestellen/?q=NRW"),
    Page("offices-nowhere", "/servicestellen/?q=xyzxyzxyz"),
    Page("offices-one-letter", "/servicestellen/?q=k"),
)

#: Pages that speak for the chosen IKK.
REGIONAL = tuple(
    Page(f"{name}-regional", path, region=REGION)
    for name, path in (
        ("home", "/"),
        ("region-list", "/regionen/"),
        ("chosen-region", f"/regionen/{REGION}/"),
        ("other-region", "/regionen/bayern/"),
        ("forget", "/regionen/vergessen/?zurueck=%2Fhilfe%2F"),
        ("office-list", "/servicestellen/"),
        ("offices-near", "/servicestellen/?q=M%C3%BCnchen"),
        ("own-office", f"/servicestellen/{OFFICE}/"),
        ("other-office", "/servicestellen/muenchen/"),
        ("topic-list", "/themen/"),
        ("section", "/themen/service/"),
        ("page", "/themen/leistungen/zahnersatz/"),
        ("news-list", "/aktuelles/"),
        ("site-found", "/suche/?q=zahn"),
        ("brochures", "/broschueren/"),
        ("brochure-few-left", "/broschueren/zuzahlungen-und-befreiung/"),
        ("brochure-gone", "/broschueren/pflege-zu-hause/"),
        ("imprint", "/impressum/"),
        ("accessibility", "/barrierefreiheit/"),
        ("easy-language", "/leichte-sprache/"),
        ("sign-language", "/gebaerdensprache/"),
        ("help", "/hilfe/"),
        ("sources", "/quellen/"),
        ("sign-in", "/internetfiliale/anmelden/"),
        ("pin-forgotten", "/internetfiliale/pin-vergessen/"),
        ("signed-out", "/internetfiliale/abgemeldet/"),
        ("register", "/internetfiliale/registrieren/"),
        ("register-insured", "/internetfiliale/registrieren/versicherte/"),
        ("register-for-children", "/internetfiliale/registrieren/kinder/"),
        ("register-done", "/internetfiliale/registrieren/fertig/"),
        ("letter-progress", "/registrierung/stand/"),
        ("contact", "/kontakt/"),
        ("enquiry", "/kontakt/e-mail/oeffnungszeiten/"),
        ("letter", "/kontakt/brief/widerspruch/"),
        ("certificate-check", CHECK),
        ("privacy", "/datenschutz/"),
        ("privacy-archive", "/datenschutz/archiv/"),
    )
)

_FROM_HERE = {**_FORM, "Sec-Fetch-Site": "same-origin"}
#: What somebody answers who registers as an insured person.
ANSWERS = {
    "number": "A000500015",
    "birth_date_0": "9",
    "birth_date_1": "3",
    "birth_date_2": "1954",
    "postcode": "50674",
    "letter_form": "large",
}


def _registering(
    name: str,
    kind: Kind = Kind.INSURED,
    *,
    answered: dict[str, str] | None = None,
    status: int = 200,
    region: str = "",
    headers: dict[str, str] = _FROM_HERE,
    **typed: str,
) -> Page:
    """Return what a page of the registration answers on which somebody has ``typed``."""
    path = f"/internetfiliale/registrieren/{'versicherte' if kind == Kind.INSURED else 'arbeitgeber'}/"
    sealed = Draft(kind, answers=answered).sealed() if answered else ""
    return Page(name, path, status, region, "POST", headers, urlencode({"sealed": sealed, **typed}))


#: The registration, page by page, with its errors.
REGISTERING = (
    Page("register-nobody", "/internetfiliale/registrieren/?weiter=1"),
    Page("register-done", "/internetfiliale/registrieren/fertig/"),
    _registering("number-empty", step="number", number=""),
    _registering("number-mistyped", region=REGION, step="number", number="A123456789"),
    _registering("number-of-an-employer", step="number", number="0991 2342"),
    _registering("number-of-a-person", Kind.EMPLOYER, step="number", number="A 000 500 015"),
    _registering("number-without-zero", Kind.EMPLOYER, step="number", number="9912342"),
    _registering("person", step="number", number="A000500015"),
    _registering("person-empty", answered=ANSWERS, step="person"),
    _registering("person-wrong", answered=ANSWERS, step="person", birth_date_0="31", birth_date_1="2", postcode="Bonn"),
    _registering("seat", Kind.EMPLOYER, step="number", number="0991 2342"),
    _registering("seat-empty", Kind.EMPLOYER, answered={"number": "09912342"}, step="seat"),
    _registering("letter", answered=ANSWERS, step="letter", go="letter"),
    _registering("letter-empty", answered=ANSWERS, step="letter"),
    _registering("check", answered=ANSWERS, step="letter", letter_form="read_aloud"),
    _registering("check-regional", answered=ANSWERS, region=REGION, step="letter", letter_form="large"),
    _registering("number-from-elsewhere", status=403, headers=_FROM_ELSEWHERE, step="number", number="A000500015"),
    _registering("check-from-elsewhere", answered=ANSWERS, status=403, headers=_FROM_ELSEWHERE, step="check"),
    _registering("answers-lost", step="letter", letter_form="large"),
)

ORDER = "/broschueren/bestellen/"
_RECEIPT = seal("order-receipt/v1", {"number": "B-7KQ2-M9XD", "ikk": REGION_NAME})
_WANTED = {"anzahl-gesunde-zaehne": "2", "anzahl-krankengeld": "1"}
_TO_ANNA = {
    "given_name": "Anna",
    "family_name": "Arnold",
    "addition": "c/o Brandt",
    "street": "Musterstr. 7",
    "postcode": "50674",
    "town": "Köln",
}


def _ordering(
    name: str,
    *,
    answered: dict[str, str] = _WANTED,
    status: int = 200,
    region: str = "",
    headers: dict[str, str] = _FROM_HERE,
    **typed: str,
) -> Page:
    """Return what a page of the order answers on which somebody has ``typed``."""
    sealed = OrderDraft(None, answers=answered, begun_at=timezone.now() - timedelta(minutes=1)).sealed()
    return Page(name, ORDER, status, region, "POST", headers, urlencode({"sealed": sealed, **typed}))


_ALL_ANSWERED = {**_WANTED, **_TO_ANNA}
#: The order of brochures, page by page, with its errors.
ORDERING = (
    Page("order", ORDER),
    Page("order-regional", ORDER, region=REGION),
    Page("order-prefilled", f"{ORDER}?b=gesunde-zaehne&anzahl-krankengeld=2&anzahl-pflege-zu-hause=1", region=REGION),
    Page("order-done", f"/broschueren/bestellen/fertig/?quittung={_RECEIPT}"),
    Page("order-done-of-nobody", "/broschueren/bestellen/fertig/", 404),
    _ordering("order-of-nothing", step="anzahl"),
    _ordering("order-of-too-many", step="anzahl", **{"anzahl-gesunde-zaehne": "viele"}),
    _ordering("order-of-what-is-gone", region=REGION, step="anzahl", **{"anzahl-pflege-zu-hause": "1"}),
    _ordering("order-address", step="anzahl", **_WANTED),
    _ordering("order-address-empty", step="anschrift"),
    _ordering("order-address-wrong", step="anschrift", **{**_TO_ANNA, "street": "W" * 60, "postcode": "5067"}),
    _ordering("order-town-of-several", step="anschrift", **{**_TO_ANNA, "postcode": "14715", "town": ""}),
    _ordering("order-town-unlikely", step="anschrift", **{**_TO_ANNA, "town": "Kölle"}),
    _ordering("order-sender", step="anschrift", **{**_TO_ANNA, "postcode": "14715", "town": "Schollene"}),
    _ordering("order-sender-empty", answered=_ALL_ANSWERED, step="ikk"),
    _ordering("order-check", step="anschrift", **_TO_ANNA),
    _ordering("order-check-regional", region=REGION, step="anschrift", **_TO_ANNA),
    _ordering("order-trapped", answered=_ALL_ANSWERED, status=403, step="check", homepage="x"),
    _ordering("order-from-elsewhere", answered=_ALL_ANSWERED, status=403, headers=_FROM_ELSEWHERE, step="check"),
    Page("order-answers-lost", ORDER, 200, "", "POST", _FROM_HERE, urlencode({"step": "anschrift", **_TO_ANNA})),
)

_ENQUIRY = {"message": "Wann haben Sie geöffnet?", "email": "anna@example.org"}


def _writing(
    name: str,
    path: str,
    status: int = 200,
    *,
    region: str = REGION,
    headers: dict[str, str] = _FROM_HERE,
    **typed: str,
) -> Page:
    """Return what a page answers on which somebody has ``typed`` an enquiry or a letter."""
    return Page(name, f"/kontakt/{path}/", status, region, "POST", headers, urlencode(typed))


#: What comes of writing to us.
WRITING = (
    Page("enquiry-sent", "/kontakt/gesendet/"),
    _writing("enquiry-empty", "e-mail/broschueren", region=""),
    _writing("enquiry-mistyped", "e-mail/lob-und-kritik", message="Gut!", email="anna"),
    _writing("enquiry-with-a-number", "e-mail/mitgliedschaft", message="A 000 500 015", email="anna@example.org"),
    _writing("enquiry-from-elsewhere", "e-mail/website", 403, headers=_FROM_ELSEWHERE, **_ENQUIRY),
    _writing("individual-by-mail", "e-mail/krankengeld", 403, **_ENQUIRY),
    _writing("letter-empty", "brief/pflege", region=""),
    _writing("letter-unprintable", "brief/pflege", street="Weg 1", message="\u4e2d"),
    _writing("letter-taken-over", "brief/eigenes-anliegen", uebernehmen="1", message="A 000 500 015"),
    _writing("letter-from-elsewhere", "brief/pflege", 403, headers=_FROM_ELSEWHERE, message="Guten Tag"),
)

_PAPER = urlencode({"code": "7KQ2-M9XD-4F8T-0ZPC", "name": "Anna Ahrens", **typed_date(timezone.localdate())})
#: The check of certificates; one that agrees is looked at where one is made.
CHECKING = (
    Page("certificate-wrong", CHECK, 200, REGION, "POST", _FROM_HERE, _PAPER),
    Page("certificate-empty", CHECK, 200, "", "POST", _FROM_HERE, "code="),
    Page("certificate-mistyped", CHECK, 200, REGION, "POST", _FROM_HERE, f"{_PAPER}&code=7KQ2&issued_on_2=2019"),
    Page("certificate-from-elsewhere", CHECK, 403, "", "POST", _FROM_ELSEWHERE, _PAPER),
)

SIGN_IN = "/internetfiliale/anmelden/"
_NUMBER_AND_PIN = urlencode({"number": "A 000 500 015", "pin": "1234 5678"})
#: Before the door; what has tried a PIN is looked at where people sign in.
SIGNING_IN = (
    Page("signed-out", "/internetfiliale/abgemeldet/"),
    Page("sign-in-empty", SIGN_IN, method="POST", headers=_FROM_HERE, body="number=&pin="),
    Page("sign-in-from-elsewhere", SIGN_IN, 403, REGION, "POST", _FROM_ELSEWHERE, _NUMBER_AND_PIN),
    Page(
        "sign-in-too-late",
        SIGN_IN,
        method="POST",
        headers=_FROM_HERE,
        body="sealed=&unlock_code=482+015+967+330+741+268",
    ),
    Page("form-without-a-session", "/internetfiliale/ikk/", 403, "", "POST", _FROM_HERE, "ikk=rheinland"),
)

#: Error states of forms, and error pages.
ERRORS = (
    Page("search-empty", "/regionen/?q="),
    Page("postcode-incomplete", "/regionen/?q=506"),
    Page("postcode-too-long", "/regionen/?q=506677"),
    Page("one-letter", "/regionen/?q=k"),
    Page("search-too-long", f"/regionen/?q={'Muster' * 11}"),
    Page("site-search-empty", "/suche/?q="),
    Page("page-unknown", "/themen/leistungen/gibt-es-nicht/", 404),
    Page("news-unknown", "/aktuelles/gibt-es-nicht/", 404),
    Page("brochures-wrong-choice", f"/broschueren/?thema=wetter&q={'Muster' * 11}"),
    Page("brochure-unknown", "/broschueren/gibt-es-nicht/", 404),
    Page("brochure-not-offered", "/broschueren/rueckengesund-im-handwerk/", 404, "bayern"),
    Page("office-search-empty", "/servicestellen/?q="),
    Page("office-unknown", "/servicestellen/gibt-es-nicht/", 404),
    Page("land-unknown", "/regionen/?land=DE-XX"),
    Page("not-found", "/gibt-es-nicht/", 404),
    Page("not-found-regional", "/regionen/gibt-es-nicht/", 404, REGION),
    Page("bad-request", "/regionen/?q=%00", 400),
    Page("foreign-host", "/", 400, headers={"Host": "evil.example"}),
    Page("too-large", "/regionen/rheinland/", 413, method="POST", headers=_FORM, body="x" * 65_537),
    Page("choice-from-elsewhere", f"/regionen/{REGION}/", 403, "", "POST", _FROM_ELSEWHERE, "zurueck=%2F"),
    Page("forget-from-elsewhere", "/regionen/vergessen/", 403, REGION, "POST", _FROM_ELSEWHERE, "zurueck=%2F"),
    Page("form-expired", "/verwaltung/login/", 403, "", "POST", _FORM, "username=sander&password=x"),
)

PUBLIC = (*NATIONAL, *SEARCHES, *REGIONAL, *REGISTERING, *ORDERING, *WRITING, *CHECKING, *SIGNING_IN, *ERRORS)
ERROR_STATUSES = {page.status for page in (*ORDERING, *WRITING, *SIGNING_IN, *ERRORS) if page.status >= 400}

#: Pages of the staff area, for a signed-in member of staff.
STAFF = (
    Page("staff-index", "/verwaltung/"),
    Page("staff-regions", "/verwaltung/regions/region/"),
    Page("staff-region-add", "/verwaltung/regions/region/add/"),
    Page("staff-offices", "/verwaltung/regions/serviceoffice/"),
    Page("staff-office-add", "/verwaltung/regions/serviceoffice/add/"),
    Page("staff-rates", "/verwaltung/regions/rate/"),
    Page("staff-rate-add", "/verwaltung/regions/rate/add/"),
    Page("staff-u1", "/verwaltung/regions/u1tariff/"),
    Page("staff-u1-add", "/verwaltung/regions/u1tariff/add/"),
    Page("staff-pages", "/verwaltung/regions/page/"),
    Page("staff-page-add", "/verwaltung/regions/page/add/"),
    Page("staff-news", "/verwaltung/regions/newsitem/"),
    Page("staff-news-add", "/verwaltung/regions/newsitem/add/"),
    Page("staff-pictures", "/verwaltung/regions/picture/"),
    Page("staff-picture-add", "/verwaltung/regions/picture/add/"),
    Page("staff-files", "/verwaltung/regions/download/"),
    Page("staff-file-add", "/verwaltung/regions/download/add/"),
    Page("staff-brochures", "/verwaltung/brochures/brochure/"),
    Page("staff-brochure-add", "/verwaltung/brochures/brochure/add/"),
    Page("staff-password", "/verwaltung/password_change/"),
)

#: Lists of which the first record is opened, too.
STAFF_LISTS = (
    "/verwaltung/regions/region/",
    "/verwaltung/regions/serviceoffice/",
    "/verwaltung/regions/rate/",
    "/verwaltung/regions/u1tariff/",
    "/verwaltung/regions/page/",
    "/verwaltung/regions/newsitem/",
    "/verwaltung/regions/picture/",
    "/verwaltung/regions/download/",
    "/verwaltung/brochures/brochure/",
)
