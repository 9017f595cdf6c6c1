"""Counts that are still made anew are found without looking at those of two years."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access_log", "0003_counts_by_day_of_the_log"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="basecount",
            index=models.Index(
                name="basecount_open", fields=["log_day"], condition=models.Q(("log_day__isnull", False))
            ),
        ),
    ]
