"""The catalogue and every national brochure are in the sitemap, and answer."""

import pytest
from django.test import Client

from brochures.models import Brochure
from brochures.sitemap import public_paths
from regions.models import Region
from tests.brochures.brochures import add_brochure

pytestmark = pytest.mark.django_db


def test_public_paths_are_those_of_the_national_list_and_answer(client: Client, rheinland: Region) -> None:
    add_brochure(key="entwurf", is_published=False)
    add_brochure(key="nur-im-rheinland", region=rheinland)
    paths = list(public_paths())
    keys = Brochure.objects.filter(region=None, is_published=True).values_list("key", flat=True)

    assert paths[0] == "/broschueren/"
    assert set(paths[1:]) == {f"/broschueren/{key}/" for key in keys}
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
