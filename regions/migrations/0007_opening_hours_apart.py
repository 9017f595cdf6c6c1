"""Spans of one office and day lie apart; equal ones, which had a rule of their own, overlap."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField
from django.db import migrations, models
from django.db.models.functions import Extract, Least


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0006_search_in_place"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="openinghours",
            name="openinghours_begin_once",
        ),
        migrations.AddConstraint(
            model_name="openinghours",
            constraint=ExclusionConstraint(
                name="openinghours_apart",
                expressions=[
                    ("office", "="),
                    ("day", "="),
                    (
                        models.Func(
                            Least(Extract("opens", "epoch"), Extract("closes", "epoch")),
                            Extract("closes", "epoch"),
                            function="NUMRANGE",
                            output_field=DecimalRangeField(),
                        ),
                        "&&",
                    ),
                ],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Diese Zeit überschneidet sich mit einer anderen am selben Tag.",
            ),
        ),
    ]
