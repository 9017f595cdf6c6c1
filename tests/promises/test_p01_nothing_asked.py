"""P01: personal data are asked for only when needed. Public pages ask for none today."""

import re

import pytest
from django.conf import settings

from ikk_portal.machine_pages import public_paths
from tests.conftest import RoleClient

#: What public forms may send: a search word, a Land, and the way back.
ALLOWED = {"q", "land", "zurueck"}


@pytest.mark.parametrize("region", ["", "rheinland"])
def test_public_forms_ask_for_a_search_word_only(client: RoleClient, region: str) -> None:
    if region:
        client.cookies[settings.REGION_COOKIE_NAME] = region
    paths = [*public_paths(), "/regionen/vergessen/"]
    asked = {
        name
        for path in paths
        for control in re.findall(r"<(?:input|select|textarea)\b[^>]*>", client.get(path, follow=True).content.decode())
        for name in re.findall(r'\bname="([^"]+)"', control)
    }

    assert len(paths) > 20
    assert asked <= ALLOWED
    assert "q" in asked
