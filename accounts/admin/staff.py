"""Zugänge: who works here, with which roles; inviting, changing, resetting, ending. Nobody touches their own account.

Whatever changes an account needs a fresh second factor, and is asked once more where it cannot be taken back.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_variables

from accounts.actions import (
    LINK_DAYS,
    AccountEnded,
    change_roles,
    change_staff,
    end_staff,
    invite_staff,
    reset_staff,
)
from accounts.fresh_factor import fresh_factor_required
from accounts.models import StaffInvitation, User
from accounts.staff_forms import NATIONAL, InvitationForm, LeavingForm, NamesForm, RolesForm
from ikk_portal.platform.acting_role import acting_as
from privacy.staff_desk import StaffDeskAdmin

_ROLE = "ikk_accounts"  # the database role that may change accounts

_TEMPLATES = {
    "person": "admin/staff/person.html",
    "form": "admin/staff/form.html",
    "sure": "admin/staff/sure.html",
    "link": "admin/staff/link.html",
}


class StateFilter(admin.SimpleListFilter):
    """Shows accounts in one state."""

    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in User.StaffState]

    def queryset(self, request: HttpRequest, queryset: Any) -> "QuerySet[Any]":
        return queryset.in_staff_state(self.value()) if self.value() in User.StaffState else queryset


class RoleFilter(admin.RelatedFieldListFilter):
    """Shows who holds one role; Django calls it a group."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title, self.empty_value_display = "Rolle", mark_safe("keine")


class IkkFilter(admin.RelatedFieldListFilter):
    """Shows who works for one IKK, or for all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title, self.empty_value_display = "IKK", mark_safe("bundesweit")


@admin.register(User)
class StaffAdmin(StaffDeskAdmin):
    """The list, a page for each person, and a page for each thing that can be done."""

    list_display = ("name", "username", "roles", "ikk", "last_sign_in", "state")
    list_filter = (StateFilter, ("groups", RoleFilter), ("region", IkkFilter))
    ordering = ("family_name", "given_name", "username")
    search_fields = ("given_name", "family_name", "username")
    search_help_text = "Vorname, Nachname oder Benutzername"
    list_per_page = 50
    actions = None

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = {
            "details": self.details_page,
            "roles": self.roles_page,
            "reset": self.reset_page,
            "leave": self.leave_page,
        }
        return [
            *(path(f"<int:pk>/{page}/", wrap(view), name=f"accounts_user_{page}") for page, view in pages.items()),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        staff = super().get_queryset(request).filter(kind=User.Kind.STAFF)
        roles = Prefetch("groups", Group.objects.order_by("name"))
        return staff.select_related("region", "second_factor").prefetch_related(roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes their own account, and nobody the account of somebody who has left."""
        if obj is not None and (obj.pk == request.user.pk or obj.left_at is not None):
            return False
        return super().has_change_permission(request, obj)

    # Columns

    @admin.display(description="Name", ordering="family_name")
    def name(self, user: User) -> str:
        return f"{user.family_name}, {user.given_name}"

    @admin.display(description="Rollen")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "keine"

    @admin.display(description="IKK", ordering="region__name")
    def ikk(self, user: User) -> str:
        return str(user.region) if user.region else "bundesweit"

    @admin.display(description="Letzte Anmeldung", ordering="last_login", empty_value="noch nie")
    def last_sign_in(self, user: User) -> Any:
        return user.last_login

    @admin.display(description="Stand")
    def state(self, user: User) -> str:
        return str(user.staff_state.label)

    # Pages

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one account and what can be done with it."""
        user = self.get_object(request, object_id)
        if user is None or not self.has_view_permission(request, user):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            "roles": self.roles(user),
            "ikk": self.ikk(user),
            "state": self.state(user),
            "factor": getattr(user, "second_factor", None),
            "link": StaffInvitation.objects.open().filter(user=user).first(),
            "is_own": user.pk == request.user.pk,
            "may_change": self.has_change_permission(request, user),
        }
        return self._page(request, "person", str(user), user, **context)

    @sensitive_variables("token")
    @method_decorator(fresh_factor_required)
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Invite somebody, and show the one-time link once."""
        if not self.has_add_permission(request):
            return self._get_obj_does_not_exist_redirect(request, self.opts, "")
        form = InvitationForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                with acting_as(_ROLE):
                    user, token = invite_staff(
                        by=request.user,
                        username=form.cleaned_data["username"],
                        names=_names(form),
                        region=form.cleaned_data["region"],
                        roles=form.cleaned_data["roles"],
                        committed_on=form.cleaned_data["committed_on"],
                    )
            except ValidationError as taken:  # by somebody else, since the form was checked
                form.add_error(None, taken.messages)
            else:
                return self._link_page(request, user, token)
        button = "Zugang anlegen und Link erzeugen"
        return self._page(request, "form", "Beschäftigte einladen", None, form=form, button=button)

    @method_decorator(fresh_factor_required)
    @transaction.atomic
    def details_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Names, and the date of the commitment."""
        user = self._changeable(request, pk)
        if user is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        fields = ("given_name", "family_name", "committed_on")
        initial = {name: getattr(user, name) for name in fields}
        form = NamesForm(request.POST if request.method == "POST" else None, initial=initial)
        if not form.is_valid():
            return self._page(request, "form", "Angaben ändern", user, form=form, button="Speichern")
        committed_on = form.cleaned_data["committed_on"]
        with acting_as(_ROLE):
            change_staff(by=request.user, user=user, names=_names(form), committed_on=committed_on)
        return self._back(request, user, f"Die Angaben zu {user} sind gespeichert.")

    @method_decorator(fresh_factor_required)
    @transaction.atomic
    def roles_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Roles and IKK; asked once more with both in words."""
        user = self._changeable(request, pk)
        if user is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        initial = {
            "region": user.region.slug if user.region else NATIONAL,
            "roles": [group.name for group in user.groups.all()],
        }
        form = RolesForm(request.POST if request.method == "POST" else None, initial=initial)
        if not form.is_valid():
            return self._page(request, "form", "Rollen ändern", user, form=form, button="Weiter")
        region, roles = form.cleaned_data["region"], form.cleaned_data["roles"]
        if "sure" not in request.POST:
            facts = [("Rollen", ", ".join(roles) or "keine"), ("IKK", str(region) if region else "bundesweit")]
            text = "Das gilt sofort, auch für jemanden, der gerade angemeldet ist. Sie können es wieder ändern."
            return self._sure(request, user, f"Rollen von {user} ändern?", text, "Ja, ändern", form=form, facts=facts)
        with acting_as(_ROLE):
            change_roles(by=request.user, user=user, roles=roles, region=region)
        return self._back(request, user, f"Die Rollen von {user} sind geändert.")

    @sensitive_variables("token")
    @method_decorator(fresh_factor_required)
    @transaction.atomic
    def reset_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A new one-time link; password, second factor and sessions die at once."""
        user = self._changeable(request, pk)
        if user is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        if "sure" not in request.POST:
            text = (
                "Passwort und zweiter Faktor gelten dann nicht mehr, und wer angemeldet ist, wird abgemeldet; "
                "ein früherer Link gilt auch nicht mehr. Überzeugen Sie sich vorher, dass wirklich diese Person darum "
                "bittet: durch einen Besuch oder einen Rückruf, nie auf eine E-Mail hin. Das lässt sich nicht "
                "zurücknehmen."
            )
            return self._sure(request, user, f"Neuen Link für {user} erzeugen?", text, "Ja, zurücksetzen")
        try:
            with acting_as(_ROLE):
                token = reset_staff(by=request.user, user=user)
        except AccountEnded:  # a moment ago, by somebody else
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        return self._link_page(request, user, token)

    @method_decorator(fresh_factor_required)
    @transaction.atomic
    def leave_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close the account of somebody who leaves."""
        user = self._changeable(request, pk)
        if user is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        form = LeavingForm(request.POST if request.method == "POST" else None)
        if not form.is_valid():
            return self._page(request, "form", "Ausscheiden", user, form=form, button="Weiter")
        if "sure" not in request.POST:
            text = (
                "Der Zugang wird sofort geschlossen: keine Anmeldung, keine Rolle. Nach einem Jahr wird er gelöscht. "
                "Das lässt sich nicht zurücknehmen. Wer wiederkommt, bekommt einen neuen Zugang."
            )
            facts = [("Grund", form.cleaned_data["reason"])]
            return self._sure(
                request, user, f"Zugang von {user} schließen?", text, "Ja, schließen", form=form, facts=facts
            )
        with acting_as(_ROLE):
            end_staff(by=request.user, reason=form.cleaned_data["reason"], user=user)
        return self._back(request, user, f"Der Zugang von {user} ist geschlossen.")

    def _changeable(self, request: HttpRequest, pk: int) -> User | None:
        """Return the account if the person in front of the desk may change it."""
        user = self.get_object(request, str(pk))
        return user if user is not None and self.has_change_permission(request, user) else None

    @sensitive_variables("token")
    def _link_page(self, request: HttpRequest, user: User, token: str) -> HttpResponse:
        link = request.build_absolute_uri(reverse("staff:set-up", kwargs={"token": token}))
        return self._page(request, "link", "Einmal-Link", user, link=link, days=LINK_DAYS)

    def _sure(
        self, request: HttpRequest, user: User, title: str, text: str, button: str, **context: Any
    ) -> HttpResponse:
        shared = {"text": text, "button": button, "facts": (), "form": ()}
        return self._page(request, "sure", title, user, **{**shared, **context})

    def _back(self, request: HttpRequest, user: User, message: str) -> HttpResponse:
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(self._address_of(user))

    def _page(self, request: HttpRequest, name: str, title: str, user: User | None, **context: Any) -> HttpResponse:
        shared = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "person": user,
            "back": self._address_of(user) if user else reverse("admin:accounts_user_changelist"),
            "media": self.media,
        }
        return render(request, _TEMPLATES[name], {**shared, **context})

    @staticmethod
    def _address_of(user: User) -> str:
        return reverse("admin:accounts_user_change", args=[user.pk])


def _names(form: forms.Form) -> tuple[str, str]:
    return form.cleaned_data["given_name"], form.cleaned_data["family_name"]
