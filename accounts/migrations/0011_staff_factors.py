"""Second factors and one-time links of staff."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# Who changes accounts of staff sees no others; without a policy the role would see no row at all.
_POLICIES = """
CREATE POLICY accounts_of_staff ON accounts_user TO ikk_accounts USING (kind = 'staff') WITH CHECK (kind = 'staff');
CREATE POLICY session_of_staff ON accounts_session TO ikk_accounts USING (kind = 'staff') WITH CHECK (kind = 'staff');
"""
_NO_POLICIES = """
DROP POLICY session_of_staff ON accounts_session;
DROP POLICY accounts_of_staff ON accounts_user;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_sessions_of_members"),
    ]

    operations = [
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sealed_key", models.TextField(verbose_name="Versiegelter Schlüssel")),
                ("last_step", models.BigIntegerField(verbose_name="Zuletzt benutzter Zeitschritt")),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="Eingerichtet am"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="second_factor",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Zugang",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zweiter Faktor",
                "verbose_name_plural": "Zweite Faktoren",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sealed_key", ""), _negated=True),
                        name="secondfactor_key_given",
                        violation_error_message="Ohne Schlüssel gibt es keinen zweiten Faktor.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True, verbose_name="Prüfwert des Links")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="Erzeugt am")),
                ("valid_until", models.DateTimeField(verbose_name="Gültig bis")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitation",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Zugang",
                    ),
                ),
            ],
            options={
                "verbose_name": "Einladung",
                "verbose_name_plural": "Einladungen",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gt", models.F("issued_at"))),
                        name="staffinvitation_ends_later",
                        violation_error_message="Ein Link endet nach dem Tag, an dem er erzeugt wurde.",
                    )
                ],
            },
        ),
        migrations.RunSQL(_POLICIES, _NO_POLICIES),
    ]
