"""The counters of tries. Their rows are updated in place: nothing but the key is indexed, and pages keep room."""

import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ikk_portal", "0002_content_version"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpentBudget",
            fields=[
                (
                    "key",
                    models.BinaryField(
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                        verbose_name="Prüfwert der Nummer oder IP-Adresse",
                    ),
                ),
                ("budget", models.CharField(max_length=60, verbose_name="Wofür gezählt wird")),
                ("tat", models.DateTimeField(verbose_name="Zeitpunkt, zu dem alle Versuche wieder frei sind")),
                (
                    "counted_since",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="Erster gezählter Versuch"),
                ),
            ],
            options={
                "verbose_name": "Zähler von Versuchen",
                "verbose_name_plural": "Zähler von Versuchen",
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length("key"), 32),
                        name="spentbudget_key_is_hmac",
                        violation_error_message="Ein Zähler trägt einen Prüfwert von 32 Bytes, nie eine Nummer oder Adresse.",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE ikk_portal_spentbudget SET (fillfactor = 70)",
            "ALTER TABLE ikk_portal_spentbudget RESET (fillfactor)",
        ),
    ]
