"""Addresses of the room; the ways in and out of it belong to the room ``accounts``."""

from django.urls import path

from internetfiliale.views import cases, mailbox, overview

app_name = "internetfiliale"

urlpatterns = [
    path("", overview.home, name="home"),
    path("meine-daten/", overview.own_data_page, name="own-data"),
    path("vorgaenge/", cases.case_list, name="case-list"),
    path("postfach/", mailbox.mailbox, name="mailbox"),
    path("postfach/alle-gelesen/", mailbox.all_read, name="all-read"),
    path("postfach/<uuid:key>/", mailbox.notice, name="notice"),
    path("postfach/<uuid:key>/ungelesen/", mailbox.notice_unread, name="notice-unread"),
]
