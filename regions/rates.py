"""Which rates hold on a day: the region's own first, else the national ones."""

from datetime import date

from django.db.models import Q

from regions.models import Rate, Region, U1Tariff


def rates_in_force(region: Region | None, on: date) -> list[Rate]:
    """Return one rate per key, in the order of ``Rate.Key``; one query.

    Args:
        region: whose own rates go first; None for the national ones only.
        on: the day, in German time.
    """
    owned = Q(region=None) if region is None else Q(region=None) | Q(region=region)
    by_key: dict[str, Rate] = {}
    for rate in Rate.objects.filter(owned, validity__contains=on):
        if rate.region_id is not None or rate.key not in by_key:
            by_key[rate.key] = rate
    return [by_key[key] for key in Rate.Key if key in by_key]


def u1_tariffs_in_force(region: Region, on: date) -> list[U1Tariff]:
    """Return the region's U1 levels on a day, highest reimbursement first; one query."""
    return list(region.u1_tariffs.filter(validity__contains=on).order_by("-reimbursement"))
