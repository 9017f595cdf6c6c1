"""Every public page of the room is in the sitemap, and answers."""

import pytest
from django.test import Client

from regions.sitemap import public_paths

pytestmark = pytest.mark.django_db


def test_public_paths_answer(client: Client) -> None:
    paths = list(public_paths())

    assert len(paths) == len(set(paths)) == 8 + 12
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)
