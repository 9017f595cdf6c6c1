"""P15: who wants no transmission over the net finds the responsible office, or the national phone and the finder."""

import re

import pytest
from django.conf import settings

from ikk_portal.machine_pages import public_paths
from regions.models import Region, ServiceOffice
from regions.offices import responsible_office
from tests.accounts.members import member
from tests.accounts.registering import ANNA, BRANDT, EMPLOYER, INSURED, fill_in
from tests.accounts.signed_in import client_of
from tests.brochures import ordering
from tests.brochures.brochures import brochure
from tests.conftest import RoleClient
from tests.internetfiliale.checking import CHECK, check, paper
from tests.internetfiliale.filling import every_service, first_page

pytestmark = pytest.mark.django_db(databases=["default", "bestand"])

#: Pages without a form of their own that show the way nevertheless.
BESIDES_FORMS = ["/hilfe/", "/servicestellen/"]


def address(office: ServiceOffice) -> str:
    return f"{office.name}<br>{office.street}<br>{office.postcode} {office.town}</address>"


def asks_for_data(html: str) -> bool:
    """Whether a page has a form with a field to fill in; search words are not sent for anybody to keep."""
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", html)
    return any('type="hidden"' not in field and 'name="q"' not in field for field in fields)


def pages_with_forms(client: RoleClient) -> list[str]:
    return [path for path in public_paths() if asks_for_data(client.get(path).text)]


@pytest.mark.parametrize("slug", ["rheinland", "bayern", "sachsen"])
def test_office_of_the_chosen_ikk_stands_on_every_page_with_a_form(client: RoleClient, slug: str) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = slug
    office = responsible_office(Region.objects.get(slug=slug))
    assert office

    for path in ["/", *BESIDES_FORMS, *pages_with_forms(client)]:
        text = client.get(path).text
        assert address(office) in text, path
        assert f'href="tel:{office.phone_uri}">{office.phone_national}</a>' in text, path


def test_without_an_ikk_every_page_with_a_form_has_the_national_phone_and_the_finder(client: RoleClient) -> None:
    for path in [*BESIDES_FORMS, *pages_with_forms(client)]:
        text = client.get(path).text
        assert 'href="tel:+493023125000">030 23125 000</a>' in text, path
        assert '<a href="/servicestellen/">Servicestelle in Ihrer Nähe finden</a>' in text, path


def test_ikk_without_a_responsible_office_shows_its_own_address_and_phone(client: RoleClient) -> None:
    ServiceOffice.objects.filter(region__slug="rheinland").update(is_responsible=False)
    client.cookies[settings.REGION_COOKIE_NAME] = "rheinland"

    text = client.get("/hilfe/").text.partition('aria-labelledby="servicestelle"')[2]
    text = text.partition("</section>")[0]

    assert "Muster-IKK Rheinland<br>Musterallee 47<br>50667 Köln</address>" in text
    assert "0221 4710 100" in text
    assert '<a href="/servicestellen/">Servicestelle finden</a>' in text


def test_every_ikk_of_the_demo_has_named_its_office() -> None:
    assert all(responsible_office(region) for region in Region.objects.all())


def test_finder_leads_from_a_postcode_to_an_office(client: RoleClient) -> None:
    text = client.get("/servicestellen/", {"q": "50667"}).text
    first = text.partition('<li class="card">')[2]
    path = re.search(r'href="(/servicestellen/[a-z0-9-]+/)"', first)

    assert path
    assert "Köln" in client.get(path[1]).text


@pytest.mark.parametrize(("path", "typed"), [(INSURED, ANNA), (EMPLOYER, BRANDT)])
def test_every_page_of_the_registration_shows_the_office(
    client: RoleClient, path: str, typed: tuple[dict[str, str], ...]
) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    office = responsible_office(Region.objects.get(slug="bayern"))
    assert office
    assert path in pages_with_forms(client)

    for count in range(3):
        assert address(office) in fill_in(client, path, typed[: count + 1]).text


def test_every_page_of_the_order_shows_the_office(client: RoleClient) -> None:
    brochure("zaehne", "Gesunde Zähne", copies={"bayern": 50})
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    office = responsible_office(Region.objects.get(slug="bayern"))
    assert office
    pages = ({"step": "anzahl", "anzahl-zaehne": "1"}, ordering.ANNA, {"step": "check", "go": "ikk"})

    assert address(office) in client.get(ordering.ORDER).text
    for count in range(3):
        assert address(office) in ordering.fill_in(client, *pages[: count + 1]).text


def test_every_answer_to_the_check_of_a_certificate_shows_the_office(client: RoleClient) -> None:
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    office = responsible_office(Region.objects.get(slug="bayern"))
    assert office
    assert CHECK in pages_with_forms(client)

    for typed in (paper(), paper() | {"name": "Bernd"}, {}):
        assert address(office) in check(client, typed).text


@pytest.mark.parametrize("path", ["/internetfiliale/", "/internetfiliale/nachweis/", "/internetfiliale/ikk/"])
def test_pages_of_the_branch_show_the_office_of_the_own_ikk_whatever_the_cookie_says(path: str) -> None:
    client = client_of(member(), region="sachsen", regions=["sachsen"])
    client.cookies[settings.REGION_COOKIE_NAME] = "bayern"
    office = responsible_office(Region.objects.get(slug="sachsen"))
    assert office

    assert address(office) in client.get(path).text


def test_every_service_shows_the_office_of_the_own_ikk() -> None:
    for service, audience in every_service():
        page = first_page(service, audience)
        office = responsible_office(page.context["region"])
        assert office
        assert address(office) in page.text, service.slug
