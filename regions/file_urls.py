"""Addresses of pictures and PDF files; both surfaces answer them, for the preview shows them too."""

from django.urls import path, register_converter

from regions.views import files

app_name = "files"


class Sha256Converter:
    """A SHA-256 value in hexadecimal form."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Sha256Converter, "sha256")

urlpatterns = [
    path("bilder/<sha256:content_hash>.<slug:extension>", files.picture, name="picture"),
    path("dateien/<sha256:content_hash>/<slug:key>.pdf", files.download, name="download"),
]
