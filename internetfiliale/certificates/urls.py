"""The page where anybody checks a certificate; it stands outside of the branch."""

from django.urls import path

from internetfiliale.views import checking

app_name = "certificates"

urlpatterns = [
    path("bescheinigung/pruefen/", checking.check_certificate, name="check"),
]
