"""Addresses of the room."""

from django.urls import path

from accounts.views import letters, registering, signed_in, signing_in

app_name = "accounts"

urlpatterns = [
    path("internetfiliale/registrieren/", registering.register, name="register"),
    path("internetfiliale/registrieren/versicherte/", registering.register_insured, name="register-insured"),
    path("internetfiliale/registrieren/arbeitgeber/", registering.register_employer, name="register-employer"),
    path("internetfiliale/registrieren/vertretung/", registering.register_for_others, name="register-for-others"),
    path("internetfiliale/registrieren/kinder/", registering.register_for_children, name="register-for-children"),
    path("internetfiliale/registrieren/steuerberatung/", registering.register_for_clients, name="register-for-clients"),
    path("internetfiliale/registrieren/fertig/", registering.register_done, name="register-done"),
    path("internetfiliale/anmelden/", signing_in.sign_in, name="sign-in"),
    path("internetfiliale/pin-vergessen/", signing_in.pin_forgotten, name="pin-forgotten"),
    path("internetfiliale/willkommen/", signed_in.welcome, name="welcome"),
    path("internetfiliale/ikk/", signed_in.own_ikk, name="own-ikk"),
    path("internetfiliale/nachweis/", signed_in.second_proof, name="second-proof"),
    path("internetfiliale/formular/", signed_in.give_form_back, name="give-form-back"),
    path("internetfiliale/anmeldungen/verlaengern/", signed_in.prolong, name="prolong"),
    path("internetfiliale/anmeldungen/andere-beenden/", signed_in.end_others, name="end-others"),
    path("internetfiliale/abmelden/", signed_in.sign_out, name="sign-out"),
    path("internetfiliale/abgemeldet/", signed_in.signed_out, name="signed-out"),
    path("internetfiliale/abgemeldet/vergessen.css", signed_in.forget_pages, name="forget-pages"),
    path("registrierung/stand/", letters.letter_progress, name="letter-progress"),
]
