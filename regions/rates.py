"""Which rates hold on a day: the region's own first, else the national ones."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import BooleanField, CharField, F, Q, Value
from django.db.models.functions import Cast

from regions.models import Rate, Region, U1Tariff


class Charges(NamedTuple):
    """What a region charges on a day; the rows are for reading, they carry no primary key."""

    rates: list[Rate]
    u1_tariffs: list[U1Tariff]


def charges_in_force(region: Region, on: date) -> Charges:
    """Return what `rates_in_force` and `u1_tariffs_in_force` return, with one query for both.

    Args:
        region: whose own rates go first.
        on: the day, in German time.
    """
    no_flag = Value(None, output_field=BooleanField())
    of_rates = Rate.objects.filter(_owned(region), validity__contains=on).order_by()
    of_u1 = region.u1_tariffs.filter(validity__contains=on).order_by()
    rows = of_rates.values_list("key", "percent", "validity", "region_id", no_flag).union(
        of_u1.values_list(Cast("reimbursement", CharField()), "levy", "validity", F("region_id"), "is_standard"),
        all=True,
    )
    rates, tariffs = [], []
    for key, percent, validity, region_id, is_standard in rows:
        if is_standard is None:
            rates.append(Rate(key=key, percent=percent, validity=validity, region_id=region_id))
        else:
            tariff = U1Tariff(reimbursement=int(key), levy=percent, validity=validity, is_standard=is_standard)
            tariffs.append(tariff)
    return Charges(_own_first(rates), sorted(tariffs, key=lambda tariff: -tariff.reimbursement))


def rates_in_force(region: Region | None, on: date) -> list[Rate]:
    """Return one rate per key, in the order of ``Rate.Key``; one query.

    Args:
        region: whose own rates go first; None for the national ones only.
        on: the day, in German time.
    """
    return _own_first(Rate.objects.filter(_owned(region), validity__contains=on))


def u1_tariffs_in_force(region: Region, on: date) -> list[U1Tariff]:
    """Return the region's U1 levels on a day, highest reimbursement first; one query."""
    return list(region.u1_tariffs.filter(validity__contains=on).order_by("-reimbursement"))


def _owned(region: Region | None) -> Q:
    return Q(region=None) if region is None else Q(region=None) | Q(region=region)


def _own_first(rates: Iterable[Rate]) -> list[Rate]:
    """Return one rate per key: the own one where there is one."""
    by_key: dict[str, Rate] = {}
    for rate in rates:
        if rate.region_id is not None or rate.key not in by_key:
            by_key[rate.key] = rate
    return [by_key[key] for key in Rate.Key if key in by_key]
