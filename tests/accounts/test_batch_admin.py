"""The pages of a batch: each step by its own role, asked for where it is final, and told when somebody was faster."""

import html
import re
from typing import Any

import psycopg
import pytest
from django.contrib.auth.models import Group

from accounts.actions import confirm_part, mark_part_unclear, submit_batch, take_out
from accounts.models import PinLetter, PrintBatch, User
from privacy.models import StaffAccess
from tests.accounts.printing import NUMBERS, Printer, letter_in, on_file, print_all, released_batch, requested
from tests.accounts.test_review_admin import words_of
from tests.conftest import DATABASE, RoleClient, signed_in, url_for

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])
DESK = "/verwaltung/accounts/printbatch/"
TOO_LATE = "Vielleicht war jemand anderes schneller."


@pytest.fixture
def maker(vogel: User) -> RoleClient:
    """A client signed in as Sachbearbeiter Vogel of PIN-Versand."""
    return signed_in(vogel)


@pytest.fixture
def releaser(fischer: User) -> RoleClient:
    """A client signed in as Sachbearbeiterin Fischer of PIN-Freigabe."""
    return signed_in(fischer)


@pytest.fixture
def letters(db: None) -> list[PinLetter]:
    for number in NUMBERS[:4]:
        on_file(number)
    return [*map(requested, NUMBERS[:3]), requested(NUMBERS[3], letter_form="large")]


@pytest.fixture
def batch(maker: RoleClient, letters: list[PinLetter]) -> PrintBatch:
    """A batch of four letters that Vogel has collected."""
    maker.post("/verwaltung/accounts/lettertoprint/collect/ready/")
    return PrintBatch.objects.get()


@pytest.fixture
def submitted(batch: PrintBatch, vogel: User) -> PrintBatch:
    submit_batch(by=vogel, batch=batch.pk)
    return fresh(batch)


@pytest.fixture
def printed(vogel: User, fischer: User, letters: list[PinLetter]) -> PrintBatch:
    """A batch whose two parts of three and one sheets lie at the printer."""
    released = released_batch(vogel, fischer, letters)
    print_all(released, Printer(), sheets=3)
    return fresh(released)


def fresh(batch: PrintBatch) -> PrintBatch:
    return PrintBatch.objects.get(pk=batch.pk)


def at(batch: PrintBatch, step: str = "change") -> str:
    return f"{DESK}{batch.pk}/{step}/"


def press(client: RoleClient, batch: PrintBatch, step: str, **fields: Any) -> str:
    """Send a form and return the words of the page it leads to."""
    return words_of(client.post(at(batch, step), fields, follow=True))


def release(client: RoleClient, batch: PrintBatch) -> str:
    """Release what the page of the release shows."""
    content = re.search(r'name="content" value="(\w+)"', client.get(at(batch, "release")).text)
    assert content
    return press(client, batch, "release", content=content[1])


# The list and the page


def test_list_shows_open_batches_with_count_maker_and_next_step(releaser: RoleClient, submitted: PrintBatch) -> None:
    page = words_of(releaser.get(DESK))

    assert f"Stapel {submitted.pk}Zur Freigabe vorgelegtheute4vogelEine zweite Person" in page


def test_list_shows_ended_batches_on_request(maker: RoleClient, batch: PrintBatch) -> None:
    press(maker, batch, "dissolve", note="Falsches Papier")

    assert f"Stapel {batch.pk}" not in words_of(maker.get(DESK))
    assert f"Stapel {batch.pk}Abgelehnt oder aufgelöstheute" in words_of(maker.get(DESK, {"stand": "ended"}))


def test_page_shows_what_is_in_a_batch_and_is_recorded(releaser: RoleClient, submitted: PrintBatch) -> None:
    page = words_of(releaser.get(at(submitted)))

    assert "Briefe 4 Normale Schrift 3 Große Schrift 1" in page
    assert [number for number in NUMBERS if number in page] == list(NUMBERS[:4])
    entry = StaffAccess.objects.get(by="fischer")
    assert (entry.action, entry.kind, entry.record) == ("view", "accounts.PrintBatch", str(submitted.pk))


def test_pages_need_as_many_queries_for_three_rows_as_for_one(
    maker: RoleClient, vogel: User, fischer: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def make(numbers: Any) -> PrintBatch:
        for number in numbers:
            on_file(number)
        batch = released_batch(vogel, fischer, [requested(number) for number in numbers])
        print_all(batch, Printer(), sheets=1)
        return batch

    one = make(NUMBERS[:1])
    with django_assert_max_num_queries(15) as of_list:
        maker.get(DESK)
    with django_assert_max_num_queries(20) as of_page:
        maker.get(at(one))
    three = make(NUMBERS[1:4])
    make(NUMBERS[4:5])

    with django_assert_num_queries(len(of_list)):
        maker.get(DESK)
    with django_assert_num_queries(len(of_page)):
        maker.get(at(three))


@pytest.mark.parametrize("hide", ["region", "protected"])
def test_batch_that_is_not_for_this_desk_answers_as_if_it_were_not_there(
    vogel: User, batch: PrintBatch, hide: str
) -> None:
    if hide == "protected":
        PrintBatch.objects.update(is_protected=True)
    else:
        vogel.region_id = vogel.region.__class__.objects.get(slug="bayern").pk
        vogel.save(update_fields=["region"])
    client = signed_in(vogel)

    answers = [client.get(at(batch)), *(client.post(at(batch, step)) for step in ("submit", "dissolve", "take-out"))]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/verwaltung/")}
    assert fresh(batch).state == "open"


# Made and submitted


def test_letters_are_taken_out_until_none_is_left(maker: RoleClient, batch: PrintBatch) -> None:
    chosen, *others = batch.letters.values_list("pk", flat=True)

    assert "Herausgenommen: 1." in press(maker, batch, "take-out", letter=[chosen])
    assert fresh(batch).letters.count() == 3

    press(maker, batch, "take-out", letter=list(others))
    assert fresh(batch).state == "refused"


@pytest.mark.parametrize("typed", [[], ["kein-brief"], ["6f1c0f86-41b9-4d2a-9d1e-0f6f0f6f0f6f"]])
def test_taking_out_nothing_says_what_to_do(maker: RoleClient, batch: PrintBatch, typed: list[str]) -> None:
    assert "wählen Sie mindestens einen Brief aus" in press(maker, batch, "take-out", letter=typed)
    assert fresh(batch).letters.count() == 4


def test_batch_is_submitted_and_opened_again_by_a_change(maker: RoleClient, batch: PrintBatch) -> None:
    assert "zur Freigabe vorgelegt" in press(maker, batch, "submit")
    assert fresh(batch).state == "submitted"

    letter = batch.letters.values_list("pk", flat=True)[0]
    assert "Legen Sie den Stapel noch einmal vor." in press(maker, batch, "take-out", letter=[letter])
    assert fresh(batch).state == "open"


def test_what_a_step_has_done_is_a_status_for_screen_readers(maker: RoleClient, batch: PrintBatch) -> None:
    page = maker.post(at(batch, "submit"), follow=True).text

    status = re.search(r'<div role="status">(.*?)</div>', page, re.DOTALL)
    assert status
    assert "Der Stapel ist zur Freigabe vorgelegt." in status[1]


def test_batch_is_dissolved_with_a_reason_only(maker: RoleClient, batch: PrintBatch) -> None:
    assert "keiner geht verloren" in words_of(maker.get(at(batch, "dissolve")))

    assert "Bitte schreiben Sie in einem Satz, warum." in press(maker, batch, "dissolve", note=" ")
    assert fresh(batch).state == "open"

    assert "„Falsches Papier“" in press(maker, batch, "dissolve", note="Falsches Papier")
    assert set(PinLetter.objects.values_list("state", "batch")) == {("requested", None)}


# Released and refused


def test_release_shows_the_content_and_counts_once(releaser: RoleClient, submitted: PrintBatch) -> None:
    page = words_of(releaser.get(at(submitted, "release")))
    assert "Normale Schrift 3 Große Schrift 1" in page

    assert "Der Stapel ist freigegeben." in release(releaser, submitted)
    assert (fresh(submitted).state, fresh(submitted).released_by) == ("released", "fischer")

    again = press(releaser, submitted, "release", content=submitted.content_hash)
    assert TOO_LATE in again


def test_release_notices_a_change_in_between(releaser: RoleClient, vogel: User, submitted: PrintBatch) -> None:
    take_out(by=vogel, batch=submitted.pk, letters=[submitted.letters.values_list("pk", flat=True)[0]])
    submit_batch(by=vogel, batch=submitted.pk)

    page = press(releaser, submitted, "release", content=submitted.content_hash)

    assert "Der Stapel hat sich geändert, seit Sie ihn angesehen haben." in page
    assert fresh(submitted).state == "submitted"


def test_own_batch_says_why_it_cannot_be_released(vogel: User, submitted: PrintBatch) -> None:
    vogel.groups.add(Group.objects.get(name="PIN-Freigabe"))
    both = signed_in(vogel)

    assert "Sie haben diesen Stapel selbst zusammengestellt." in words_of(both.get(at(submitted)))
    page = both.get(at(submitted, "release"))
    assert "Sie haben diesen Stapel selbst zusammengestellt." in words_of(page)
    assert "Ja, freigeben" not in page.text

    assert "selbst zusammengestellt" in press(both, submitted, "release", content=submitted.content_hash)
    assert fresh(submitted).state == "submitted"


def test_refusal_needs_a_reason_and_sends_the_letters_back(
    releaser: RoleClient, maker: RoleClient, submitted: PrintBatch
) -> None:
    refused = press(releaser, submitted, "refuse")
    assert refused.startswith("Fehler: Freigabe ablehnen? | ")
    assert "Bitte schreiben Sie in einem Satz, warum." in refused

    press(releaser, submitted, "refuse", note="Zu viele Briefe")

    assert "von fischer: „Zu viele Briefe“" in words_of(maker.get(at(submitted)))
    assert set(PinLetter.objects.values_list("state", flat=True)) == {"requested"}


def test_batch_that_is_not_submitted_is_neither_released_nor_refused(releaser: RoleClient, batch: PrintBatch) -> None:
    for step in ("release", "refuse"):
        assert TOO_LATE in words_of(releaser.get(at(batch, step), follow=True))
        assert TOO_LATE in press(releaser, batch, step, note="Nein", content="")
    assert fresh(batch).state == "open"


# At the printer


def test_page_of_a_released_batch_names_the_command(
    maker: RoleClient, vogel: User, fischer: User, letters: list[PinLetter]
) -> None:
    released = released_batch(vogel, fischer, letters)

    page = maker.get(at(released))

    command = (
        f"manage.py print_pin_letters --batch {released.pk} --by 'Viktor Vogel' --reason 'Freigegeben von fischer'"
    )
    assert f"{command} --to-command 'lp -o sides=one-sided'" in html.unescape(page.text)
    assert "Im Browser drucken" not in page.text
    assert TOO_LATE in words_of(maker.get(at(released, "print"), follow=True))
    assert TOO_LATE in press(maker, released, "print-part", part=1)
    assert fresh(released).state == "released"


def test_parts_are_confirmed_one_by_one(maker: RoleClient, printed: PrintBatch) -> None:
    page = words_of(maker.get(at(printed)))
    assert "Gedruckte Blätter: 4 von 4" in page
    assert "Teil 1 3 0 zu prüfen" in page

    assert "Der Druck von Teil 1 ist bestätigt." in press(maker, printed, "parts/1/confirm")
    assert fresh(printed).state == "printing"
    assert TOO_LATE in press(maker, printed, "parts/1/confirm")
    press(maker, printed, "parts/2/confirm")

    assert fresh(printed).state == "printed"
    assert set(PinLetter.objects.values_list("state", flat=True)) == {"printed"}


def test_misprint_is_checked_asked_once_more_and_sent_to_a_reprint(maker: RoleClient, printed: PrintBatch) -> None:
    step = "parts/1/misprint"
    assert "Blätter in diesem Teil: 3." in words_of(maker.get(at(printed, step)))

    errors = press(maker, printed, step, from_sheet="zwei", to_sheet="4")
    assert "Bitte tragen Sie eine ganze Zahl ein" in errors
    assert "Bitte tragen Sie höchstens 3 ein: Mehr Blätter hat Teil 1 nicht." in errors
    assert "eine Zahl ab 3 ein" in press(maker, printed, step, from_sheet="3", to_sheet="2")

    asked = press(maker, printed, step, from_sheet="2", to_sheet="3")
    assert "Von Blatt 2 bis Blatt 3" in asked
    assert not PinLetter.objects.filter(is_reprint=True).exists()

    assert "Als Fehldruck gemeldet: 2." in press(maker, printed, step, from_sheet="2", to_sheet="3", sure="Ja")
    assert PinLetter.objects.filter(is_reprint=True, state="requested").count() == 2
    assert TOO_LATE in press(maker, printed, step, from_sheet="2", to_sheet="3", sure="Ja")


def test_unclear_part_is_given_up_after_a_question(maker: RoleClient, printed: PrintBatch) -> None:
    assert "auch die lesbaren" in words_of(maker.get(at(printed, "parts/1/unclear")))

    assert "Teil 1 ist ungeklärt." in press(maker, printed, "parts/1/unclear")

    assert PinLetter.objects.filter(state="unclear").count() == 3
    for step in ("parts/1/unclear", "parts/1/confirm", "parts/1/misprint"):
        assert TOO_LATE in press(maker, printed, step)


def test_part_of_a_dead_print_run_is_given_up_one_of_a_living_run_is_not(maker: RoleClient) -> None:
    letter = letter_in("printing")
    batch = letter.batch
    assert batch
    assert "wird gerade gedruckt" in words_of(maker.get(at(batch)))
    with psycopg.connect(url_for("ikk_jobs", DATABASE), autocommit=True) as run:
        run.execute("SELECT pg_advisory_lock(hashtext('print_part'), %s)", [letter.part_id])
        assert "Teil 1 wird noch gedruckt." in press(maker, batch, "parts/1/settle")

    assert "Der Druck von Teil 1 ist abgebrochen." in press(maker, batch, "parts/1/settle")

    assert PinLetter.objects.get().state == "unclear"
    assert fresh(batch).state == "printed"
    assert TOO_LATE in press(maker, batch, "parts/1/settle")


def test_part_that_is_not_there_reads_like_a_batch_that_is_not(maker: RoleClient, printed: PrintBatch) -> None:
    answer = maker.post(at(printed, "parts/9/confirm"))

    assert (answer.status_code, answer.headers["Location"]) == (302, "/verwaltung/")


def test_counts_must_add_up_before_a_batch_is_posted(maker: RoleClient, vogel: User, printed: PrintBatch) -> None:
    first, second = printed.parts.all()
    confirm_part(by=vogel, part=first.pk)
    assert TOO_LATE in words_of(maker.get(at(printed, "post"), follow=True))
    mark_part_unclear(by=vogel, part=second.pk)

    wrong = press(maker, printed, "post", enveloped="4", spoiled="0")
    assert "In Umschläge gehören nach dem Druck: 3." in wrong
    assert "Zu vernichten waren nach dem Druck: 1." in wrong
    assert "Bitte tragen Sie eine Zahl ein; 0" in press(maker, printed, "post", enveloped="3")
    assert 'value="viele"' in maker.post(at(printed, "post"), {"enveloped": "viele", "spoiled": "1"}).text

    assert "Umschläge für die Post: 3; vernichtete Blätter: 1." in press(
        maker, printed, "post", enveloped="3", spoiled="1"
    )
    assert fresh(printed).state == "printed"

    page = press(maker, printed, "post", enveloped="3", spoiled="1", sure="Ja")
    assert "4 gedruckt, 3 kuvertiert, 1 vernichtet" in page
    assert (fresh(printed).state, PinLetter.objects.filter(state="posted").count()) == ("posted", 3)
    assert TOO_LATE in press(maker, printed, "post", enveloped="3", spoiled="1", sure="Ja")


# Who may do what

OF_VERSAND = ("take-out", "submit", "dissolve", "print-part", "post", "parts/1/confirm", "parts/1/misprint")
OF_FREIGABE = ("release", "refuse")


@pytest.mark.parametrize(
    ("username", "steps"),
    [
        ("fischer", (*OF_VERSAND, "print", "parts/1/unclear", "parts/1/settle")),
        ("vogel", OF_FREIGABE),
        ("sander", (*OF_VERSAND, *OF_FREIGABE, "print", "parts/1/unclear", "parts/1/settle")),
    ],
)
def test_each_step_is_refused_to_other_roles(printed: PrintBatch, username: str, steps: tuple[str, ...]) -> None:
    client = signed_in(User.objects.get(username=username))
    before = PrintBatch.objects.values().get(), list(PinLetter.objects.values())

    statuses = {step: client.get(at(printed, step)).status_code for step in steps}
    statuses |= {f"post {step}": client.post(at(printed, step), {"sure": "1"}).status_code for step in steps}

    assert set(statuses.values()) == {403}
    assert (PrintBatch.objects.values().get(), list(PinLetter.objects.values())) == before


@pytest.mark.parametrize("step", ["take-out", "submit", "parts/1/confirm", "parts/1/settle"])
def test_what_asks_nothing_takes_no_address_that_somebody_follows(
    maker: RoleClient, printed: PrintBatch, step: str
) -> None:
    assert maker.get(at(printed, step)).status_code == 405


def test_batches_are_neither_added_nor_deleted_by_hand(maker: RoleClient, batch: PrintBatch) -> None:
    assert maker.get(f"{DESK}add/").status_code == 403
    assert maker.get(at(batch, "delete")).status_code == 403
