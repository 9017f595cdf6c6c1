"""P02: data are used for the purpose given, and erased when it is served."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from access_log.actions import load_spool
from accounts.models import (
    PinCredential,
    PinLetter,
    Registration,
    RegistrationMismatch,
    Session,
    StaffInvitation,
    User,
    WrongTries,
)
from brochures.actions import dispatch
from brochures.models import Order
from internetfiliale.actions import post_notice
from internetfiliale.models import Case, Notice
from privacy.checks import check_declarations
from privacy.declarations import DroppedByDay, Retention, declarations
from privacy.models import StaffAccess
from regions.models import Region
from tests.access_log.logs import line, spool_names, spooled, stored
from tests.accounts.closing import closed
from tests.accounts.members import member
from tests.accounts.printing import letter_in, on_file
from tests.accounts.signed_in import new_session
from tests.brochures.brochures import clear_room
from tests.brochures.sending import ANNA, counts, ordered
from tests.conftest import RoleClient, signed_in
from tests.internetfiliale.cases import case_in
from tests.staff import factor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_machine")]
LONG_AGO = timezone.now() - timedelta(days=3 * 365 + 2)


@pytest.fixture
def somebody_who_left_long_ago(rheinland: Region) -> User:
    """Frau Altmann left more than three years ago and is in every table that names staff."""
    user = User.objects.create_staff("altmann.anna", given_name="Anna", family_name="Altmann", region=rheinland)
    user.groups.set(Group.objects.all())
    User.objects.filter(pk=user.pk).update(left_at=LONG_AGO)
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Region),
        object_id="1",
        object_repr="x",
        action_flag=CHANGE,
        action_time=LONG_AGO,
    )
    LogEntry.objects.update(action_time=LONG_AGO)
    factor_of(user)
    week_later = LONG_AGO + timedelta(days=7)
    StaffInvitation.objects.create(user=user, token_hash="x", issued_at=LONG_AGO, valid_until=week_later)
    StaffAccess.objects.create(by="altmann.anna", at=LONG_AGO, action="view", kind="regions.Region")
    Session.objects.create(
        session_key="x", session_data="altmann.anna", expire_date=LONG_AGO, started_at=LONG_AGO, kind="staff"
    )
    return user


def test_every_model_with_personal_data_says_purpose_basis_and_end() -> None:
    assert check_declarations() == []
    for declaration in declarations():
        for purpose, basis in declaration.purposes.items():
            assert purpose
            assert "§" in basis or "Art." in basis
        if isinstance(declaration.retention, Retention):
            assert 0 < declaration.retention.latest_days <= 50 * 365
        if isinstance(declaration.retention, DroppedByDay):
            assert 0 < declaration.retention.days <= 14


def test_after_its_retention_nothing_personal_is_left_in_any_table(somebody_who_left_long_ago: User) -> None:
    housekeeping()

    assert tables_naming("altmann.anna", somebody_who_left_long_ago.pk) == set()


def test_after_its_retention_nothing_is_left_of_a_registration(rheinland: Region) -> None:
    number = "A123456780"
    Registration.objects.create(
        kind="insured",
        number=number,
        birth_year=1954,
        birth_month=3,
        birth_day=9,
        postcode="50674",
        received_at=LONG_AGO,
    )
    RegistrationMismatch.objects.create(number_key=number, day=LONG_AGO.date())
    for state in ("discarded", "requested"):
        PinLetter.objects.create(
            kind="insured",
            number=number,
            region=rheinland,
            letter_form="normal",
            household_key="x",
            requested_at=LONG_AGO,
        )
        if state == "discarded":
            PinLetter.objects.update(state=state, ended_at=LONG_AGO)
    assert tables_naming(number, 0) == {"accounts_registration", "accounts_registrationmismatch", "accounts_pinletter"}

    housekeeping()

    assert tables_naming(number, 0) == set()


def test_after_its_retention_nothing_is_left_of_a_request() -> None:
    eight_days_ago = timezone.now() - timedelta(days=8)
    spooled(eight_days_ago, line(eight_days_ago, address="203.0.113.77"), b"203.0.113.77 in a damaged line\n")
    load_spool(now=eight_days_ago + timedelta(minutes=2))
    assert (len(stored()), len(spool_names())) == (1, 1)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
        call_command("housekeeping", stdout=StringIO())
        cursor.execute("RESET ROLE")

    assert (stored(), spool_names()) == ([], [])
    assert tables_naming("203.0.113.77", 0) == set()


def test_after_its_retention_nothing_is_left_of_a_member() -> None:
    user = member("A123456780")
    User.objects.filter(pk=user.pk).update(left_at=LONG_AGO)
    PinLetter.objects.update(requested_at=LONG_AGO)
    PinCredential.objects.update(changed_at=timezone.now() - timedelta(days=10 * 365 + 1))
    WrongTries.objects.create(number_key="a1" * 32, in_all=1, since_success=1, last_at=LONG_AGO)
    assert tables_naming("A123456780", user.pk) == {"accounts_pincredential", "accounts_pinletter", "accounts_user"}

    housekeeping()

    assert tables_naming("A123456780", user.pk) == tables_naming("a1" * 32, 0) == set()


@pytest.mark.django_db(databases=["default", "bestand"])
def test_after_a_death_nothing_is_left_of_a_member() -> None:
    user = member("A123456780")
    new_session(user)
    letter_in("expired")
    letter_in("requested")
    on_file("A123456780", is_deceased=True)

    assert closed() == "closed: 1"

    assert tables_naming("A123456780", user.pk) == set()


def test_after_its_retention_nothing_is_left_of_who_ordered_brochures(
    pauli: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Frau Zwölfender orders three times; staff search for her, open, print and dispatch one of them."""
    clear_room()
    names = {**ANNA, "family_name": "Zwölfender"}
    sent, kept, never_sent = (ordered(f"B-7KQ2-M9X{place}", address=names) for place in "123")
    desk = signed_in(pauli)
    desk.get("/verwaltung/brochures/order/", {"q": "Zwölfender"})
    desk.get(f"/verwaltung/brochures/order/{sent.pk}/change/")
    for step in ("labels", "notes", "dispatch"):
        desk.post(f"/verwaltung/brochures/order/{step}/", {"orders": str(sent.pk), "format": "3474", "start": "1"})
    orders = {"brochures_order", "brochures_orderline", "brochures_orderaddress"}
    assert tables_naming("Zwölfender", 0) == {"brochures_orderaddress"}
    assert tables_naming(str(sent.pk), 0) == {*orders, "privacy_staffaccess"}

    in_31_days = timezone.now() + timedelta(days=31)
    dispatch(by=pauli, orders=[kept.pk])
    Order.objects.filter(pk=kept.pk).update(dispatched_on=timezone.localdate() + timedelta(days=1))
    monkeypatch.setattr(timezone, "now", lambda: in_31_days)
    housekeeping()
    assert tables_naming(str(sent.pk), 0) == {"privacy_staffaccess"}  # a random number that names nothing any more
    assert [tables_naming(str(order.pk), 0) for order in (kept, never_sent)] == [orders, orders]

    in_91_days = in_31_days + timedelta(days=60)
    monkeypatch.setattr(timezone, "now", lambda: in_91_days)
    housekeeping()
    assert [tables_naming(str(order.pk), 0) for order in (kept, never_sent)] == [set(), set()]
    for trace in ("Zwölfender", "Hauptstraße 12", "7KQ2-M9X"):
        assert tables_naming(trace, 0) == set()
    assert counts() == [("probe", 6, 4)]


def test_after_its_retention_nothing_is_left_of_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three cases of a member: one is answered, one waits for an answer, one could never be handed over."""
    user = member("A123456780")
    done, waiting, stuck = (case_in(state, user) for state in ("done", "handed_over", "received"))
    post_notice(kind=Notice.Kind.DONE, cases=[done])
    rows = {"internetfiliale_case", "internetfiliale_casepayload", "internetfiliale_notice"}
    assert [tables_naming(str(case.pk), 0) & rows for case in (done, waiting, stuck)] == [
        {"internetfiliale_case", "internetfiliale_notice"},
        {"internetfiliale_case"},
        {"internetfiliale_case", "internetfiliale_casepayload"},
    ]
    now = timezone.now()

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=31))
    housekeeping()
    assert tables_naming(str(stuck.pk), 0) == {"internetfiliale_case"}

    Case.objects.filter(pk=waiting.pk).update(state_on=timezone.localdate(now + timedelta(days=729)))
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=366))
    housekeeping()
    assert list(Case.objects.all()) == [waiting]
    assert Notice.objects.count() == 0

    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=731))
    housekeeping()
    for case in (done, waiting, stuck):
        assert [tables_naming(text, 0) for text in (str(case.pk), case.number)] == [set(), set()]


def test_before_its_end_nothing_is_erased(staff_client: RoleClient, rheinland: Region) -> None:
    staff_client.get(f"/verwaltung/regions/region/{rheinland.pk}/change/")
    users = User.objects.count()

    call_command("housekeeping", stdout=StringIO())

    assert (Session.objects.count(), StaffAccess.objects.count(), User.objects.count()) == (1, 1, users)


def housekeeping() -> None:
    """Run the nightly command under its role."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
        call_command("housekeeping", stdout=StringIO())
        cursor.execute("RESET ROLE")


def tables_naming(username: str, key: int) -> set[str]:
    """Return the tables in which a row, as text, holds the name, or a column ``user_id`` holds the key."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text ~* %s', [username])
            named = cursor.fetchone()[0]
            columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            if "user_id" in columns:
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE user_id = %s', [key])
                named += cursor.fetchone()[0]
            if named:
                found.add(table)
    return found
