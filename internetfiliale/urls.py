"""Addresses of the room; the ways in and out of it belong to the room ``accounts``."""

from django.urls import path

from internetfiliale.views import overview

app_name = "internetfiliale"

urlpatterns = [
    path("", overview.home, name="home"),
    path("meine-daten/", overview.own_data_page, name="own-data"),
]
