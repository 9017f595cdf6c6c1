"""Keys of offices fit into addresses."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0004_content_triggers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="serviceoffice",
            name="key",
            field=models.CharField(
                help_text="Zum Beispiel „koeln-mitte“.",
                max_length=60,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[a-z0-9]+(-[a-z0-9]+)*$", "Nur Kleinbuchstaben, Ziffern und einzelne Bindestriche."
                    )
                ],
                verbose_name="Kurzname in der Adresse",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(("key__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                name="serviceoffice_key_form",
                violation_error_message="Der Kurzname hat nur Kleinbuchstaben, Ziffern und Bindestriche.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="openinghours",
            name="openinghours_run_forward",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes__gt", models.F("opens"))),
                name="openinghours_run_forward",
                violation_error_message="„Bis“ muss nach „Von“ liegen.",
            ),
        ),
    ]
