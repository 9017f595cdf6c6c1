"""Staff desk for master data: the IKKs, what they serve, and the rates."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, F, Model, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html

from privacy.staff_desk import StaffDeskAdmin
from regions.admin.desk_form import DeskForm
from regions.models import VALIDITY_OVERLAPS, Rate, Region, ServedArea, U1Tariff
from regions.models.rate import STANDARD_OVERLAPS, in_percent

_END_FIRST = (
    "Ändert sich der Satz? Dann überschreiben Sie ihn nicht: Tragen Sie hier unter „Gilt bis einschließlich“ den "
    "letzten Tag ein und legen Sie danach den neuen Satz an."
)


class ValidityForm(DeskForm):
    """Asks for the first and the last day; the table holds the range up to the day after the last.

    Attributes:
        rows: what the person in front of the desk may open; an overlap is named if it is among them.
    """

    rows: "QuerySet[Any] | None" = None

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
        overlaps = [error for error in general if error.code in (VALIDITY_OVERLAPS, STANDARD_OVERLAPS)]
        others = [error for error in general if error not in overlaps]
        if overlaps:
            by_field.setdefault("valid_from", []).extend(self._named(error) for error in overlaps)
        if others:
            by_field[NON_FIELD_ERRORS] = others
        super()._update_errors(ValidationError(by_field) if by_field else errors)  # type: ignore[misc]

    def _named(self, error: ValidationError) -> ValidationError:
        """Say which value is in the way, and lead to it; the general words where it may not be seen."""
        if self.rows is None:
            return error
        same = {name: getattr(self.instance, name) for name in self.same_in(error.code or "")}
        found = self.rows.filter(**same, validity__overlap=self.instance.validity).exclude(pk=self.instance.pk)
        other = found.order_by("validity").first()
        return ValidationError(self.overlap_message(other, error.code or ""), error.code) if other else error

    def same_in(self, code: str) -> tuple[str, ...]:
        """Return the fields in which two rows are alike that get in each other's way."""
        return ("region", "key")

    def overlap_message(self, other: Any, code: str) -> str:
        return format_html(
            "Schon eingetragen: {}. Tragen Sie dort zuerst den letzten Tag ein.",
            _link(other, f"{in_percent(other.percent)} {_period(other.validity)}"),
        )


class U1TariffForm(ValidityForm):
    """Two levels are in each other's way by their reimbursement, or because both are the standard."""

    def same_in(self, code: str) -> tuple[str, ...]:
        return ("region", "is_standard") if code == STANDARD_OVERLAPS else ("region", "reimbursement")

    def overlap_message(self, other: U1Tariff, code: str) -> str:
        level = f"Erstattung {in_percent(other.reimbursement)}, Umlage {in_percent(other.levy)}"
        link = _link(other, f"{level} {_period(other.validity)}")
        if code == STANDARD_OVERLAPS:
            return format_html(
                "In dieser Zeit gibt es schon einen Regelsatz: {}. "
                "Nehmen Sie dort zuerst das Häkchen weg oder tragen Sie den letzten Tag ein.",
                link,
            )
        return format_html("Schon eingetragen: {}. Tragen Sie dort zuerst den letzten Tag ein.", link)


class MasterDataAdmin(StaffDeskAdmin):
    """What the desks of this room share."""

    form: type[forms.ModelForm] = DeskForm

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leave out the ways to the IKK's own desk, and what does not hold for staff of one IKK."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(widget := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            widget.can_add_related = widget.can_change_related = False
            widget.can_delete_related = widget.can_view_related = False
        if db_field.name == self.region_path and not is_national(request):
            field.help_text = ""
        return field

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save; where another row got in the way at the same moment, check again: now the form sees it."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except self.overtaken_by:
            return super().changeform_view(request, object_id, form_url, extra_context)

    overtaken_by: tuple[type[Exception], ...] = (IntegrityError,)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Hold the row from the check to the end of saving, so that nobody can come between."""
        if request.method == "POST" and connection.in_atomic_block:
            with suppress(ValueError, ValidationError):  # no key at all: said below
                rows = self.get_queryset(request).filter(pk=object_id).values_list("pk")
                list(rows.select_for_update(of=("self",)))
        return super().get_object(request, object_id, from_field)


class RegionForm(DeskForm):
    """An IKK and what it serves."""

    inlines = ("areas",)


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

    form = RegionForm
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
        ("Fristen und Grenzen", {"fields": ("minimum_age", "u1_choice_until", "takes_paper_from_employers")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if is_national(request) else ("name", "legal_name", "slug", "institutionskennzeichen")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_national(request) and super().has_add_permission(request)


def _key_order() -> Case:
    """Return the order in which the regional home shows the rates."""
    return Case(*(When(key=key, then=Value(place)) for place, key in enumerate(Rate.Key)))


class ValidityAdmin(MasterDataAdmin):
    """What the desks of values by time share: two days in the list, and history that is kept."""

    form = ValidityForm
    list_select_related = ("region",)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.rows = self.get_queryset(request) if self.has_view_permission(request) else None
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Say before an existing value that it is ended, not overwritten."""
        (title, options), *others = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return [(title, options), *others]
        description = f"{options.get('description', '')} {_END_FIRST}".strip()
        return [(title, {**options, "description": description}), *others]

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer the IKKs to those who see more than one."""
        return [*(["region"] if is_national(request) else []), *super().get_list_filter(request)]

    @admin.display(description="Gilt ab", ordering="validity")
    def valid_from(self, value: Any) -> str:
        return date_format(value.validity.lower, "SHORT_DATE_FORMAT")

    @admin.display(description="Gilt bis einschließlich", empty_value="auf Weiteres")
    def valid_until(self, value: Any) -> str | None:
        last = last_day(value.validity)
        return date_format(last, "SHORT_DATE_FORMAT") if last else None


@admin.register(Rate)
class RateAdmin(ValidityAdmin):
    """Rates by time. National ones (without an IKK) are seen and changed by national staff only."""

    list_display = ("scope", "key", "percentage", "valid_from", "valid_until")
    list_display_links = ("scope", "key")
    list_filter = ("key",)
    ordering = (F("region__name").asc(nulls_first=True), _key_order(), "validity")
    fieldsets = (
        (None, {"fields": ("region", "key", "percent")}),
        ("Gültigkeit", {"fields": ("valid_from", "valid_until")}),
    )

    @admin.display(description="IKK", empty_value="bundesweit", ordering=F("region__name").asc(nulls_first=True))
    def scope(self, rate: Rate) -> str | None:
        return rate.region.name if rate.region else None

    @admin.display(description="Höhe", ordering="percent")
    def percentage(self, rate: Rate) -> str:
        return in_percent(rate.percent)


@admin.register(U1Tariff)
class U1TariffAdmin(ValidityAdmin):
    """Levels of the U1 levy by time."""

    form = U1TariffForm
    list_display = ("region", "repaid", "charged", "standard", "valid_from", "valid_until")
    list_display_links = ("region", "repaid")
    list_filter = ("is_standard",)
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

    @admin.display(description="Erstattung", ordering="reimbursement")
    def repaid(self, tariff: U1Tariff) -> str:
        return in_percent(tariff.reimbursement)

    @admin.display(description="Umlage", ordering="levy")
    def charged(self, tariff: U1Tariff) -> str:
        return in_percent(tariff.levy)

    @admin.display(description="Regelsatz", ordering="is_standard")
    def standard(self, tariff: U1Tariff) -> str:
        return "Regelsatz" if tariff.is_standard else "–"


def is_national(request: HttpRequest) -> bool:
    """Return whether the member of staff works for all IKKs."""
    return getattr(request.user, "region_id", None) is None


def last_day(validity: "DateRange") -> date | None:
    """Return the last day of a range, None for an open end."""
    return validity.upper - timedelta(days=1) if validity.upper else None


def _period(validity: "DateRange") -> str:
    """Return a range in words: „ab 1. Januar 2026 bis auf Weiteres“."""
    last = last_day(validity)
    return f"ab {date_format(validity.lower)} bis {date_format(last) if last else 'auf Weiteres'}"


def _link(row: Model, words: str) -> str:
    """Return ``words`` as a link to the row's page of the staff desk."""
    meta = row._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, words)
