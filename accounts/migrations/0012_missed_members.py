"""Since when the register has not known a member's number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_staff_factors"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="missed_since",
            field=models.DateField(
                blank=True,
                help_text="Erster Tag, an dem die Nummer eines Mitglieds im Bestand fehlte; leer, wenn sie dort steht.",
                null=True,
                verbose_name="Fehlt im Bestand seit",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "staff"), _negated=True) | models.Q(("missed_since", None)),
                name="user_staff_is_not_missed",
                violation_error_message="Im Bestand fehlen können nur Mitglieder.",
            ),
        ),
    ]
