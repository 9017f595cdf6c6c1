"""An order that is sent twice meets its key first, whichever index was built first."""

import django.db.models.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brochures", "0003_desk"),
        ("regions", "0008_paper_from_employers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="number",
            field=models.CharField(max_length=12, verbose_name="Bestellnummer"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("number",),
                name="order_number_once",
                violation_error_message="Diese Bestellnummer gibt es schon.",
            ),
        ),
    ]
