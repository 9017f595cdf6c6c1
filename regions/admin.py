"""Staff desk for master data: the IKKs, what they serve, and the rates."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, F, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format

from privacy.staff_desk import StaffDeskAdmin
from regions.models import VALIDITY_OVERLAPS, Rate, Region, ServedArea, U1Tariff


class ValidityForm(forms.ModelForm):
    """Asks for the first and the last day; the table holds the range up to the day after the last."""

    valid_from = forms.DateField(
        label="Gilt ab",
        widget=AdminDateWidget,
        error_messages={"required": "Bitte geben Sie den ersten Tag an."},
    )
    valid_until = forms.DateField(
        label="Gilt bis einschließlich",
        required=False,
        widget=AdminDateWidget,
        help_text="Letzter Tag. Leer: bis auf Weiteres.",
    )

    class Meta:
        localized_fields = ("percent", "levy")  # with a comma, as people write them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if validity := self.instance.validity:
            self.initial["valid_from"] = validity.lower
            self.initial["valid_until"] = validity.upper and validity.upper - timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "Der letzte Tag liegt vor dem ersten.")
        elif first:
            self.instance.validity = DateRange(first, last and last + timedelta(days=1))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """Let the model check ``validity`` too, although its two fields have other names here."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded if self.errors else excluded - {"validity"}

    def _update_errors(self, errors: ValidationError) -> None:
        """Show an overlap beside the first day, where it can be mended."""
        by_field = dict(getattr(errors, "error_dict", {}))
        general = by_field.pop(NON_FIELD_ERRORS, [])
        overlaps = [error for error in general if error.code == VALIDITY_OVERLAPS]
        others = [error for error in general if error.code != VALIDITY_OVERLAPS]
        if overlaps:
            by_field.setdefault("valid_from", []).extend(overlaps)
        if others:
            by_field[NON_FIELD_ERRORS] = others
        super()._update_errors(ValidationError(by_field) if by_field else errors)  # type: ignore[misc]


class MasterDataAdmin(StaffDeskAdmin):
    """What the desks of this room share."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save; where somebody else was faster by a moment, check again: now the form sees their value."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            return super().changeform_view(request, object_id, form_url, extra_context)


class ServedAreaInline(admin.TabularInline):
    """Who serves what concerns all IKKs, so national staff only change it."""

    model = ServedArea
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_national(request) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_national(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_national(request) and super().has_delete_permission(request, obj)


@admin.register(Region)
class RegionAdmin(MasterDataAdmin):
    """The IKKs. What binds them to register and addresses is changed by national staff only."""

    region_path = "pk"
    inlines = (ServedAreaInline,)
    list_display = ("name", "phone", "town", "institutionskennzeichen")
    search_fields = ("name", "town", "institutionskennzeichen")
    search_help_text = "Name, Ort oder Institutionskennzeichen"
    fieldsets = (
        ("Wer ist es?", {"fields": ("name", "legal_name", "slug", "institutionskennzeichen")}),
        (
            "Wie ist sie zu erreichen?",
            {"fields": ("phone", "phone_hours", "fax", "email", "street", "postcode", "town")},
        ),
        (
            "Impressum",
            {
                "fields": ("board", "responsible_editor", "vat_id", "supervisory_authority"),
                "description": "Diese Angaben sind öffentlich. Das verlangt § 5 DDG.",
            },
        ),
        ("Datenschutz", {"fields": ("data_protection_officer", "data_protection_authority")}),
        ("Barrierefreiheit", {"fields": ("accessibility_law", "accessibility_body")}),
        ("Fristen und Grenzen", {"fields": ("minimum_age", "u1_choice_until")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if is_national(request) else ("name", "legal_name", "slug", "institutionskennzeichen")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_national(request) and super().has_add_permission(request)


def _key_order() -> Case:
    """Return the order in which the regional home shows the rates."""
    return Case(*(When(key=key, then=Value(place)) for place, key in enumerate(Rate.Key)))


@admin.register(Rate)
class RateAdmin(MasterDataAdmin):
    """Rates by time. National ones (without an IKK) are seen and changed by national staff only."""

    form = ValidityForm
    list_display = ("key", "scope", "percent", "valid_from", "valid_until")
    list_display_links = ("key",)
    list_filter = ("key",)
    list_select_related = ("region",)
    ordering = (F("region__name").asc(nulls_first=True), _key_order(), "validity")
    fieldsets = (
        (None, {"fields": ("region", "key", "percent")}),
        (
            "Gültigkeit",
            {
                "fields": ("valid_from", "valid_until"),
                "description": "Ändert sich ein Satz, dann beenden Sie zuerst den bisherigen. "
                "Legen Sie danach den neuen an.",
            },
        ),
    )

    @admin.display(description="IKK", empty_value="alle")
    def scope(self, rate: Rate) -> str | None:
        return rate.region.name if rate.region else None

    @admin.display(description="Gilt ab", ordering="validity")
    def valid_from(self, rate: Rate) -> str:
        return first_day(rate.validity)

    @admin.display(description="Gilt bis einschließlich", empty_value="auf Weiteres")
    def valid_until(self, rate: Rate) -> str | None:
        return last_day(rate.validity)


@admin.register(U1Tariff)
class U1TariffAdmin(MasterDataAdmin):
    """Levels of the U1 levy by time."""

    form = ValidityForm
    list_display = ("region", "reimbursement", "levy", "is_standard", "valid_from", "valid_until")
    list_display_links = ("region", "reimbursement")
    list_filter = ("is_standard",)
    list_select_related = ("region",)
    fieldsets = (
        (
            None,
            {
                "fields": ("region", "reimbursement", "levy", "is_standard"),
                "description": "Umlage U1: Ausgleich der Arbeitgeberaufwendungen bei Krankheit (AAG).",
            },
        ),
        ("Gültigkeit", {"fields": ("valid_from", "valid_until")}),
    )

    @admin.display(description="Gilt ab", ordering="validity")
    def valid_from(self, tariff: U1Tariff) -> str:
        return first_day(tariff.validity)

    @admin.display(description="Gilt bis einschließlich", empty_value="auf Weiteres")
    def valid_until(self, tariff: U1Tariff) -> str | None:
        return last_day(tariff.validity)


def is_national(request: HttpRequest) -> bool:
    """Return whether the member of staff works for all IKKs."""
    return getattr(request.user, "region_id", None) is None


def first_day(validity: "DateRange") -> str:
    """Return the first day of a range in words."""
    return date_format(validity.lower)


def last_day(validity: "DateRange") -> str | None:
    """Return the last day of a range in words, None for an open end."""
    return date_format(validity.upper - timedelta(days=1)) if validity.upper else None
