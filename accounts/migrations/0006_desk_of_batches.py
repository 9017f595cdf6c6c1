"""The desk of PIN-Versand, and the rights to make and to release batches."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_transitions"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterToPrint",
            fields=[],
            options={
                "verbose_name": "Zu druckender PIN-Brief",
                "verbose_name_plural": "Zu druckende PIN-Briefe",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("accounts.pinletter",),
        ),
        migrations.AlterModelOptions(
            name="printbatch",
            options={
                "ordering": ["-made_at"],
                "permissions": [
                    ("make_batch", "Kann Stapel zusammenstellen, drucken und zur Post geben"),
                    ("release_batch", "Kann Stapel freigeben, die jemand anderes zusammengestellt hat"),
                ],
                "verbose_name": "Druckstapel",
                "verbose_name_plural": "Druckstapel",
            },
        ),
    ]
