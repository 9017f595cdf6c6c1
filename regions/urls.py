"""Addresses of the room."""

from django.urls import path

from regions.views import choice, offices

app_name = "regions"

urlpatterns = [
    path("", choice.start, name="start"),
    path("regionen/", choice.region_list, name="region-list"),
    path("regionen/vergessen/", choice.region_forget, name="region-forget"),
    path("regionen/<slug:slug>/", choice.region_detail, name="region-detail"),
    path("servicestellen/", offices.office_list, name="office-list"),
    path("servicestellen/<slug:key>/", offices.office_detail, name="office-detail"),
    path("impressum/", choice.imprint, name="imprint"),
    path("barrierefreiheit/", choice.accessibility, name="accessibility"),
    path("leichte-sprache/", choice.easy_language, name="easy-language"),
    path("gebaerdensprache/", choice.sign_language, name="sign-language"),
    path("hilfe/", choice.help_page, name="help"),
    path("quellen/", choice.sources, name="sources"),
]
