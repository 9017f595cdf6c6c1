"""Messages of the mailbox: neutral, made of a kind and a case, never of free text."""

from collections.abc import Iterable

from django.utils import timezone

from internetfiliale.models import Case, Notice


def post_notice(*, kind: Notice.Kind, cases: Iterable[Case]) -> None:
    """Post one notice of ``kind`` for each of ``cases`` to its member, in the caller's transaction; a second time none.

    Callers: what changes a case. The role of the web may post that a case was received, and no other kind.
    """
    today = timezone.localdate()
    notices = [Notice(account_id=case.account_id, kind=kind, case=case, posted_on=today) for case in cases]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
