"""The label of a counter's key names all that is counted; the privacy statement shows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ikk_portal", "0004_timer_run")]

    operations = [
        migrations.AlterField(
            model_name="spentbudget",
            name="key",
            field=models.BinaryField(
                max_length=32,
                primary_key=True,
                serialize=False,
                verbose_name="Prüfwert von Nummer, Zugang, IP-Adresse, Anschrift oder Formular",
            ),
        ),
    ]
