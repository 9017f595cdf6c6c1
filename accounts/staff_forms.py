"""What staff and their administrators type: codes, passwords, names, roles."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format

from accounts.actions import declared_roles, national_roles, regional_roles
from accounts.models import User
from accounts.one_time_codes import digits_of
from regions.models import Region

NATIONAL = "bundesweit"
_FILL_IN = {"required": "Bitte füllen Sie dieses Feld aus."}
#: What somebody with a role does, beside its name where roles are given.
DUTIES = {
    "Benutzerverwaltung": "lädt Beschäftigte ein, gibt Rollen, beendet Zugänge",
    "Broschürenversand": "packt und versendet Bestellungen, führt den Bestand",
    "Geschützte Akten": "sieht auch Briefe und Zugänge von Beschäftigten der IKK und Angehörigen; nur neben einer "
    "anderen Rolle",
    "Kundenservice": "beantwortet Anfragen aus dem Kontaktformular",
    "Kundenservice-Telefon": "gibt Auskunft zu Brief und Zugang, fordert Briefe an, sperrt Zugänge",
    "PIN-Freigabe": "prüft auffällige Anforderungen und gibt Druckstapel frei",
    "PIN-Versand": "stellt Briefe zusammen, druckt sie und gibt sie zur Post",
    "Redaktion": "schreibt Seiten, Meldungen und Broschüren",
    "Stammdaten": "pflegt Angaben der IKKs, Servicestellen, Beitrags- und Umlagesätze",
    "Statistik": "liest gerundete Zahlen, nichts über Personen",
}
_USERNAME = re.compile(r"[a-z][a-z0-9.-]{1,49}")
_TEXT = {"class": "vTextField", "autocomplete": "off"}


class _CodeInput(forms.TextInput):
    """Never shows a code that was sent: the next one is asked for."""

    def format_value(self, value: Any) -> str | None:
        return None


class CodeField(forms.CharField):
    """A one-time code, with blanks or without."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        shape = {"label": "Code", "max_length": 20, "widget": _CodeInput(attrs=attributes)}
        super().__init__(**{**shape, **kwargs})
        self.error_messages["required"] = "Bitte geben Sie den Code ein, den Ihre App gerade zeigt."

    def clean(self, value: Any) -> str:
        digits = digits_of(super().clean(value))
        if digits is None:
            raise ValidationError("Der Code hat 6 Ziffern, zum Beispiel 123 456.")
        return digits


class CodeForm(forms.Form):
    """The code alone: where the second factor is set up, or asked again."""

    code = CodeField(help_text="6 Ziffern aus Ihrer Authenticator-App")


class FirstPasswordForm(SetPasswordForm):
    """The password of a new or reset account, twice."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["new_password1"].label = "Passwort"
        self.fields["new_password2"].label = "Passwort noch einmal"
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.error_messages |= _FILL_IN


class NamesForm(forms.Form):
    """Who it is, and since when committed to secrecy."""

    given_name = forms.CharField(
        label="Vorname", max_length=100, error_messages=_FILL_IN, widget=forms.TextInput(attrs=_TEXT)
    )
    family_name = forms.CharField(
        label="Nachname", max_length=100, error_messages=_FILL_IN, widget=forms.TextInput(attrs=_TEXT)
    )
    committed_on = forms.DateField(
        label="Verpflichtet am",
        help_text="Datum der schriftlichen Verpflichtung auf das Sozialgeheimnis, zum Beispiel 15.01.2026. Solange es "
        "fehlt, ist keine Anmeldung möglich.",
        required=False,
        widget=forms.DateInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"invalid": "Bitte schreiben Sie das Datum so: 15.01.2026."},
    )

    def clean_committed_on(self) -> Any:
        day = self.cleaned_data["committed_on"]
        if day and day > timezone.localdate():
            raise ValidationError("Das Datum liegt in der Zukunft. Tragen Sie es ein, wenn unterschrieben ist.")
        return day


class RolesForm(forms.Form):
    """For which IKK, and with which roles. Nothing is ticked beforehand."""

    region = forms.ChoiceField(
        label="IKK", choices=[], error_messages={"required": "Bitte wählen Sie eine IKK oder „bundesweit“."}
    )
    roles = forms.MultipleChoiceField(label="Rollen", required=False, widget=forms.CheckboxSelectMultiple, choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        ikks = Region.objects.order_by("name").values_list("slug", "name")
        region.choices = [("", "Bitte wählen"), (NATIONAL, "bundesweit, alle IKKs"), *ikks]
        roles: Any = self.fields["roles"]
        roles.choices = [(name, _role_in_words(name)) for name in sorted(declared_roles())]

    def clean_region(self) -> Region | None:
        slug = self.cleaned_data["region"]
        return None if slug == NATIONAL else Region.objects.get(slug=slug)

    def clean(self) -> dict[str, Any]:
        """Say which role does not fit to the IKK."""
        cleaned = super().clean() or {}
        if "region" not in cleaned:
            return cleaned
        roles, region = set(cleaned.get("roles", ())), cleaned["region"]
        if region is None and (unfit := sorted(roles & regional_roles())):
            self.add_error("region", f"Bitte wählen Sie eine IKK. Nur für eine IKK gibt es: {', '.join(unfit)}.")
        if region is not None and (unfit := sorted(roles & national_roles())):
            self.add_error("region", f"Bitte wählen Sie „bundesweit“. Nur so gibt es: {', '.join(unfit)}.")
        return cleaned


class InvitationForm(NamesForm, RolesForm):
    """A new account."""

    username = forms.CharField(
        label="Benutzername",
        help_text="Damit meldet sich die Person an. Er bleibt; zum Beispiel s.sander",
        max_length=50,
        error_messages=_FILL_IN,
        widget=forms.TextInput(attrs={**_TEXT, "autocapitalize": "none", "spellcheck": "false"}),
    )

    field_order = ("username", "given_name", "family_name", "committed_on", "region", "roles")

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if not _USERNAME.fullmatch(username):
            raise ValidationError("Bitte nur kleine Buchstaben, Ziffern, Punkt und Bindestrich; vorn ein Buchstabe.")
        if User.objects.filter(username=username).exists():
            raise ValidationError("Diesen Benutzernamen gibt es schon. Bitte wählen Sie einen anderen.")
        return username


class LeavingForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(
        label="Grund",
        help_text="Ein Satz für das Protokoll, zum Beispiel „Elternzeit ab 1. März“. Bitte keine Gesundheitsdaten.",
        max_length=200,
        widget=forms.TextInput(attrs=_TEXT),
        error_messages={"required": "Bitte schreiben Sie in einem Satz, warum der Zugang endet."},
    )


def wait_until(moment: datetime) -> str:
    """Say until when somebody has to wait who was wrong too often."""
    local = timezone.localtime(moment)
    day = "" if local.date() == timezone.localdate() else f"{date_format(local, 'j. F')}, "
    return (
        f"Das waren zu viele Versuche. Ab {day}{date_format(local, 'H:i')} Uhr geht es weiter. "
        "Es ist nichts gesperrt; Ihr Passwort gilt weiter."
    )


def _role_in_words(name: str) -> str:
    """Return the name of a role, for whom there is one, and what it is for."""
    if name in regional_roles():
        return f"{name} (nur für eine IKK): {DUTIES[name]}"
    if name in national_roles():
        return f"{name} (nur bundesweit): {DUTIES[name]}"
    return f"{name}: {DUTIES[name]}"
