"""Addresses of the room."""

from django.urls import path

from brochures.views import ordering

app_name = "brochures"

urlpatterns = [
    path("broschueren/bestellen/", ordering.order, name="order"),
    path("broschueren/bestellen/fertig/", ordering.order_done, name="order-done"),
]
