"""The mailbox as the database gives it: to who is signed in, the newest first, and its marks only."""

import pytest
from django.utils import timezone

from accounts.models import Session, User
from internetfiliale.models import Notice
from internetfiliale.own_notices import note_all_read, note_read, note_unread, own_notice, own_notices, unread
from tests.accounts.members import member
from tests.accounts.signed_in import new_session
from tests.internetfiliale.cases import as_role
from tests.internetfiliale.mailboxes import case_of, notice_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    """Anna, signed in."""
    user = member()
    new_session(user)
    return user


def test_what_came_of_a_case_stands_above_that_it_came_in_on_the_same_day(anna: User) -> None:
    for state in ("done", "sent_back"):
        case = case_of(anna, state=state)
        notice_of(case)
        notice_of(case, kind=state)

    with as_role("ikk_public"):
        kinds = [notice.kind for notice in own_notices(anna)]

    assert sorted(kinds[:2]) == ["done", "sent_back"]
    assert kinds[2:] == ["received", "received"]


def test_who_is_signed_in_no_more_reads_and_marks_nothing(anna: User) -> None:
    old, new = notice_of(case_of(anna), read_on=timezone.localdate()), notice_of(case_of(anna))
    Session.objects.all().delete()

    with as_role("ikk_public"):
        note_all_read(anna)
        marked = note_read(anna, new.pk), note_unread(anna, old.pk)
        seen = own_notices(anna), own_notice(anna, new.pk), unread(anna)

    assert (marked, seen) == ((False, False), ([], None, 0))
    assert set(Notice.objects.filter(read_on=None)) == {new}


def test_mark_of_somebody_elses_notice_stays(anna: User) -> None:
    other = member("B123456782")
    new_session(other)
    foreign = notice_of(case_of(other), read_on=timezone.localdate())

    with as_role("ikk_public"):
        assert not note_unread(anna, foreign.pk)
        assert note_unread(other, foreign.pk)
        note_all_read(anna)
        assert unread(other) == 1
