"""Addresses of the room; the ways in and out of it belong to the room ``accounts``."""

from django.urls import path

from internetfiliale.views import cases, mailbox, overview, receipt, service

app_name = "internetfiliale"

urlpatterns = [
    path("", overview.home, name="home"),
    path("meine-daten/", overview.own_data_page, name="own-data"),
    path("dienste/<slug:slug>/", service.service, name="service"),
    path("vorgaenge/", cases.case_list, name="case-list"),
    path("vorgaenge/<uuid:key>/", receipt.case, name="case"),
    path("vorgaenge/<uuid:key>/quittung.pdf", receipt.receipt, name="receipt"),
    path("postfach/", mailbox.mailbox, name="mailbox"),
    path("postfach/alle-gelesen/", mailbox.all_read, name="all-read"),
    path("postfach/<uuid:key>/", mailbox.notice, name="notice"),
    path("postfach/<uuid:key>/ungelesen/", mailbox.notice_unread, name="notice-unread"),
]
