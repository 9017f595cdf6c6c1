"""Addresses of the room."""

from django.urls import path

from contact.views import asking, writing

app_name = "contact"

urlpatterns = [
    path("kontakt/", asking.start, name="start"),
    path("kontakt/gesendet/", asking.enquiry_sent, name="enquiry-sent"),
    path("kontakt/e-mail/<slug:topic>/", asking.enquiry, name="enquiry"),
    path("kontakt/brief/<slug:topic>/", writing.letter, name="letter"),
]
