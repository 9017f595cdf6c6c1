"""Addresses of the room."""

from django.urls import path

from regions.views import choice, offices, reading, search

app_name = "regions"

urlpatterns = [
    path("", choice.start, name="start"),
    path("regionen/", choice.region_list, name="region-list"),
    path("regionen/vergessen/", choice.region_forget, name="region-forget"),
    path("regionen/<slug:slug>/", choice.region_detail, name="region-detail"),
    path("servicestellen/", offices.office_list, name="office-list"),
    path("servicestellen/<slug:key>/", offices.office_detail, name="office-detail"),
    path("themen/", reading.topic_list, name="topic-list"),
    path("themen/<slug:section>/", reading.section, name="section"),
    path("themen/<slug:section>/<slug:key>/", reading.page, name="page"),
    path("aktuelles/", reading.news_list, name="news-list"),
    path("aktuelles/<slug:key>/", reading.news_item, name="news-item"),
    path("suche/", search.search, name="search"),
    path("impressum/", choice.imprint, name="imprint"),
    path("barrierefreiheit/", choice.accessibility, name="accessibility"),
    path("leichte-sprache/", choice.easy_language, name="easy-language"),
    path("gebaerdensprache/", choice.sign_language, name="sign-language"),
    path("hilfe/", choice.help_page, name="help"),
    path("quellen/", choice.sources, name="sources"),
]
