"""P16: the e-mail address is used only to answer standard enquiries; it is gone after the answer plus retention."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.utils import timezone

from accounts.models import User
from contact.models import Enquiry
from contact.topics import Topic
from ikk_portal.machine_pages import public_paths
from tests.conftest import RoleClient, signed_in
from tests.contact.asking import ask, mail_path
from tests.promises.test_p01_nothing_asked import asked_by
from tests.promises.test_p02_declared_and_erased import housekeeping, tables_naming

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_only_the_pages_of_enquiries_ask_for_an_address(client: RoleClient, region: str) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region

    asking = {path for path in public_paths() if "email" in asked_by(client.get(path).text)}

    assert asking == set(map(mail_path, Topic))


def test_only_the_table_of_enquiries_has_addresses_of_the_public() -> None:
    columns = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if "mail" in field.name
    }

    assert columns == {"contact.Enquiry.email", "regions.Region.email"}


def test_thirty_days_after_the_answer_the_address_is_in_no_table(
    client: RoleClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody asks; staff list, open, take and answer it: their trail and their sessions hold nothing of it, too."""
    ask(client, email="canary@example.org", message="Kanarienfrage")
    (enquiry,) = Enquiry.objects.all()
    desk = signed_in(User.objects.get(username="kessler"))
    desk.get("/verwaltung/contact/enquiry/", {"topic": "oeffnungszeiten"})
    page = f"/verwaltung/contact/enquiry/{enquiry.pk}/change/"
    desk.get(page)
    for typed in ({"step": "take"}, {"step": "save"}, {"step": "send"}, {"step": "send", "sure": "Ja"}):
        desk.post(page, {"text": "Kanarienantwort", **typed})
    assert [sent.to for sent in mail.outbox] == [["canary@example.org"]]
    traces = ("canary@example.org", "Kanarienfrage", "Kanarienantwort")
    assert [tables_naming(trace, 0) for trace in traces] == [{"contact_enquiry"}] * 3
    answered_at = Enquiry.objects.get().answered_at
    assert answered_at

    for days, tables in ((30, {"contact_enquiry"}), (31, set())):
        later = answered_at + timedelta(days=days, minutes=-1)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        housekeeping()
        assert [tables_naming(trace, 0) for trace in traces] == [tables] * 3
    assert tables_naming(str(enquiry.pk), 0) <= {"privacy_staffaccess"}  # an HMAC; without its key it names nothing
