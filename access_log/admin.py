"""The desk of the statistics: one page with charts of published figures, which say nothing about anybody."""

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from access_log.dashboard import WEEKDAYS, Dashboard, dashboard
from access_log.forms import PeriodForm
from access_log.models import PublishedCount
from access_log.published import Period, newest_day, oldest_day, reading
from ikk_portal.platform.csv_files import csv_answer
from privacy.one_page import OnePageAdmin
from regions.coverage import Coverage


@admin.register(PublishedCount)
class PublishedCountAdmin(OnePageAdmin):
    """Nothing to change, nothing personal: so there is no trail here. Who works for one IKK sees that one."""

    permission = "access_log.view_publishedcount"

    def desk(self, request: HttpRequest) -> HttpResponse:
        """Answer the page, or one of its tables as a file (``tabelle``)."""
        coverage = Coverage.load()
        user: Any = request.user
        regions = {region.slug: region.name for region in coverage.regions}
        own = next((region.slug for region in coverage.regions if region.pk == user.region_id), "")
        with reading():
            newest = newest_day() or timezone.localdate()
            known = Period(oldest_day() or newest, newest)
        form = PeriodForm(request.GET.dict(), regions=regions, own=own, known=known)
        is_valid = form.is_valid()
        shown = dashboard(form.period, form.region, regions, coverage) if is_valid else None
        if shown and (key := request.GET.get("tabelle")):
            return _file(shown, key)
        context = {
            "form": form,
            "shown": shown,
            "region_name": regions.get(form.region, ""),
            "weekdays": WEEKDAYS,
            "query": _query(request),
        }
        return self.page(request, "admin/statistics/dashboard.html", context)


def _query(request: HttpRequest) -> str:
    """Return what the form has asked for, to go before the name of a table."""
    asked = request.GET.copy()
    asked.pop("tabelle", None)
    return f"{asked.urlencode()}&" if asked else ""


def _file(shown: Dashboard, key: str) -> HttpResponse:
    """Return one chart's table, or the heat map's; its name says which days."""
    name = f"{key}-{shown.period.first}-{shown.period.last}"
    if key == "stunden":
        rows = [(hour, *(field.text for field in line)) for hour, line in shown.heat_map.lines]
        return csv_answer(name, ("Stunde", *WEEKDAYS), rows)
    chart = shown.charts.get(key)
    if chart is None:
        raise Http404
    return csv_answer(
        name, (chart.name_head, *chart.heads), [(row.whole or row.name, *row.values) for row in chart.rows]
    )
