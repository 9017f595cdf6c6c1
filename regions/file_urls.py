"""Addresses of pictures and PDF files; both surfaces answer them, for the preview shows them too."""

from django.urls import path

from regions import path_converters
from regions.views import files

path_converters.register()

app_name = "files"

urlpatterns = [
    path("bilder/<sha256:content_hash>.<slug:extension>", files.picture, name="picture"),
    path("dateien/<sha256:content_hash>/<slug:key>.pdf", files.download, name="download"),
]
