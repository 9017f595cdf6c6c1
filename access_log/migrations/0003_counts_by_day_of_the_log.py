"""Base counts know from which day of the log they come: each is counted anew as a whole for as long as it is held."""

from django.db import migrations, models

# Days that are still counted again come anew with the next run; of all others nothing changes.
FORGET_OPEN_DAYS = """
DELETE FROM access_log_basecount WHERE cube IN ('hours', 'regions', 'status', 'durations', 'page-days')
AND day IN (SELECT day FROM access_log_basecount WHERE cube = 'page-days')
"""
NAME_THE_OTHERS = """
UPDATE access_log_basecount SET log_day = day WHERE cube IN ('hours', 'regions', 'status', 'durations')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access_log", "0002_counts"),
    ]

    operations = [
        migrations.AddField(
            model_name="basecount",
            name="log_day",
            field=models.DateField(null=True, verbose_name="Tag des Protokolls (UTC)"),
        ),
        migrations.RunSQL(FORGET_OPEN_DAYS, migrations.RunSQL.noop),
        migrations.RunSQL(NAME_THE_OTHERS, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="basecount", name="basecount_once"),
        migrations.AddConstraint(
            model_name="basecount",
            constraint=models.UniqueConstraint(
                fields=("cube", "day", "section", "part", "log_day"),
                name="basecount_once",
                nulls_distinct=False,
                violation_error_message="Diese Zelle gibt es schon.",
            ),
        ),
    ]
