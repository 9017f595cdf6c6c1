"""What waits on the desks for letters: who sees which figure, of which IKK, and in how many queries."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group

from accounts.desk_figures import figures
from accounts.models import User
from regions.models import Region
from tests.accounts.printing import batch_in, desk_user, letter_in
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Europe/Berlin"))  # a Thursday
DAY = timedelta(days=1)


def shown(user: User) -> dict[str, tuple[int, str, bool]]:
    return {figure.name: (figure.value, figure.note, figure.is_urgent) for figure in figures(user, NOW)}


def test_desk_that_posts_letters_sees_what_waits_to_be_printed_and_what_came_back() -> None:
    letter_in("requested", "A000500015", requested_at=NOW - DAY)
    letter_in("requested", "C000500021", requested_at=NOW - 3 * DAY)
    letter_in("unclear", "K220645122")
    letter_in("returned", "T012345678", ended_at=NOW - 6 * DAY)
    letter_in("returned", "T012345678", ended_at=NOW - 8 * DAY)
    letter_in("posted", "A123456780", valid_until=NOW.date() + 7 * DAY)
    letter_in("posted", "B123456782", valid_until=NOW.date() + 8 * DAY)
    for state in ("open", "submitted", "released", "printed", "posted", "refused"):
        batch_in(state)  # the unclear letter lies in one that is being printed

    assert shown(desk_user("winter", "rheinland", "PIN-Versand")) == {
        "Briefe zu drucken": (2, "Der älteste wartet 3 Arbeitstage", False),
        "Briefe mit ungeklärtem Druck": (1, "", True),
        "Druckstapel zu drucken": (2, "", False),
        "Druckstapel zur Post zu geben": (1, "", False),
        "In 7 Tagen zurückgekommene Briefe": (1, "", False),
        "Briefe, die in 7 Tagen unbenutzt ablaufen": (1, "", False),
    }


@pytest.mark.parametrize(
    ("days", "note", "is_urgent"),
    [
        (0, "Der älteste ist von heute", False),
        (1, "Der älteste wartet 1 Arbeitstag", False),
        (2, "Der älteste wartet 2 Arbeitstage", False),
        (3, "Der älteste wartet 3 Arbeitstage – überfällig", True),
    ],
)
def test_desk_that_decides_sees_what_is_in_review_and_whether_it_is_overdue(
    fischer: User, days: int, note: str, is_urgent: bool
) -> None:
    letter_in("review", requested_at=NOW - days * DAY)
    batch_in("submitted")
    batch_in("open")

    assert shown(fischer) == {
        "Briefe in Sichtung": (1, note, is_urgent),
        "Druckstapel zur Freigabe": (1, "", False),
        "Briefe, die in 7 Tagen unbenutzt ablaufen": (0, "", False),
    }


def test_letters_of_other_ikks_and_protected_ones_are_not_counted_but_for_who_may_see_them(fischer: User) -> None:
    letter_in("review", "A000500015", region=Region.objects.get(slug="bayern"))
    letter_in("review", "C000500021", is_protected=True)
    assert shown(fischer)["Briefe in Sichtung"] == (0, "", False)

    fischer.groups.add(Group.objects.get(name="Geschützte Akten"))

    assert shown(User.objects.get(pk=fischer.pk))["Briefe in Sichtung"][0] == 1


@pytest.mark.parametrize("group", ["Kundenservice-Telefon", "Geschützte Akten", "Redaktion", "Stammdaten"])
def test_other_roles_see_no_figure_of_letters(group: str, django_assert_max_num_queries: Any) -> None:
    user = desk_user("anders", "rheinland", group)

    with django_assert_max_num_queries(2):  # the permissions
        assert shown(user) == {}


@pytest.mark.parametrize("rows", [1, 3])
def test_figures_take_two_queries_whatever_waits(rows: int, django_assert_num_queries: Any) -> None:
    user = desk_user("winter", "rheinland", "PIN-Versand", "PIN-Freigabe")
    user.has_perm("x")  # the permissions
    for number in ("A000500015", "C000500021", "K220645122")[:rows]:
        letter_in("requested", number)
        batch_in("submitted")

    with django_assert_num_queries(2):
        assert len(shown(user)) == 8


def test_each_figure_of_batches_leads_to_a_list_of_just_those() -> None:
    for state in ("submitted", "released", "printing", "printed"):
        batch_in(state)
    user = desk_user("winter", "rheinland", "PIN-Versand", "PIN-Freigabe")

    counted = {figure.name: figure for figure in figures(user, NOW)}

    for name in ("zur Freigabe", "zu drucken", "zur Post zu geben"):
        figure = counted[f"Druckstapel {name}"]
        page = signed_in(user).get(f"/verwaltung/accounts/printbatch/?{figure.query}")
        assert len(page.context["cl"].result_list) == figure.value > 0
