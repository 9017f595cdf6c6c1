"""Staff desk for service offices: where they are, their hours and their closing days."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

from regions.admin.desk_form import DeskForm
from regions.admin.master_data import MasterDataAdmin
from regions.models import ClosingDays, OpeningHours, ServiceOffice
from regions.office_index import hide_office_from_search, show_office_in_search


class ServiceOfficeForm(DeskForm):
    """Says which office is responsible already, where a second one is to be."""

    inlines = ("hours", "closings")

    class Meta:
        localized_fields = ("latitude", "longitude")  # with a comma, as people write them

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_responsible") and (region := cleaned.get("region")):
            others = ServiceOffice.objects.filter(region=region, is_responsible=True).exclude(pk=self.instance.pk)
            if other := others.first():
                self.add_error(
                    "is_responsible",
                    f"Für die {region.name} ist schon „{other.name}“ in {other.town} zuständig. "
                    "Nehmen Sie dort zuerst das Häkchen weg.",
                )
        return cleaned


class OpeningHoursForm(forms.ModelForm):
    """One span. Whether it overlaps others is for the form set, which knows what they will be after saving."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"office"}


class OpeningHoursFormSet(BaseInlineFormSet):
    """Refuses spans of one day that overlap, beside the later one. Equal spans overlap, too."""

    def clean(self) -> None:
        longest: OpeningHours | None = None  # of those that begin before, the one that closes last
        for form in self._kept_forms():
            span: OpeningHours = form.instance
            if longest is None or longest.day != span.day:
                longest = span
                continue
            if span.opens < longest.closes:
                form.add_error(
                    "opens",
                    f"Diese Zeit überschneidet sich mit {longest.opens:%H:%M} bis {longest.closes:%H:%M} Uhr "
                    "am selben Tag.",
                )
            longest = max(longest, span, key=lambda one: one.closes)

    def _kept_forms(self) -> list[Any]:
        """Return the forms of spans that will be there after saving, in order; leave out faulty ones."""
        whole = [
            form
            for form in self.forms
            if form.is_valid() and form.cleaned_data.get("opens") and not form.cleaned_data.get("DELETE")
        ]
        return sorted(whole, key=lambda form: (form.instance.day, form.instance.opens))


class OpeningHoursInline(admin.TabularInline):
    """Spans of the week; a lunch break makes two of them."""

    model = OpeningHours
    form = OpeningHoursForm
    formset = OpeningHoursFormSet
    extra = 1

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Take times without seconds, and without the clock that knows the present moment only."""
        if isinstance(db_field, models.TimeField):
            widget = forms.TimeInput(format="%H:%M", attrs={"size": 6, "placeholder": "08:30"})
            return db_field.formfield(widget=widget)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ClosingDaysInline(admin.TabularInline):
    """Closings besides public holidays, which the portal knows by itself."""

    model = ClosingDays
    extra = 1
    verbose_name_plural = "Schließtage (gesetzliche Feiertage kennt das Portal)"


@admin.register(ServiceOffice)
class ServiceOfficeAdmin(MasterDataAdmin):
    """The offices of the IKKs."""

    form = ServiceOfficeForm
    inlines = (OpeningHoursInline, ClosingDaysInline)
    list_display = ("name", "town", "region", "phone", "step_free", "responsible")
    list_filter = ("is_responsible", "step_free")
    list_select_related = ("region",)
    search_fields = ("name", "town", "postcode")
    search_help_text = "Name, Ort oder Postleitzahl"
    fieldsets = (
        ("Welche Servicestelle?", {"fields": ("region", "name", "key", "is_responsible")}),
        ("Wo ist sie?", {"fields": ("street", "postcode", "town", "phone")}),
        (
            "Lage",
            {
                "fields": ("latitude", "longitude"),
                "description": "Nur nötig, wenn die Entfernung genauer sein soll als die Postleitzahl.",
            },
        ),
        ("Wie kommt man hinein?", {"fields": ("step_free", "access_note")}),
        ("Öffnungszeiten", {"fields": ("hours_note",)}),
    )

    @admin.display(description="Zuständig", ordering="is_responsible")
    def responsible(self, office: ServiceOffice) -> str:
        return "zuständige Servicestelle" if office.is_responsible else ""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        show_office_in_search(office=form.instance, key_before=form.initial.get("key"))

    def delete_model(self, request: HttpRequest, obj: ServiceOffice) -> None:
        hide_office_from_search(office=obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for office in queryset:
            hide_office_from_search(office=office)
        super().delete_queryset(request, queryset)
