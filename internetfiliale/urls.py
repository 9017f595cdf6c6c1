"""Addresses of the room; the ways in and out of it belong to the room ``accounts``."""

from django.urls import path

from internetfiliale import views

app_name = "internetfiliale"

urlpatterns = [
    path("", views.home, name="home"),
    path("meine-daten/", views.own_data_page, name="own-data"),
]
