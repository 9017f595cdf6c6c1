"""Whether an IKK takes paper from employers; not, until somebody says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0007_opening_hours_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="region",
            name="takes_paper_from_employers",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="U1-Wahl, SEPA-Mandat und Unbedenklichkeitsbescheinigung laufen elektronisch. Mit Häkchen können Arbeitgeber sie in der Internetfiliale auch ohne Abrechnungsprogramm anstoßen.",
                verbose_name="Nimmt von Arbeitgebern auch Papier an",
            ),
        ),
    ]
