"""The privacy statement: versions, tables that cannot lie, an archive that stays as it was."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse

from accounts import budgets as registering
from accounts import kept_forms
from accounts.areas import MEMBERS
from brochures import budgets as ordering
from contact import budgets as asking
from internetfiliale import budgets as sending
from internetfiliale.certificates import budgets as checking
from internetfiliale.models import Case, CasePayload, Notice
from privacy.declarations import PublishedByLaw, declarations
from privacy.statements import Part, all_statements, newest_file, tables_file
from privacy.tables import _german_order, statement_tables
from regions.models import Region
from tests.conftest import RoleClient


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def two_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A house with a version in force, and one that comes into force on New Year's Day."""
    for day, change, line in (
        ("2026-01-01", "Erste Fassung.", "Alt"),
        ("2027-01-01", "Jetzt anders.", "Neu"),
    ):
        (tmp_path / f"{day}.md").write_text(f"Neu: {change}\n\n## {line}\n\n[[cookies]]\n\nEnde\n")
        rows = {"data": [], "cookies": [{"name": f"keks_{line}", "purpose": "war damals da."}]}
        (tmp_path / f"{day}.json").write_text(json.dumps(rows))
    monkeypatch.setattr("privacy.statements.DIRECTORY", tmp_path)
    all_statements.cache_clear()
    yield tmp_path
    all_statements.cache_clear()


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr("privacy.views.timezone.localdate", lambda: day)


def test_tables_of_the_newest_version_are_those_of_the_declarations() -> None:
    kept = json.loads(tables_file(newest_file()).read_text(encoding="utf-8"))

    assert kept == statement_tables(settings.COOKIE_PURPOSES), (
        "What is stored about people has changed: add a version of the statement, "
        "then run manage.py freeze_statement_tables."
    )


def test_freezing_again_changes_nothing() -> None:
    before = tables_file(newest_file()).read_bytes()

    call_command("freeze_statement_tables", stdout=StringIO())

    assert tables_file(newest_file()).read_bytes() == before


def test_numbers_of_laws_stay_on_the_line_of_their_sign(client: RoleClient) -> None:
    page = text_of(client.get("/datenschutz/"))

    assert re.search(r"§\xa035 Abs\.\xa01 Satz\xa03 SGB\xa0I\)", page)
    assert re.findall(r"(?:§|Art\.|Abs\.|Nr\.|Buchst\.|SGB) [0-9IVX]", page) == []


def test_statement_names_every_declared_kind_of_personal_data(client: RoleClient) -> None:
    page = text_of(client.get("/datenschutz/"))

    for declaration in declarations():
        if declaration.personal:
            assert declaration.title in page
            assert declaration.retention is not None
            assert declaration.retention.text in page


def test_titles_stand_in_german_order() -> None:
    titles = ["Zug", "Straßen", "Ämter", "Strand", "Anruf"]

    assert sorted(titles, key=_german_order) == ["Ämter", "Anruf", "Strand", "Straßen", "Zug"]


def test_data_published_by_law_is_said_to_be_erased_by_the_insurer() -> None:
    rows = {row["title"]: row for row in statement_tables({})["data"]}
    by_law = [d.title for d in declarations() if isinstance(d.retention, PublishedByLaw)]

    assert [rows[title]["erased_by"] for title in by_law] == ["durch die IKK"]


def test_statement_names_every_cookie_of_the_settings_and_no_other(client: RoleClient) -> None:
    page = text_of(client.get("/datenschutz/"))
    areas = {settings.MEMBER_COOKIE_NAME, settings.STAFF_COOKIE_NAME}
    used = {settings.REGION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, *areas}

    assert {settings.COOKIE_PREFIX + name for name in settings.COOKIE_PURPOSES} == used
    assert all(f"<code>{name}</code>" in page for name in used)


def test_statement_gives_the_times_and_limits_that_hold() -> None:
    text = newest_file().read_text(encoding="utf-8")
    idle, longest = MEMBERS.idle // timedelta(minutes=1), MEMBERS.longest // timedelta(hours=1)

    for said in (
        f"oder {idle} Minuten lang nichts tun, spätestens nach {longest} Stunden.",
        f"in der Anmeldeseite, {kept_forms.MAX_AGE // timedelta(minutes=1)} Minuten lang",
        f"höchstens {registering.PER_HOUR.burst} in der Stunde und {registering.PER_DAY.burst} am Tag.",
        f"{ordering.PER_HOUR.burst} in der Stunde und {ordering.PER_DAY.burst} am Tag, je Netz höchstens",
        f"je Netz höchstens {ordering.PER_NETWORK.burst} am Tag und je Anschrift höchstens",
        f"je Anschrift höchstens {ordering.PER_LETTERBOX.burst} in der Woche.",
        f"{asking.PER_HOUR.burst} in der Stunde und {asking.PER_DAY.burst} am Tag, und je Netz höchstens",
        f"und je Netz höchstens {asking.PER_NETWORK.burst} am Tag. Dazu",
        f"je Zugang, höchstens {sending.PER_HOUR.burst} in der Stunde und {sending.PER_DAY.burst} am Tag.",
        f"{checking.PER_HOUR.burst} in der Stunde und {checking.PER_DAY.burst} am Tag, je Netz höchstens",
        f"je Netz höchstens {checking.PER_NETWORK.burst} am Tag und von allen zusammen höchstens",
        f"zusammen höchstens {checking.ALL_PER_HOUR.burst:,} in der Stunde.".replace(",", "."),
    ):
        assert said in text


def test_statement_says_how_long_cases_and_notices_stay() -> None:
    text = newest_file().read_text(encoding="utf-8")

    assert f"löschen wir sie spätestens nach {CasePayload.Privacy.retention.days} Tagen und geben" in text
    assert (Case.Privacy.retention.days, Case.Privacy.retention.latest_days) == (365, 2 * 365)
    assert "bis 12 Monate nach dem letzten Stand, höchstens bis 24 Monate nach dem Eingang." in text
    assert Notice.Privacy.retention.days == 365
    assert "Nach 12 Monaten löschen wir sie." in text


def test_statement_speaks_for_the_chosen_ikk(client: RoleClient, rheinland: Region) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    page = text_of(client.get("/datenschutz/"))

    for text in (
        rheinland.legal_name,
        rheinland.data_protection_officer,
        rheinland.data_protection_authority,
    ):
        assert text.splitlines()[0] in page


def test_statement_without_a_chosen_ikk_says_how_to_find_the_controller(client: RoleClient) -> None:
    page = text_of(client.get("/datenschutz/"))

    assert "Wählen Sie Ihre IKK" in page
    assert page.count("<summary>") == Region.objects.count() == 12
    for region in Region.objects.all():
        for text in (region.legal_name, region.data_protection_officer, region.data_protection_authority):
            assert text.splitlines()[0] in page


def test_future_version_appears_on_its_day(
    two_versions: Path, client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2026, 12, 31))
    assert "<h2>Alt</h2>" in text_of(client.get("/datenschutz/"))
    assert client.get("/datenschutz/archiv/2027-01-01/").status_code == 404

    on(monkeypatch, date(2027, 1, 1))
    assert "<h2>Neu</h2>" in text_of(client.get("/datenschutz/"))
    assert "Jetzt anders." in text_of(client.get("/datenschutz/archiv/"))


def test_old_version_stays_readable_with_the_tables_of_its_time(
    two_versions: Path, client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, date(2027, 1, 1))

    page = text_of(client.get("/datenschutz/archiv/2026-01-01/"))

    assert "Diese Fassung gilt nicht mehr." in page
    assert "keks_Alt" in page
    assert "ikk_region" not in page


@pytest.mark.parametrize("day", ["2026-13-01", "2026-02-30", "1999-01-01"])
def test_version_that_never_was_answers_404(client: RoleClient, day: str) -> None:
    assert client.get(f"/datenschutz/archiv/{day}/").status_code == 404


def test_statement_text_is_split_at_its_marks(two_versions: Path) -> None:
    (old,) = [s for s in all_statements() if s.valid_from == date(2026, 1, 1)]

    assert old.parts == (Part(html="<h2>Alt</h2>\n"), Part(insert="cookies"), Part(html="<p>Ende</p>\n"))
