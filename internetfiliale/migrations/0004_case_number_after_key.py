"""A case that is sent twice meets its key first, whichever index was built first; a number by chance is told apart."""

import django.db.models.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("internetfiliale", "0003_marks_of_notices")]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="number",
            field=models.CharField(max_length=12, verbose_name="Vorgangsnummer"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("number",),
                name="case_number_once",
                violation_error_message="Diese Vorgangsnummer gibt es schon.",
            ),
        ),
    ]
