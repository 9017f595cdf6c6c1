"""The life of a staff account at the desk of the Benutzerverwaltung: nobody touches their own, all is in the trail."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import (
    AccountEnded,
    NationalOnlyError,
    OwnAccount,
    RegionNeededError,
    UnknownRoleError,
    change_roles,
    change_staff,
    declared_roles,
    end_staff,
    invite_staff,
    reset_staff,
)
from accounts.models import SecondFactor, Session, StaffInvitation, User
from accounts.staff_forms import DUTIES
from privacy.models import StaffAccess
from regions.models import Region
from tests.conftest import RoleClient, signed_in
from tests.staff import factor_of

pytestmark = pytest.mark.django_db
LIST = "/verwaltung/accounts/user/"
NEW = {
    "username": "n.neu",
    "given_name": "Nora",
    "family_name": "Neu",
    "committed_on": "15.01.2026",
    "region": "bundesweit",
    "roles": ["Redaktion"],
}


@pytest.fixture
def desk(busch: User) -> RoleClient:
    """Birgit Busch of the Benutzerverwaltung, just signed in."""
    return signed_in(busch)


def address(user: User, page: str = "change") -> str:
    return f"{LIST}{user.pk}/{page}/"


def trail(user: User) -> list[tuple[str, str, str]]:
    """Return who did what to the account, reading left out."""
    rows = StaffAccess.objects.filter(kind="accounts.User", record=str(user.pk)).exclude(action="view").order_by("at")
    return [(row.by, row.action, row.detail) for row in rows]


def test_filters_of_the_list_name_what_it_shows(desk: RoleClient, sander: User) -> None:
    page = desk.get(LIST, {"region__isnull": "True"})

    assert re.findall("<summary>(.*)</summary>", page.text) == ["Stand", "Rolle", "IKK"]
    assert re.findall(r'title="bundesweit"|>\s*bundesweit</a>', page.text)
    assert sander in page.context["cl"].result_list


# Inviting


def test_roles_say_what_they_are_for_and_both_ways_in_bear_one_name(desk: RoleClient) -> None:
    assert set(DUTIES) == set(declared_roles())
    page = desk.get("/verwaltung/accounts/user/add/").text

    assert [name for name, duty in DUTIES.items() if f": {duty}</label>" not in page] == []
    assert "<h1>Beschäftigte einladen</h1>" in page
    assert 'class="addlink">Beschäftigte einladen</a>' in desk.get("/verwaltung/accounts/user/").text


def test_invited_person_is_there_with_a_link_that_is_shown_once(desk: RoleClient) -> None:
    answer = desk.post(f"{LIST}add/", NEW)

    user = User.objects.get(username="n.neu")
    token = re.search(r"/verwaltung/einrichten/([\w-]{43})/", answer.text)
    assert token
    assert StaffInvitation.objects.behind(token[1]).get().user == user
    assert (user.given_name, user.region, user.staff_state) == ("Nora", None, User.StaffState.INVITED)
    assert [group.name for group in user.groups.all()] == ["Redaktion"]
    assert trail(user) == [("busch", "add", "eingeladen; Rollen: Redaktion")]
    assert "gültig bis" in desk.get(address(user)).text
    assert token[1] not in desk.get(address(user)).text


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"username": "sander"}, "username", "Diesen Benutzernamen gibt es schon. Bitte wählen Sie einen anderen."),
        (
            {"username": "Nora Neu"},
            "username",
            "Bitte nur kleine Buchstaben, Ziffern, Punkt und Bindestrich; vorn ein Buchstabe.",
        ),
        ({"roles": ["PIN-Freigabe"]}, "region", "Bitte wählen Sie eine IKK. Nur für eine IKK gibt es: PIN-Freigabe."),
        ({"committed_on": "bald"}, "committed_on", "Bitte schreiben Sie das Datum so: 15.01.2026."),
        (
            {"committed_on": "31.12.2099"},
            "committed_on",
            "Das Datum liegt in der Zukunft. Tragen Sie es ein, wenn unterschrieben ist.",
        ),
        ({"region": ""}, "region", "Bitte wählen Sie eine IKK oder „bundesweit“."),
        ({"given_name": ""}, "given_name", "Bitte füllen Sie dieses Feld aus."),
    ],
)
def test_refused_invitation_says_how_to_mend_it_and_makes_nothing(
    desk: RoleClient, changes: dict[str, Any], field: str, message: str
) -> None:
    answer = desk.post(f"{LIST}add/", {**NEW, **changes})

    assert answer.context["form"].errors[field] == [message]
    assert not StaffInvitation.objects.exists()


def test_benutzerverwaltung_is_national(desk: RoleClient) -> None:
    answer = desk.post(f"{LIST}add/", {**NEW, "region": "rheinland", "roles": ["Benutzerverwaltung"]})

    message = "Bitte wählen Sie „bundesweit“. Nur so gibt es: Benutzerverwaltung."
    assert answer.context["form"].errors["region"] == [message]


def test_invitation_sent_twice_makes_one_account(desk: RoleClient) -> None:
    desk.post(f"{LIST}add/", NEW)
    desk.post(f"{LIST}add/", NEW)

    assert User.objects.filter(username="n.neu").count() == 1


@pytest.mark.parametrize(
    ("roles", "slug", "error"),
    [
        (["Allmacht"], None, UnknownRoleError),
        (["PIN-Freigabe"], None, RegionNeededError),
        (["Geschützte Akten"], None, RegionNeededError),
        (["Benutzerverwaltung"], "rheinland", NationalOnlyError),
    ],
)
def test_role_that_does_not_fit_is_refused_by_the_actions(
    busch: User, sander: User, roles: list[str], slug: str | None, error: type[Exception]
) -> None:
    region = Region.objects.filter(slug=slug).first()
    values: dict[str, Any] = {"username": "neu", "names": ("N", "Neu"), "committed_on": None}

    with pytest.raises(error):
        invite_staff(by=busch, region=region, roles=roles, **values)
    with pytest.raises(error):
        change_roles(by=busch, user=sander, region=region, roles=roles)

    assert not User.objects.filter(username="neu").exists()
    assert [group.name for group in sander.groups.all()] == ["Stammdaten"]
    assert trail(sander) == []


# Resetting


def test_reset_ends_factor_password_sessions_and_older_links(desk: RoleClient, sander: User) -> None:
    factor_of(sander)
    working = signed_in(sander)
    assert "Neuen Link für Sabine Sander erzeugen?" in desk.get(address(sander, "reset")).text
    assert working.get("/verwaltung/").status_code == 200

    first, second = (desk.post(address(sander, "reset"), {"sure": "ja"}).context["link"] for _ in range(2))

    assert working.get("/verwaltung/").status_code == 302
    sander = User.objects.get(pk=sander.pk)
    assert not sander.has_usable_password()
    assert not SecondFactor.objects.filter(user=sander).exists()
    assert sander.staff_state == User.StaffState.INVITED
    assert [desk.get(link).status_code for link in (first, second)] == [404, 200]
    assert trail(sander) == [("busch", "change", "zurückgesetzt: neuer Link")] * 2
    assert Session.objects.count() == 1  # of the desk


def test_question_alone_resets_nothing(desk: RoleClient, sander: User) -> None:
    factor_of(sander)

    desk.post(address(sander, "reset"), {})

    assert SecondFactor.objects.filter(user=sander).exists()


# Roles


def test_roles_change_after_a_question_and_count_at_once(desk: RoleClient, sander: User, rheinland: Region) -> None:
    working = signed_in(sander)
    wanted = {"region": "rheinland", "roles": ["Redaktion", "PIN-Freigabe"]}

    asked = desk.post(address(sander, "roles"), wanted).text
    assert "Rollen von Sabine Sander ändern?" in asked
    assert working.get("/verwaltung/regions/rate/").status_code == 200
    answer = desk.post(address(sander, "roles"), {**wanted, "sure": "ja"})

    assert (answer.status_code, answer.url) == (302, address(sander))
    sander = User.objects.get(pk=sander.pk)
    assert (sander.region, {group.name for group in sander.groups.all()}) == (rheinland, {"Redaktion", "PIN-Freigabe"})
    assert working.get("/verwaltung/regions/rate/").status_code == 403
    assert trail(sander) == [("busch", "change", "Rollen: PIN-Freigabe, Redaktion; rheinland")]


def test_question_about_roles_carries_every_ticked_role(desk: RoleClient, sander: User) -> None:
    html = desk.post(address(sander, "roles"), {"region": "bundesweit", "roles": ["Redaktion", "Stammdaten"]}).text

    assert re.findall(r'type="hidden" name="roles" value="([^"]+)"', html) == ["Redaktion", "Stammdaten"]


# Details, and the commitment


def test_commitment_is_recorded_later(desk: RoleClient, sander: User) -> None:
    User.objects.filter(pk=sander.pk).update(committed_on=None)
    assert "ohne Verpflichtung" in desk.get(address(sander)).text

    desk.post(
        address(sander, "details"),
        {"given_name": "Sabine", "family_name": "Sander", "committed_on": "15.01.2026"},
    )

    sander.refresh_from_db()
    assert str(sander.committed_on) == "2026-01-15"
    assert trail(sander) == [("busch", "change", "Vorname, Nachname, Verpflichtet am")]


# Leaving


def test_leaving_is_asked_twice_and_closes_the_account(desk: RoleClient, sander: User) -> None:
    working = signed_in(sander)
    reason = {"reason": "Vertrag endet"}

    assert desk.post(address(sander, "leave"), {"reason": ""}).context["form"].errors
    assert "Zugang von Sabine Sander schließen?" in desk.post(address(sander, "leave"), reason).text
    assert working.get("/verwaltung/").status_code == 200
    desk.post(address(sander, "leave"), {**reason, "sure": "ja"})

    assert working.get("/verwaltung/").status_code == 302
    sander = User.objects.get(pk=sander.pk)
    assert (sander.is_active, sander.groups.count(), sander.staff_state) == (False, 0, User.StaffState.LEFT)
    assert trail(sander) == [("busch", "change", "Vertrag endet")]


@pytest.mark.parametrize("page", ["details", "roles", "reset", "leave"])
def test_account_of_somebody_who_has_left_is_only_read(desk: RoleClient, busch: User, sander: User, page: str) -> None:
    end_staff(by=busch, reason="Vertrag endet", user=sander)

    assert desk.get(address(sander, page)).status_code == 302
    assert "Rollen ändern" not in desk.get(address(sander)).text


def test_account_that_has_ended_meanwhile_is_not_brought_back(busch: User, sander: User) -> None:
    end_staff(by=busch, reason="Vertrag endet", user=sander)

    with pytest.raises(AccountEnded):
        reset_staff(by=busch, user=sander)
    with pytest.raises(AccountEnded):
        change_roles(by=busch, user=sander, roles=["Redaktion"], region=None)
    assert not StaffInvitation.objects.exists()


# One's own account


@pytest.mark.parametrize("page", ["details", "roles", "reset", "leave"])
def test_nobody_changes_their_own_account(desk: RoleClient, busch: User, page: str) -> None:
    everything = {**NEW, "reason": "x", "sure": "ja", "roles": sorted(declared_roles())}
    before = (factor_of(busch).pk, busch.password)

    assert desk.get(address(busch, page)).status_code == 302
    assert desk.post(address(busch, page), everything).status_code == 302

    busch = User.objects.get(pk=busch.pk)
    assert (factor_of(busch).pk, busch.password) == before
    assert [group.name for group in busch.groups.all()] == ["Benutzerverwaltung"]
    assert trail(busch) == []
    assert "Das ist Ihr eigener Zugang." in desk.get(address(busch)).text


def test_actions_refuse_ones_own_account_whoever_calls_them(busch: User) -> None:
    for action in (
        lambda: reset_staff(by=busch, user=busch),
        lambda: change_roles(by=busch, user=busch, roles=["Redaktion"], region=None),
        lambda: change_staff(by=busch, user=busch, names=("B", "B"), committed_on=None),
        lambda: end_staff(by=busch, user=busch, reason="x"),
    ):
        with pytest.raises(OwnAccount):
            action()


# The list


def test_list_shows_each_state_and_finds_by_it(desk: RoleClient, sander: User, rheinberg: User, ritter: User) -> None:
    for user in User.objects.all():
        factor_of(user)
    SecondFactor.objects.filter(user=sander).delete()
    User.objects.filter(pk=rheinberg.pk).update(committed_on=None)
    User.objects.filter(pk=ritter.pk).update(left_at=timezone.now() - timedelta(days=1))

    page = desk.get(LIST).text
    for state, user in (("invited", sander), ("uncommitted", rheinberg), ("left", ritter)):
        assert f">{User.StaffState(state).label}</td>" in page
        found = desk.get(f"{LIST}?stand={state}").context["cl"].result_list
        assert [row.pk for row in found] == [user.pk]
        assert found[0].staff_state == state
    active = desk.get(f"{LIST}?stand=active").context["cl"].result_list
    assert {row.staff_state for row in active} == {User.StaffState.ACTIVE}
    assert len(active) == User.objects.count() - 3


def test_list_asks_as_many_queries_for_many_as_for_few(desk: RoleClient) -> None:
    desk.get(LIST)
    few = queries(desk)
    for number in range(20):
        user = User.objects.create_staff(f"viele{number}", given_name="V", family_name="Viele")
        user.groups.set(Group.objects.all())
        factor_of(user)

    assert queries(desk) == few


def queries(desk: RoleClient) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(LIST).status_code == 200
    return len(captured)


def test_person_is_found_by_name(desk: RoleClient, sander: User) -> None:
    found = desk.get(f"{LIST}?q=Sander").context["cl"].result_list

    assert [row.pk for row in found] == [sander.pk]
