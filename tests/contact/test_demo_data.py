"""The demo's enquiries: invented, in several states, made once; and where the demo's mails go."""

from pathlib import Path

import environ
import pytest

from contact import demo_data
from contact.models import Enquiry
from ikk_portal.demo import VAR, demo_environment


@pytest.mark.django_db
def test_demo_has_enquiries_in_several_states_and_makes_them_once() -> None:
    demo_data.load()
    demo_data.load()

    states = Enquiry.objects.order_by("received_at").values_list("topic", "state")
    assert list(states) == [
        ("barrierefreiheit", "open"),
        ("lob-und-kritik", "answered"),
        ("broschueren", "taken"),
        ("mitgliedschaft", "open"),
        ("oeffnungszeiten", "open"),
    ]
    assert all(enquiry.email.endswith("@example.org") for enquiry in Enquiry.objects.all())


def test_demo_writes_mails_to_files(tmp_path: Path) -> None:
    config = environ.Env.email_url_config(demo_environment(tmp_path)["EMAIL_URL"])

    assert config["EMAIL_BACKEND"] == "django.core.mail.backends.filebased.EmailBackend"
    assert config["EMAIL_FILE_PATH"] == str(VAR / "mail")
