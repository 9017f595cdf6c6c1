"""Addresses of the room."""

from django.urls import path

from regions import views

app_name = "regions"

urlpatterns = [
    path("", views.start, name="start"),
    path("regionen/", views.region_list, name="region-list"),
    path("regionen/vergessen/", views.region_forget, name="region-forget"),
    path("regionen/<slug:slug>/", views.region_detail, name="region-detail"),
    path("impressum/", views.imprint, name="imprint"),
    path("barrierefreiheit/", views.accessibility, name="accessibility"),
    path("leichte-sprache/", views.easy_language, name="easy-language"),
    path("gebaerdensprache/", views.sign_language, name="sign-language"),
    path("hilfe/", views.help_page, name="help"),
    path("quellen/", views.sources, name="sources"),
]
