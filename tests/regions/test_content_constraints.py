"""Every rule about a page, a piece of news and a file holds in the database: accepted and refused rows."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from regions.models import Download, NewsItem, Page, Picture

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TEXT = {"key": "probe", "title": "Probe", "summary": "Kurz.", "body": "Neu.", "html": "<p>Neu.</p>", "public_from": NOW}
FILE = {"key": "probe", "content": b"x", "content_hash": "0" * 64, "size": 1}


def save_page(**fields: Any) -> Page:
    return Page.objects.create(**{**TEXT, "section": "service", "reviewed_on": date(2026, 1, 1), **fields})


def save_news(**fields: Any) -> NewsItem:
    return NewsItem.objects.create(**{**TEXT, **fields})


def save_picture(**fields: Any) -> Picture:
    values = {**FILE, "alternative_text": "Ein Bild.", "format": "png", "width": 4, "height": 3}
    return Picture.objects.create(**{**values, **fields})


def save_download(**fields: Any) -> Download:
    return Download.objects.create(**{**FILE, "title": "Eine Datei", "pages": 1, **fields})


@pytest.mark.parametrize("save", [save_page, save_news, save_picture, save_download])
def test_row_within_all_rules_is_accepted(save: Any, rheinland: Any) -> None:
    assert save().pk
    assert save(region=rheinland).pk


@pytest.mark.parametrize(
    ("save", "constraint"),
    [
        (save_page, "page_key_once"),
        (save_news, "newsitem_key_once"),
        (save_picture, "picture_key_once"),
        (save_download, "download_key_once"),
    ],
)
@pytest.mark.parametrize("is_national", [True, False])
def test_key_stands_once_in_each_ikk(save: Any, constraint: str, is_national: bool, rheinland: Any) -> None:
    region = None if is_national else rheinland
    save(region=region)

    with pytest.raises(IntegrityError, match=constraint):
        save(region=region)


def test_key_may_stand_in_two_sections() -> None:
    assert save_page().pk != save_page(section="gesundheit").pk


@pytest.mark.parametrize(
    ("save", "fields", "constraint"),
    [
        (save_page, {"key": "Probe"}, "page_key_form"),
        (save_page, {"public_until": NOW}, "page_time_runs_forward"),
        (save_page, {"section": "anderes"}, "page_section_known"),
        (save_page, {"parent_key": "probe"}, "page_not_its_own_parent"),
        (save_news, {"key": "eine--probe"}, "newsitem_key_form"),
        (save_news, {"public_until": NOW - timedelta(days=1)}, "newsitem_time_runs_forward"),
        (save_picture, {"content_hash": "x" * 64}, "picture_hash_form"),
        (save_picture, {"alternative_text": ""}, "picture_alternative_text_given"),
        (save_picture, {"format": "gif"}, "picture_format_known"),
        (save_download, {"content_hash": "0" * 63}, "download_hash_form"),
        (save_download, {"pages": 0}, "download_has_pages"),
    ],
)
def test_row_against_a_rule_is_refused(save: Any, fields: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        save(**fields)
