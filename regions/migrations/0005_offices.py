"""Keys of offices fit into addresses; half a place is refused."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0004_content_triggers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="serviceoffice",
            name="serviceoffice_place_whole",
        ),
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
        migrations.AddConstraint(
            model_name="serviceoffice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude", None), ("longitude", None)),
                    models.Q(
                        ("latitude__isnull", False),
                        ("latitude__range", (47, 56)),
                        ("longitude__isnull", False),
                        ("longitude__range", (5, 16)),
                    ),
                    _connector="OR",
                ),
                name="serviceoffice_place_whole",
                violation_error_message="Breite und Länge gehören zusammen und liegen in Deutschland.",
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
