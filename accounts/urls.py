"""Addresses of the room."""

from django.urls import path

from accounts.views import letters, registering

app_name = "accounts"

urlpatterns = [
    path("internetfiliale/registrieren/", registering.register, name="register"),
    path("internetfiliale/registrieren/versicherte/", registering.register_insured, name="register-insured"),
    path("internetfiliale/registrieren/arbeitgeber/", registering.register_employer, name="register-employer"),
    path("internetfiliale/registrieren/vertretung/", registering.register_for_others, name="register-for-others"),
    path("internetfiliale/registrieren/kinder/", registering.register_for_children, name="register-for-children"),
    path("internetfiliale/registrieren/steuerberatung/", registering.register_for_clients, name="register-for-clients"),
    path("internetfiliale/registrieren/fertig/", registering.register_done, name="register-done"),
    path("registrierung/stand/", letters.letter_progress, name="letter-progress"),
]
