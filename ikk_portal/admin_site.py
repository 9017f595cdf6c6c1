"""The staff area's own admin site: German, and ordered by task instead of by alphabet."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from accounts import late_sendings
from accounts.budgets import charge_staff_try
from accounts.fresh_factor import note_fresh_factor
from accounts.staff_forms import CodeField, wait_until
from accounts.views.signing_in import SESSION_ENDED
from ikk_portal.desk_figures import current_figures
from ikk_portal.platform.throttle import TooManyTries
from ikk_portal.platform.throttle.sources import client_address

#: What staff do, in the order in which they meet it: key, title, and the models ("app.Model") of each task.
#: A model that is registered but named nowhere stands at the end, under "Weiteres".
TASKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "pin-briefe",
        "PIN-Briefe",
        (
            "accounts.LetterAtThePhone",
            "accounts.LetterInReview",
            "accounts.LetterToPrint",
            "accounts.PrintBatch",
            "accounts.ReturnedLetter",
        ),
    ),
    (
        "broschueren",
        "Broschüren versenden",
        ("brochures.Order", "brochures.ReturnedOrder", "brochures.Stock"),
    ),
    ("anfragen", "Anfragen", ("contact.Enquiry",)),
    (
        "inhalte",
        "Inhalte",
        ("regions.Page", "regions.NewsItem", "brochures.Brochure", "regions.Picture", "regions.Download"),
    ),
    ("stammdaten", "Stammdaten", ("regions.Region", "regions.ServiceOffice", "regions.Rate", "regions.U1Tariff")),
    ("statistik", "Statistik", ("access_log.PublishedCount",)),
    ("zugaenge", "Zugänge", ("accounts.User",)),
)
#: One line for each task's model, shown on the start page: what is found there.
HINTS: dict[str, str] = {
    "accounts.LetterAtThePhone": "Stand von Brief und Zugang für Anrufende; Brief anfordern, Zugang sperren",
    "accounts.ReturnedLetter": "Codes zurückgekommener Briefe scannen; die PIN darin gilt danach nicht mehr",
    "accounts.LetterInReview": "Auffällige Anforderungen prüfen: freigeben oder verwerfen, möglichst in 2 Arbeitstagen",
    "accounts.LetterToPrint": "Wartende Briefe zu einem Druckstapel zusammenstellen, auch Nachdrucke",
    "accounts.PrintBatch": "Stapel vorlegen, freigeben, drucken und zur Post geben",
    "brochures.Order": "Bestellungen packen: Packliste, Etiketten, Lieferscheine; als versandt erfassen",
    "brochures.ReturnedOrder": "Nummern zurückgekommener Sendungen erfassen; die Anschrift ist danach gelöscht",
    "brochures.Stock": "Was da ist und was knapp wird; Lieferungen, Zählungen und Zahlen nach Tagen",
    "regions.Page": "Texte der Themen mit Vorschau; nationale Texte und die eigenen einer IKK",
    "regions.NewsItem": "Meldungen mit Anfang und Ende",
    "brochures.Brochure": "Texte der Broschüren; Titelseite und PDF entstehen beim Speichern",
    "regions.Picture": "Bilder für die Texte, mit einem Satz für alle, die sie nicht sehen",
    "regions.Download": "Vordrucke und andere PDFs, auf die Texte verweisen",
    "contact.Enquiry": "Anfragen übernehmen und beantworten; Barriere-Meldungen innerhalb eines Monats",
    "regions.Region": "Name, Telefon, Anschrift, Impressum, Frist für die U1-Wahl",
    "regions.ServiceOffice": "Anschrift, Öffnungszeiten, Zugang und Telefon; wofür sie zuständig sind",
    "regions.Rate": "Beiträge in Prozent mit Gültigkeit",
    "regions.U1Tariff": "Erstattung und Umlage U1",
    "access_log.PublishedCount": "Seitenaufrufe, Bestellungen, Registrierungen und Briefe; nichts über Personen",
    "accounts.User": "Beschäftigte einladen, Rollen geben, Zugänge zurücksetzen und schließen",
}
_OTHER = ("weiteres", "Weiteres")


_FILL_IN = "Bitte füllen Sie dieses Feld aus."
_TOO_LATE = "Was zuletzt abgesendet wurde, hat zu lange gewartet. Bitte geben Sie es noch einmal ein."
_ONCE_MORE = "Bitte geben Sie das neue Passwort noch einmal ein."


class StaffSignInForm(AdminAuthenticationForm):
    """Name, password and code at once; says in plain German that it failed, never which of the three was wrong."""

    code = CodeField(help_text="6 Ziffern aus Ihrer Authenticator-App")

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "Benutzername, Passwort oder Code stimmt nicht. Bitte achten Sie auf Groß- und "
        "Kleinschreibung. Ein Code gilt nur einmal: Warten Sie auf den nächsten.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_plainly(self)

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Charge a try, then check all three; a right one is given back."""
        typed = self.cleaned_data
        if not all(typed.get(name) for name in ("username", "password", "code")):
            return typed
        try:
            address = client_address(self.request) if self.request else None
            charged = charge_staff_try(username=typed["username"], address=address)
        except TooManyTries as refused:
            raise ValidationError(wait_until(refused.until)) from None
        credentials = {name: typed[name] for name in ("username", "password", "code")}
        self.user_cache = authenticate(self.request, **credentials)
        if self.user_cache is None:
            raise self.get_invalid_login_error()
        self.confirm_login_allowed(self.user_cache)
        charged.refund()
        return typed


class StaffPasswordForm(AdminPasswordChangeForm):
    """Writes the password and nothing else: the staff area's database role may change no other column."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_plainly(self)
        self.fields["new_password2"].help_text = _ONCE_MORE
        self.fields["new_password2"].error_messages["required"] = _ONCE_MORE

    def save(self, commit: bool = True) -> Any:
        self.user.set_password(self.cleaned_data["new_password1"])
        self.user.save(update_fields=["password"])
        return self.user


class PortalAdminSite(AdminSite):
    """Django's admin with the portal's titles and the list of tasks, behind the second factor."""

    login_form = StaffSignInForm

    site_title = "IKK-Portal: Verwaltung"
    site_header = "IKK-Portal: Verwaltung"
    index_title = "Was möchten Sie tun?"
    empty_value_display = "–"
    enable_nav_sidebar = False  # each role has few tasks; the start page lists them

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out the link to the public pages where this process does not answer them."""
        context = super().each_context(request)
        if settings.SURFACE == "staff":
            context["site_url"] = None
        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what waits on the person's desks above the tasks, each with the way to its list where there is one."""
        lists = self._lists_of(request)
        figures = [
            (figure, _address(lists.get(figure.model, ""), figure.query))
            for figure in current_figures(request.user, timezone.now())
        ]
        return super().index(request, {"figures": figures, **(extra_context or {})})

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Call the page of one app by the app's own name, which Django's German would lengthen."""
        name = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": name, **(extra_context or {})})

    def _lists_of(self, request: HttpRequest) -> dict[str, str]:
        """Return the addresses of the lists that the user may see, by the labels of their models."""
        models = [model for app in self._build_app_dict(request).values() for model in app["models"]]
        return {model["model"]._meta.label: model["admin_url"] or "" for model in models}

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the session belongs to a member of staff whose second factor was checked in it."""
        return super().has_permission(request) and getattr(request.user, "otp_device", None) is not None

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign in, and note when the second factor was entered; what was sent too late before stands there again."""
        late = request.POST.get(late_sendings.FIELD, "")
        context = {"late": late, "has_ended": request.method == "GET" and SESSION_ENDED in request.GET}
        response = super().login(request, {**context, **(extra_context or {})})
        if request.method != "POST" or not isinstance(response, HttpResponseRedirect):
            return response
        note_fresh_factor(request)
        if late:
            if page := late_sendings.send_again_page(request, late):
                return page
            messages.warning(request, _TOO_LATE)
        return response

    def get_urls(self) -> list[Any]:
        """Leave out two of Django's addresses: no desk uses them, and the trail would not see them."""
        unused = {"autocomplete", "view_on_site"}
        return [entry for entry in super().get_urls() if getattr(entry, "name", None) not in unused]

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign out, and let the browser forget the pages it has kept."""
        response = super().logout(request, extra_context)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's own page with the portal's form."""
        view = PasswordChangeView.as_view(
            form_class=StaffPasswordForm,
            success_url=reverse("admin:password_change_done"),
            template_name="admin/password_change.html",
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return view(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Return the tasks that the user may work on; for the page of one app Django's own list."""
        if app_label is not None:
            return super().get_app_list(request, app_label)
        models = {
            model["model"]._meta.label: model | {"hint": HINTS.get(model["model"]._meta.label, "")}
            for app in self._build_app_dict(request).values()
            for model in app["models"]
        }
        tasks = [
            _task(key, title, [models.pop(label) for label in labels if label in models])
            for key, title, labels in TASKS
        ]
        tasks.append(_task(*_OTHER, sorted(models.values(), key=lambda model: model["name"])))
        return [task for task in tasks if task["models"]]


def _task(key: str, title: str, models: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one entry in the form that Django's templates expect; a task has no page of its own."""
    return {"name": title, "app_label": key, "app_url": "", "has_module_perms": True, "models": models}


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if path and query else path


def _speak_plainly(form: BaseForm) -> None:
    """Say what to do about an empty field; after an error leave the focus to the note above the form."""
    for field in form.fields.values():
        field.error_messages["required"] = _FILL_IN
        if form.is_bound:
            field.widget.attrs.pop("autofocus", None)
