"""P16: the e-mail address is used only to answer standard enquiries; it is gone after the answer plus retention."""

from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from contact.models import Enquiry
from contact.topics import Topic
from ikk_portal.machine_pages import public_paths
from tests.conftest import RoleClient
from tests.contact.asking import ask, mail_path
from tests.promises.test_p01_nothing_asked import asked_by
from tests.promises.test_p02_declared_and_erased import tables_naming

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


def test_thirty_days_after_the_answer_the_address_is_in_no_table(client: RoleClient) -> None:
    ask(client, email="canary@example.org")
    assert tables_naming("canary@example.org", 0) == {"contact_enquiry"}
    taken = {"state": "taken", "taken_by": "kessler", "taken_at": timezone.now()}
    Enquiry.objects.update(**taken)
    long_ago = timezone.now() - timedelta(days=30, minutes=1)
    Enquiry.objects.update(state="answered", answered_way="post", answered_at=long_ago)

    with connection.cursor() as cursor:
        cursor.execute("SET ROLE ikk_jobs")
        call_command("housekeeping", stdout=StringIO())
        cursor.execute("RESET ROLE")

    assert tables_naming("canary@example.org", 0) == set()
