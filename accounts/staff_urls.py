"""Addresses below /verwaltung/ that need no sign-in; the admin site has the others."""

from django.urls import path

from accounts.views import setting_up

app_name = "staff"
urlpatterns = [
    path("einrichten/fertig/", setting_up.set_up_done, name="set-up-done"),
    path("einrichten/<str:token>/", setting_up.set_up, name="set-up"),
]
