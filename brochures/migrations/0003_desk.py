"""What the desks need: a key for each movement of the shelf, the desk of returned mail, and permissions."""

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("brochures", "0002_shelf"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReturnedOrder",
            fields=[],
            options={
                "verbose_name": "Zurückgekommene Sendung",
                "verbose_name_plural": "Zurückgekommene Sendungen erfassen",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("brochures.order",),
        ),
        migrations.AlterModelOptions(
            name="order",
            options={
                "ordering": ["ordered_on", "number"],
                "permissions": [("fulfil_orders", "Kann bestellte Broschüren versenden")],
                "verbose_name": "Bestellung",
                "verbose_name_plural": "Bestellungen von Broschüren",
            },
        ),
        migrations.AlterModelOptions(
            name="stock",
            options={
                "ordering": ["brochure__title"],
                "permissions": [("keep_stock", "Kann den Broschürenbestand führen")],
                "verbose_name": "Bestand einer Broschüre",
                "verbose_name_plural": "Broschürenbestand",
            },
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="Kennung des Formulars"),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["delivery", "correction", "return", "cancelled"])),
                name="stockmovement_kind_known",
                violation_error_message="Diese Art der Bewegung gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockmovement",
            constraint=models.UniqueConstraint(
                fields=("key",),
                name="stockmovement_key_once",
                violation_error_message="Diese Bewegung ist schon erfasst.",
            ),
        ),
    ]
