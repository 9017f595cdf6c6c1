"""What editors do with brochures: paper and search follow the text, and nobody writes what is another IKK's."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from accounts.models import User
from brochures.actions import (
    BrochureInUse,
    OwnVersionThere,
    copy_for_region,
    publish_brochure,
    remove_brochure,
    save_brochure,
    withdraw_brochure,
)
from brochures.models import Brochure, CopyCount, Stock
from letters.brochure import UnsettableBrochure
from regions.actions import ChangedMeanwhile, NotYourIkk
from regions.models import Region, SearchEntry
from regions.site_search import index_all, matches, other_spellings
from tests.brochures.brochures import TEXT, add_brochure
from tests.letters.printed import Printed

pytestmark = pytest.mark.django_db


def found(title: str) -> list[str]:
    return list(SearchEntry.objects.filter(kind="Broschüre", title=title).values_list("path", flat=True))


def test_saving_makes_the_paper_and_saving_again_renews_it(ritter: User, rheinland: Region) -> None:
    brochure = save_brochure(by=ritter, brochure=Brochure(**TEXT, region=rheinland))
    first = brochure.paper

    brochure.body = "## Neu\n\nAnderes.\n"
    save_brochure(by=ritter, brochure=brochure)
    brochure.refresh_from_db()
    paper = brochure.paper
    pages = Printed(bytes(paper.pdf)).pages

    assert paper.pdf_hash != first.pdf_hash
    assert (paper.pdf_hash, paper.pdf_size) == (sha256(paper.pdf).hexdigest(), len(paper.pdf))
    assert paper.cover_hash == sha256(paper.cover).hexdigest()
    assert paper.pages == len(pages) == 3
    assert "Neu Anderes." in pages[1].text
    assert f"{rheinland.legal_name} {rheinland.street}" in pages[-1].text
    assert not brochure.is_published


def test_what_cannot_be_set_is_not_saved(ritter: User) -> None:
    brochure = add_brochure()
    brochure.body = "Ohne Kapitel."

    with pytest.raises(UnsettableBrochure, match="beginnt nicht mit einem Kapitel"):
        save_brochure(by=ritter, brochure=brochure)

    assert Brochure.objects.get(pk=brochure.pk).body == TEXT["body"]


def test_second_editor_hears_of_the_first(ritter: User) -> None:
    brochure = add_brochure()

    with pytest.raises(ChangedMeanwhile):
        save_brochure(by=ritter, brochure=brochure, seen_at=brochure.changed_at - timedelta(seconds=1))
    assert save_brochure(by=ritter, brochure=brochure, seen_at=brochure.changed_at).is_published


def test_search_follows_publishing_changing_and_withdrawing(ritter: User) -> None:
    brochure = add_brochure(is_published=False)
    assert found("Probe") == []

    publish_brochure(by=ritter, brochure=brochure)
    assert found("Probe") == ["/broschueren/probe/"]
    assert "Kapitel" in SearchEntry.objects.get(title="Probe").text

    brochure.title = "Anders"
    save_brochure(by=ritter, brochure=brochure)
    assert (found("Probe"), found("Anders")) == ([], ["/broschueren/probe/"])

    withdraw_brochure(by=ritter, brochure=brochure)
    assert (found("Anders"), brochure.is_published) == ([], False)


def test_search_of_an_ikk_leaves_out_what_it_does_not_offer(rosen: User, rheinland: Region) -> None:
    national = add_brochure(title="Wünschelrute")
    Stock.objects.create(region=rheinland, brochure=national, is_offered=False)
    regions = (rheinland, Region.objects.get(slug="bayern"), None)

    assert [len(matches("Wünschelrute", region)) for region in regions] == [0, 1, 1]
    assert [other_spellings("Wünschelrutte", region) for region in regions] == [[], ["Wünschelrute"], ["Wünschelrute"]]

    own = copy_for_region(by=rosen, brochure=national, region=rheinland)
    publish_brochure(by=rosen, brochure=own)
    assert [entry.region for entry in matches("Wünschelrute", rheinland)] == [rheinland]


def test_search_finds_the_catalogue_itself() -> None:
    index_all()

    best = matches("Broschüre", None).first()
    assert (best.path, best.kind) == ("/broschueren/", "Katalog")


def test_own_version_begins_as_a_draft_with_a_paper_of_its_own(rosen: User, rheinland: Region) -> None:
    national = add_brochure()

    own = copy_for_region(by=rosen, brochure=national, region=rheinland)

    assert (own.region, own.key, own.body, own.is_published) == (rheinland, "probe", national.body, False)
    assert own.paper.pdf_hash != national.paper.pdf_hash
    assert list(Brochure.objects.offered_by(rheinland).filter(key="probe")) == [national]
    with pytest.raises(OwnVersionThere) as there:
        copy_for_region(by=rosen, brochure=national, region=rheinland)
    assert there.value.brochure == own
    publish_brochure(by=rosen, brochure=own)
    assert list(Brochure.objects.offered_by(rheinland).filter(key="probe")) == [own]


def test_nobody_writes_what_belongs_to_another_ikk_or_to_all(rosen: User) -> None:
    bayern = Region.objects.get(slug="bayern")
    for brochure in (add_brochure(), add_brochure(region=bayern)):
        with pytest.raises(NotYourIkk):
            save_brochure(by=rosen, brochure=brochure)
        with pytest.raises(NotYourIkk):
            publish_brochure(by=rosen, brochure=brochure)
        with pytest.raises(NotYourIkk):
            withdraw_brochure(by=rosen, brochure=brochure)
        with pytest.raises(NotYourIkk):
            remove_brochure(by=rosen, brochure=brochure)
    with pytest.raises(NotYourIkk):
        copy_for_region(by=rosen, brochure=add_brochure(key="zweite"), region=bayern)
    with pytest.raises(NotYourIkk):
        copy_for_region(by=rosen, brochure=brochure, region=rosen.region)  # type: ignore[arg-type]


def test_only_what_was_never_ordered_and_lies_nowhere_is_deleted(ritter: User, rheinland: Region) -> None:
    counted, stored, unused = (add_brochure(key=key) for key in ("gezaehlt", "gelagert", "unbenutzt"))
    CopyCount.objects.create(day=timezone.localdate(), region=rheinland, brochure=counted, ordered=1)
    Stock.objects.create(region=rheinland, brochure=stored)

    for brochure in (counted, stored):
        with pytest.raises(BrochureInUse):
            remove_brochure(by=ritter, brochure=brochure)
    remove_brochure(by=ritter, brochure=unused)

    assert set(Brochure.objects.filter(title="Probe")) == {counted, stored}
    assert len(found("Probe")) == 2
