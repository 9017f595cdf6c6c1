"""The demo's member has sent something already."""

import pytest
from django.db.models import Count

from bestand.demo_data import LENA
from internetfiliale import demo_data
from internetfiliale.models import Case, CasePayload, Notice
from tests.accounts.members import member

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])


def test_member_of_the_demo_has_cases_in_every_state_and_repeating_adds_none() -> None:
    lena, other = member(LENA.number), member("B123456782")

    for _ in range(2):
        demo_data.load()

    states = dict(Case.objects.values_list("state").annotate(Count("pk")).order_by())
    assert states == {"received": 1, "handed_over": 1, "sent_back": 1, "done": 2}
    assert CasePayload.objects.get().case.state == "received"
    assert Notice.objects.filter(read_on=None).count() == 3
    assert set(Case.objects.values_list("account", flat=True)) == {lena.pk}
    assert other.notices.count() == 0


def test_case_of_the_demo_stays_as_it_has_become() -> None:
    member(LENA.number)
    demo_data.load()
    Case.objects.filter(state="received").update(state="done")

    demo_data.load()

    assert Case.objects.filter(state="received").count() == 0


def test_without_members_the_demo_has_no_cases() -> None:
    demo_data.load()

    assert Case.objects.count() == 0
