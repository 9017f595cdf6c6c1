"""Who started an import, and why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bestand", "0002_functions")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="by",
            field=models.CharField(default="", help_text="„timer“: der Zeitplan.", max_length=150, verbose_name="Von"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="import",
            name="reason",
            field=models.CharField(default="", max_length=200, verbose_name="Anlass"),
            preserve_default=False,
        ),
    ]
