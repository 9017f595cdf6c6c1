"""Addresses below /zahlen/."""

from django.urls import path

from access_log import views

app_name = "access_log"

urlpatterns = [
    path("", views.figures, name="figures"),
    path("zahlen.csv", views.figures_file, name="figures-file"),
]
