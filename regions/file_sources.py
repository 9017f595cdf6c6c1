"""What the keys of pictures and files in a text stand for, and which texts name a file. Reads only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from regions.markdown import FILE, PICTURE, FileSource, PictureSource, Rendered, render
from regions.models import Content, Download, NewsItem, Page, Picture, Region
from regions.models.content import File


@dataclass(frozen=True)
class Sources:
    """The files of one IKK and, where it has none of that key, the national ones."""

    pictures: dict[str, PictureSource]
    files: dict[str, FileSource]

    @classmethod
    def of(cls, region: Region | None) -> "Sources":
        """Read them; two queries, without the bytes."""
        return cls(
            {picture.key: _picture(picture) for picture in _visible(Picture, region)},
            {file.key: _file(file) for file in _visible(Download, region)},
        )

    def render(self, text: str) -> Rendered:
        """Render Markdown with these files."""
        return render(text, pictures=self.pictures, files=self.files)


def picture_address(picture: Picture) -> str:
    """Return where the picture is served; the address changes with its bytes."""
    return reverse("files:picture", kwargs={"content_hash": picture.content_hash, "extension": picture.format})


def download_address(file: Download) -> str:
    """Return where the file is served; the address changes with its bytes."""
    return reverse("files:download", kwargs={"content_hash": file.content_hash, "key": file.key})


def texts_with(file: Picture | Download) -> Iterator[Content]:
    """Yield the texts that show or link this file: of its IKK, or of all that have no own one of its key."""
    name = f"{PICTURE if isinstance(file, Picture) else FILE}{file.key}"
    whole_name = re.compile(re.escape(name) + r"(?![a-z0-9-])")
    others = type(file)._default_manager.filter(key=file.key).exclude(region=None).values("region")
    where = Q(region=file.region_id) if file.region_id else Q(region=None) | ~Q(region__in=others)
    for model in (Page, NewsItem):
        for text in model._default_manager.filter(where, body__contains=name).select_related("region"):
            if whole_name.search(text.body):
                yield text


def _visible(model: type[File], region: Region | None) -> Any:
    """Return national files first, so that an IKK's own take their place."""
    rows = model._default_manager.filter(Q(region=None) | Q(region=region))
    return rows.order_by(F("region").asc(nulls_first=True)).defer("content")


def _picture(picture: Picture) -> PictureSource:
    return PictureSource(picture_address(picture), picture.alternative_text, picture.width, picture.height)


def _file(file: Download) -> FileSource:
    return FileSource(download_address(file), file.pages, file.size)
