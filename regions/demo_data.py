"""Twelve fictional regional IKKs (``data/demo_ikks.toml``) with rates of 2026, for demo and tests.

The demo knows their supplements of earlier years, too; tests begin without.
"""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from regions.models import Postcode, Rate, Region, ServedArea, U1Tariff
from regions.postcode_import import DEFAULT_FILE, import_postcodes

_FILE = Path(__file__).parent / "data" / "demo_ikks.toml"
_FROM_2026 = DateRange(date(2026, 1, 1), None)
_AS_IN_FILE = (
    "slug",
    "name",
    "institutionskennzeichen",
    "phone",
    "fax",
    "street",
    "postcode",
    "town",
    "board",
    "responsible_editor",
    "u1_choice_until",
)
_NATIONAL_RATES = {
    Rate.Key.HEALTH: "14.6",
    Rate.Key.HEALTH_REDUCED: "14.0",
    Rate.Key.CARE: "3.6",
    Rate.Key.CARE_CHILDLESS: "4.2",
    Rate.Key.PENSION: "18.6",
    Rate.Key.UNEMPLOYMENT: "2.6",
    Rate.Key.INSOLVENCY: "0.15",
}


@transaction.atomic
def load() -> None:
    """Add what is missing; what somebody has changed meanwhile stays as it is. Safe to repeat."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    known = set(Region.objects.values_list("slug", flat=True))
    for ikk in data["ikk"]:
        if ikk["slug"] not in known:
            _add(ikk, data["authorities"][ikk["authorities"]])
    if not Rate.objects.filter(region=None).exists():
        Rate.objects.bulk_create(
            Rate(key=key, percent=Decimal(percent), validity=_FROM_2026) for key, percent in _NATIONAL_RATES.items()
        )
    if not Postcode.objects.exists():
        import_postcodes(DEFAULT_FILE)


def load_history() -> None:
    """Add the supplements of earlier years where none is known of that time. Safe to repeat."""
    before = Rate.objects.filter(key=Rate.Key.SUPPLEMENT, validity__startswith__lt=_FROM_2026.lower)
    regions = dict(Region.objects.exclude(pk__in=before.values("region")).values_list("slug", "pk"))
    Rate.objects.bulk_create(
        Rate(
            region_id=regions[ikk["slug"]],
            key=Rate.Key.SUPPLEMENT,
            percent=Decimal(percent),
            validity=DateRange(date(int(year), 1, 1), date(int(year) + 1, 1, 1)),
        )
        for ikk in tomllib.loads(_FILE.read_text(encoding="utf-8"))["ikk"]
        if ikk["slug"] in regions
        for year, percent in ikk["former_supplements"].items()
    )


def served_areas() -> dict[str, dict[str, list[str]]]:
    """Return Institutionskennzeichen -> Land -> first digits of its postcodes, without asking the database."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {ikk["institutionskennzeichen"]: ikk["served"] for ikk in data["ikk"]}


def _add(ikk: dict[str, Any], authorities: dict[str, str]) -> None:
    """Save one IKK with everything that belongs to it."""
    region = Region(
        **{name: ikk[name] for name in _AS_IN_FILE},
        takes_paper_from_employers=ikk.get("takes_paper_from_employers", False),
        **authorities,
        legal_name=f"{ikk['name']}, Körperschaft des öffentlichen Rechts",
        phone_hours="montags bis freitags von 8 bis 18 Uhr",
        email=f"impressum@{ikk['slug']}.muster-ikk.example",
        data_protection_officer="\n".join(
            (f"Datenschutzbeauftragte der {ikk['name']}", ikk["street"], f"{ikk['postcode']} {ikk['town']}")
        ),
    )
    region.full_clean()
    region.save(force_insert=True)
    ServedArea.objects.bulk_create(
        ServedArea(region=region, land=land, postcode_prefix=prefix)
        for land, prefixes in ikk["served"].items()
        for prefix in prefixes
    )
    Rate.objects.bulk_create(
        Rate(region=region, key=key, percent=Decimal(ikk[key]), validity=_FROM_2026)
        for key in (Rate.Key.SUPPLEMENT, Rate.Key.U2)
    )
    U1Tariff.objects.bulk_create(
        U1Tariff(
            region=region,
            reimbursement=int(reimbursement),
            levy=Decimal(levy),
            is_standard=int(reimbursement) == ikk["u1_standard"],
            validity=_FROM_2026,
        )
        for reimbursement, levy in ikk["u1"].items()
    )
