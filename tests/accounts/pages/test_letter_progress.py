"""How far the letters are: the same for everybody, by the chosen IKK, else by the one furthest behind."""

from datetime import date

import pytest
from django.conf import settings

from accounts.models import LetterProgress
from regions.models import Region
from tests.conftest import RoleClient

pytestmark = pytest.mark.django_db
PATH = "/registrierung/stand/"


@pytest.fixture(autouse=True)
def _progress() -> None:
    LetterProgress.objects.all().delete()
    for slug, until, changed in (
        ("rheinland", date(2026, 11, 18), date(2026, 11, 20)),
        ("bayern", date(2026, 11, 16), date(2026, 12, 22)),
    ):
        region = Region.objects.get(slug=slug)
        LetterProgress.objects.create(region=region, registered_until=until, changed_on=changed)


def test_chosen_ikk_says_its_own(client: RoleClient) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    text = client.get(PATH).text

    assert 'Für Registrierungen bis zum <strong><time datetime="2026-11-18">18. November 2026</time>' in text
    assert 'Kein Brief bis zum <strong><time datetime="2026-11-30">30. November 2026</time>' in text
    assert "Stand bei der Muster-IKK Rheinland: 20. November 2026" in text


def test_without_a_choice_the_one_furthest_behind_counts_and_holidays_are_left_out(client: RoleClient) -> None:
    text = client.get(PATH).text

    assert 'Für Registrierungen bis zum <strong><time datetime="2026-11-16">16. November 2026</time>' in text
    assert 'Kein Brief bis zum <strong><time datetime="2026-12-31">31. Dezember 2026</time>' in text


def test_ikk_without_progress_says_that_nothing_is_known(client: RoleClient) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "hessen"

    text = client.get(PATH).text

    assert "Zurzeit können wir hier noch nicht sagen, wie weit wir mit den Briefen sind." in text
    assert "Für Registrierungen bis zum" not in text


def test_page_may_be_kept_for_everybody(client: RoleClient) -> None:
    response = client.get(PATH)

    assert "Cache-Control" not in response.headers
    assert response.cookies == {}
