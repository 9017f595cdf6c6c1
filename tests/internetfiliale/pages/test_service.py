"""Pages of services: questions, all answers, sent once; nothing asked that is known, nothing lost, nobody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from accounts.models import Session, User
from ikk_portal.platform.sealing import unseal
from internetfiliale.models import Case, CasePayload
from internetfiliale.services.catalogue import offered_to
from internetfiliale.services.declaration import Visitor
from regions.models import Region
from tests.accounts.members import PIN, UNLOCK_CODE, member
from tests.accounts.printing import on_file
from tests.accounts.registering import SAME
from tests.accounts.signed_in import client_of
from tests.bestand.rows import brandt
from tests.conftest import RoleClient
from tests.internetfiliale.filling import errors, fill_in, heading, sealed_in, send, service_path

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

LETTERS, ADDRESS, BANK = "form-der-briefe", "anschrift", "bankverbindung"
LARGE = {"step": "form", "letter_form": "large"}
CHECK = {"step": "check"}
HOME_ADDRESS = {"step": "anschrift", "street": "Neue Gasse 5", "postcode": "53111", "town": "Bonn"}


@pytest.fixture
def anna() -> User:
    on_file("A123456780", street="Domweg 7", postcode="50667")
    return member()


@pytest.fixture
def client(anna: User) -> RoleClient:
    return client_of(anna)


@pytest.fixture
def proved(anna: User) -> RoleClient:
    return client_of(anna, second_proof=True)


def since(days: int = 3) -> dict[str, str]:
    day = timezone.localdate() + timedelta(days=days)
    return {
        "step": "ab-wann",
        "valid_from_0": f"{day.day}",
        "valid_from_1": f"{day.month}",
        "valid_from_2": f"{day.year}",
    }


def test_questions_follow_each_other_up_to_the_receipt(client: RoleClient) -> None:
    first = client.get(service_path(LETTERS))
    assert heading(first) == "Form der Briefe"
    assert "Form der Briefe wählen: Schritt 1 von 2" in first.text

    check = send(client, LETTERS, first, **LARGE)
    assert heading(check) == "Stimmen Ihre Angaben?"
    assert "<dd>In großer Schrift</dd>" in check.text
    assert Case.objects.count() == 0

    sent = send(client, LETTERS, check, **CHECK)
    case = Case.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (303, f"/internetfiliale/vorgaenge/{case.pk}/")
    assert (case.service, case.region.slug) == (LETTERS, "rheinland")
    receipt = client.get(sent.headers["Location"])
    assert case.number in receipt.text
    assert "In großer Schrift" not in receipt.text


def test_case_sent_twice_is_one_case_with_one_receipt(client: RoleClient) -> None:
    check = fill_in(client, LETTERS, LARGE)

    sent = [send(client, LETTERS, check, **CHECK).headers["Location"] for _ in range(3)]

    assert len(set(sent)) == 1
    assert (Case.objects.count(), CasePayload.objects.count()) == (1, 1)


def test_two_windows_of_one_session_make_one_case(client: RoleClient) -> None:
    checks = [fill_in(client, LETTERS, LARGE) for _ in range(2)]

    sent = [send(client, LETTERS, check, **CHECK).headers["Location"] for check in checks]

    assert len(set(sent)) == 1
    assert Case.objects.count() == 1


def test_mended_answers_make_another_case_and_so_does_the_same_wish_later(client: RoleClient) -> None:
    check = fill_in(client, LETTERS, LARGE)
    mended = send(client, LETTERS, check, step="form", letter_form="normal")

    sent = [send(client, LETTERS, page, **CHECK) for page in (check, mended)]
    sent.append(send(client, LETTERS, fill_in(client, LETTERS, LARGE), **CHECK))

    assert [page.status_code for page in sent] == [303, 303, 303]
    assert Case.objects.count() == 3


def test_wrong_answer_is_said_at_its_field_and_stays(client: RoleClient) -> None:
    page = fill_in(client, LETTERS, {"step": "form", "letter_form": ""})

    assert errors(page) == [
        "Wie sollen unsere Briefe künftig aussehen? Bitte wählen Sie, wie wir Briefe drucken sollen."
    ]
    assert "<title>Fehler: Form der Briefe" in page.text


def test_service_that_shows_or_changes_much_asks_for_the_second_proof_first(client: RoleClient) -> None:
    for slug in (ADDRESS, BANK):
        asked = client.get(service_path(slug))
        assert asked.headers["Location"].startswith("/internetfiliale/nachweis/?weiter=")


def test_address_on_file_is_shown_and_the_new_one_asked_as_its_country_writes_it(proved: RoleClient) -> None:
    first = proved.get(service_path(ADDRESS))
    assert "<dd>Domweg 7<br>50667 Köln</dd>" in first.text

    abroad = send(proved, ADDRESS, first, step="ort", place="abroad")
    assert heading(abroad) == "Ihre neue Anschrift im Ausland"
    when = send(
        proved, ADDRESS, abroad, step="anschrift-ausland", street="Weg 1", town="6020 Innsbruck", country="Österreich"
    )
    check = send(proved, ADDRESS, when, **since())

    assert "<dd>Weg 1<br>6020 Innsbruck<br>ÖSTERREICH</dd>" in check.text
    assert "Bevor wir etwas ändern, schicken wir einen Brief" in check.text
    assert send(proved, ADDRESS, check, **CHECK).status_code == 303


def test_other_country_chosen_afterwards_asks_for_its_address_and_sends_nothing_of_the_first(
    proved: RoleClient,
) -> None:
    check = fill_in(proved, ADDRESS, {"step": "ort", "place": "germany"}, HOME_ADDRESS, since())
    assert "<dd>Neue Gasse 5<br>53111 Bonn</dd>" in check.text

    changed = send(proved, ADDRESS, check, step="ort", place="abroad")

    assert heading(changed) == "Ihre neue Anschrift im Ausland"
    assert 'value="Neue Gasse 5"' in changed.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"street": ""}, "Straße und Hausnummer: Bitte geben Sie Straße und Hausnummer ein."),
        (
            {"postcode": "5311"},
            "Postleitzahl: Eine deutsche Postleitzahl besteht aus fünf Ziffern, zum Beispiel 50667.",
        ),
        ({"town": "53111"}, "Ort: Ein Ort hat Buchstaben. Bitte geben Sie hier seinen Namen ein."),
        (
            {"town": "W" * 40},
            (
                "Ort: Das ist um etwa 17 Zeichen zu lang für das Fenster des Briefumschlags. Bitte lassen Sie zum "
                "Beispiel den Ortsteil weg."
            ),
        ),
        (
            {"street": "W" * 60},
            (
                "Straße und Hausnummer: Das ist um etwa 34 Zeichen zu lang für das Fenster des Briefumschlags. Bitte "
                "schreiben Sie zum Beispiel „Str.“ statt „Straße“."
            ),
        ),
    ],
)
def test_address_that_no_letter_reaches_is_refused(proved: RoleClient, typed: dict[str, str], error: str) -> None:
    page = fill_in(proved, ADDRESS, {"step": "ort", "place": "germany"}, {**HOME_ADDRESS, **typed})

    assert errors(page) == [error]


def test_bank_is_named_before_the_account_is_sent(proved: RoleClient) -> None:
    check = fill_in(proved, BANK, {"step": "konto", "iban": "de89370400440532013000", "holder": "own"})

    assert "<dd>DE89 3704 0044 0532 0130 00</dd>" in check.text
    assert "<dd>Commerzbank</dd>" in check.text
    assert check.headers["Cache-Control"] == "no-store"
    assert send(proved, BANK, check, **CHECK).status_code == 303


def test_nothing_that_is_kept_tells_what_was_typed_or_lets_anybody_guess_it(proved: RoleClient) -> None:
    """A case's key is made of the answers and of the draft's key: who had that one could try answers out."""
    check = fill_in(proved, BANK, {"step": "konto", "iban": "DE89370400440532013000", "holder": "own"})
    (row,) = Session.objects.all()
    secret = unseal(f"case/v1/{BANK}/{row.user_id}/rheinland", sealed_in(check), max_age=None)["key"]
    assert send(proved, BANK, check, **CHECK).status_code == 303

    with connections["default"].cursor() as cursor:
        for table in connections["default"].introspection.table_names():
            cursor.execute(f'SELECT string_agg(t::text, $$ $$) FROM "{table}" t')
            kept = cursor.fetchone()[0] or ""
            assert secret not in kept, table
            assert "DE89370400440532013000" not in kept, table


def test_name_is_asked_for_the_account_of_somebody_else_only(proved: RoleClient) -> None:
    asked = fill_in(proved, BANK, {"step": "konto", "iban": "DE89 3704 0044 0532 0130 00", "holder": "other"})
    assert heading(asked) == "Konto einer anderen Person"

    check = send(proved, BANK, asked, step="inhaber", holder_name="Bernd Beispiel")

    assert "<dd>Bernd Beispiel</dd>" in check.text


@pytest.mark.parametrize(
    ("iban", "error"),
    [
        ("", "Bitte geben Sie die IBAN ein."),
        (
            "DE89370400440532013001",
            "Diese IBAN gibt es nicht: Die Prüfziffern passen nicht. Bitte vergleichen Sie sie Gruppe für Gruppe.",
        ),
        ("DE8937040044053201300", "Eine deutsche IBAN hat 22 Zeichen, hier sind es 21. Bitte prüfen Sie sie."),
        (
            "89370400440532013000",
            "Eine IBAN beginnt mit zwei Buchstaben für das Land, zum Beispiel DE. Bitte ergänzen Sie sie.",
        ),
        (
            "DE89 3704 OO44 0532 0130 00",
            "In einer deutschen IBAN folgen auf DE nur Ziffern. Bitte prüfen Sie, ob ein O statt einer 0 dasteht.",
        ),
        (
            "Sparkasse",
            "Das ist keine IBAN. Sie steht auf Ihrer Bankkarte oder Ihrem Kontoauszug und beginnt meistens mit DE.",
        ),
        (
            "TR330006100519786457841326",
            "In dieses Land überweisen wir nicht mit der IBAN allein. Rufen Sie uns dafür bitte an.",
        ),
    ],
)
def test_iban_that_cannot_be_right_is_refused_with_what_to_do(proved: RoleClient, iban: str, error: str) -> None:
    page = fill_in(proved, BANK, {"step": "konto", "iban": iban, "holder": "own"})

    assert errors(page) == [f"IBAN: {error}"]


@pytest.mark.parametrize(
    "iban",
    [
        "DE89-3704-0044-0532-0130-00",
        "IBAN: de89 3704 0044 0532 0130 00",
        "\N{NO-BREAK SPACE}DE89370400440532013000\u200b",
    ],
)
def test_iban_is_taken_however_it_is_set_out(proved: RoleClient, iban: str) -> None:
    check = fill_in(proved, BANK, {"step": "konto", "iban": iban, "holder": "own"})

    assert "<dd>DE89 3704 0044 0532 0130 00</dd>" in check.text


def test_session_that_ends_between_two_pages_gives_all_answers_back(anna: User, proved: RoleClient) -> None:
    when = fill_in(proved, ADDRESS, {"step": "ort", "place": "germany"}, HOME_ADDRESS)
    Session.objects.update(expire_date=timezone.now())

    ended = send(proved, ADDRESS, when, anna, **since())
    kept = ended.text.partition('name="kept" value="')[2].partition('"')[0]
    assert (ended.status_code, bool(kept)) == (403, True)
    back = RoleClient()
    typed = {"number": "A123456780", "pin": PIN, "kept": kept, "weiter": service_path(ADDRESS)}
    assert back.post("/internetfiliale/anmelden/", typed, headers=SAME).headers["Location"] == service_path(ADDRESS)
    asked = back.get(service_path(ADDRESS)).headers["Location"]
    assert back.post(asked, {"unlock_code": UNLOCK_CODE}).headers["Location"] == service_path(ADDRESS)

    page = back.get(service_path(ADDRESS))
    assert heading(page) == "Ab wann?"
    assert "Ihre Eingaben sind wieder da." in page.text
    assert f'value="{since()["valid_from_0"]}"' in page.text
    check = send(back, ADDRESS, page, **since())
    assert "<dd>Neue Gasse 5<br>53111 Bonn</dd>" in check.text
    assert Case.objects.count() == 0


def test_form_whose_token_has_ended_comes_back_and_sends_nothing(anna: User, client: RoleClient) -> None:
    check = fill_in(client, LETTERS, LARGE)
    client.handler.enforce_csrf_checks = True

    failed = send(client, LETTERS, check, anna, **CHECK)
    kept = failed.text.partition('name="kept" value="')[2].partition('"')[0]
    assert (failed.status_code, bool(kept), Case.objects.count()) == (403, True, 0)
    assert "Ihre IKK: <strong>Muster-IKK Rheinland</strong>" in failed.text

    client.handler.enforce_csrf_checks = False
    client.post("/internetfiliale/formular/", {"kept": kept})
    page = client.get(service_path(LETTERS))
    assert heading(page) == "Stimmen Ihre Angaben?"
    assert send(client, LETTERS, page, **CHECK).status_code == 303


def test_draft_of_somebody_else_opens_nothing(anna: User, client: RoleClient) -> None:
    on_file("B123456782")
    check = fill_in(client, LETTERS, LARGE)

    page = client_of(member("B123456782")).post(service_path(LETTERS), {"sealed": sealed_in(check), **CHECK})

    assert "Ihre früheren Antworten sind nicht mehr da" in page.text
    assert Case.objects.count() == 0


def test_receipt_of_somebody_else_does_not_exist(client: RoleClient) -> None:
    receipt = send(client, LETTERS, fill_in(client, LETTERS, LARGE), **CHECK).headers["Location"]
    on_file("B123456782")
    other = client_of(member("B123456782"))

    for path in (receipt, f"{receipt}quittung.pdf"):
        assert client.get(path).status_code == 200
        assert other.get(path).status_code == 404


def test_service_of_the_other_audience_or_of_no_name_does_not_exist(anna: User, client: RoleClient) -> None:
    brandt().save(force_insert=True)
    employer = client_of(member("09912342", "employer"))

    assert employer.get(service_path(LETTERS)).status_code == 200
    for slug in (ADDRESS, BANK, "gibt-es-nicht"):
        page = employer.get(service_path(slug))
        assert (page.status_code, page.templates[0].name) == (404, "errors/404.html")
    assert client.get(service_path("gibt-es-nicht")).status_code == 404


def test_nobody_is_served_for_an_ikk_of_the_cookie_only(anna: User) -> None:
    client = client_of(anna, region="", regions=[])
    client.cookies["ikk_region"] = "bayern"

    assert client.get(service_path(LETTERS)).status_code == 404


def test_more_cases_than_anybody_needs_wait_with_all_answers(
    client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        assert send(client, LETTERS, fill_in(client, LETTERS, LARGE), **CHECK).status_code == 303

    page = send(client, LETTERS, fill_in(client, LETTERS, LARGE), **CHECK)

    assert page.status_code == 429
    assert "Über Ihren Zugang kamen in kurzer Zeit sehr viele Vorgänge." in page.text
    assert "<dd>In großer Schrift</dd>" in page.text


def test_case_that_has_ended_says_what_that_means_and_no_longer_what_comes_next(anna: User, client: RoleClient) -> None:
    receipt = send(client, LETTERS, fill_in(client, LETTERS, LARGE), **CHECK).headers["Location"]
    assert "Wie es weitergeht" in client.get(receipt).text

    Case.objects.update(state="sent_back")
    page = client.get(receipt)

    assert heading(page) == "Form der Briefe wählen"
    assert "<title>Form der Briefe wählen: zurückgegeben – Vorgang V-" in page.text
    assert "So konnte Ihre IKK den Vorgang nicht bearbeiten. Warum, schreibt sie Ihnen mit der Post." in page.text
    assert f'<a href="{service_path(LETTERS)}">noch einmal einreichen</a>' in page.text
    assert "Wie es weitergeht" not in page.text


def test_case_without_its_service_has_a_receipt_still(anna: User, client: RoleClient, rheinland: Region) -> None:
    today = timezone.localdate()
    case = Case.objects.create(
        number="V-0000-0000", account=anna, service="frueher", region=rheinland, submitted_on=today, state_on=today
    )

    page = client.get(f"/internetfiliale/vorgaenge/{case.pk}/")

    assert "Diesen Vorgang gibt es hier nicht mehr." in page.text
    assert client.get(f"/internetfiliale/vorgaenge/{case.pk}/quittung.pdf").content.startswith(b"%PDF")


def test_silent_register_is_said_where_its_data_would_stand(proved: RoleClient, anna: User) -> None:
    def silent(*_: Any) -> None:
        raise OperationalError("the server closed the connection")

    with connections["bestand"].execute_wrapper(silent):
        page = proved.get(service_path(ADDRESS))
        receipt = send(
            proved,
            ADDRESS,
            fill_in(proved, ADDRESS, {"step": "ort", "place": "germany"}, HOME_ADDRESS, since()),
            **CHECK,
        )
        pdf = proved.get(receipt.headers["Location"] + "quittung.pdf")

    assert "Ihre Angaben können wir gerade nicht zeigen" in page.text
    assert heading(page) == "Neue Anschrift"
    assert pdf.content.startswith(b"%PDF")


def test_catalogue_offers_insured_people_and_employers_their_own(anna: User, rheinland: Region) -> None:
    employer = User(kind="employer", number="09912342")

    assert {ADDRESS, BANK, LETTERS} <= {service.slug for service in offered_to(Visitor(anna, rheinland, False))}
    assert not {ADDRESS, BANK} & {service.slug for service in offered_to(Visitor(employer, rheinland, False))}
