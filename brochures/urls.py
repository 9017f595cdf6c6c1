"""Addresses of the room."""

from django.urls import path

from brochures.views import catalogue, ordering
from regions import path_converters

path_converters.register()

app_name = "brochures"

urlpatterns = [
    path("broschueren/bestellen/", ordering.order, name="order"),
    path("broschueren/bestellen/fertig/", ordering.order_done, name="order-done"),
    path("broschueren/", catalogue.brochure_list, name="catalogue"),
    path("broschueren/dateien/<sha256:cover_hash>/titel.png", catalogue.cover, name="cover"),
    path("broschueren/dateien/<sha256:pdf_hash>/<slug:key>.pdf", catalogue.brochure_pdf, name="brochure-pdf"),
    path("broschueren/<slug:key>/", catalogue.brochure_detail, name="brochure-detail"),
]
