"""Members beside staff, in one table; the public surface sees and changes the rows of members only.

Row-level security is enabled, not forced: the owner, who runs migrations and the functions by which members come into
being, sees all rows. Every other role sees what a policy gives it; a role without a policy sees nothing. The demo's
``ikk_all`` inherits the policies of the roles it is a member of.
"""

from django.db import migrations, models

ROWS = """
ALTER TABLE accounts_user ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON accounts_user TO ikk_public USING (kind <> 'staff') WITH CHECK (kind <> 'staff');
CREATE POLICY everybody ON accounts_user TO ikk_staff, ikk_jobs USING (true) WITH CHECK (true);
"""
BACKWARD = """
DROP POLICY members ON accounts_user;
DROP POLICY everybody ON accounts_user;
ALTER TABLE accounts_user DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_phone_and_returns"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("regions", "0007_opening_hours_apart"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="user",
            name="user_kind_known",
        ),
        migrations.AddField(
            model_name="user",
            name="blocked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="Gesperrt am"),
        ),
        migrations.AddField(
            model_name="user",
            name="failed_tries",
            field=models.PositiveIntegerField(
                default=0,
                help_text="Wie oft jemand es seit der vorigen Anmeldung vergeblich versucht hat; die letzte zeigt es an.",
                verbose_name="Fehlversuche vor der letzten Anmeldung",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="number",
            field=models.CharField(
                blank=True,
                help_text="Nur Mitglieder haben eine; bei Arbeitgebern ist es die Hauptbetriebsnummer.",
                max_length=10,
                null=True,
                verbose_name="Versichertennummer oder Betriebsnummer",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="previous_login_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="Vorige Anmeldung"),
        ),
        migrations.AlterField(
            model_name="user",
            name="family_name",
            field=models.CharField(blank=True, max_length=100, verbose_name="Nachname"),
        ),
        migrations.AlterField(
            model_name="user",
            name="given_name",
            field=models.CharField(blank=True, max_length=100, verbose_name="Vorname"),
        ),
        migrations.AlterField(
            model_name="user",
            name="kind",
            field=models.CharField(
                choices=[("staff", "Beschäftigte"), ("insured", "Versicherte"), ("employer", "Arbeitgeber")],
                default="staff",
                max_length=10,
                verbose_name="Art",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="username",
            field=models.CharField(
                error_messages={"unique": "Diesen Benutzernamen gibt es schon."},
                help_text="Nur Beschäftigte haben einen.",
                max_length=150,
                null=True,
                unique=True,
                verbose_name="Benutzername",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "staff"), ("kind__in", ["insured", "employer"]), _connector="OR"),
                name="user_kind_known",
                violation_error_message="Diese Art von Zugang gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "staff"), _negated=True),
                    models.Q(
                        ("username__isnull", False),
                        models.Q(("username", ""), _negated=True),
                        models.Q(("given_name", ""), _negated=True),
                        models.Q(("family_name", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="user_staff_has_names",
                violation_error_message="Zu Beschäftigten gehören Benutzername, Vorname und Nachname.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "staff"), _negated=True),
                    models.Q(("blocked_at", None), ("failed_tries", 0), ("number", None), ("previous_login_at", None)),
                    _connector="OR",
                ),
                name="user_staff_has_no_number",
                violation_error_message="Nummer, Sperre und Fehlversuche gibt es nur bei Mitgliedern.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "staff"),
                    models.Q(
                        ("number__isnull", False),
                        models.Q(
                            models.Q(("kind", "insured"), ("number__regex", "^[A-Z]\\d{9}$")),
                            models.Q(("kind", "employer"), ("number__regex", "^\\d{8}$")),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="user_member_number_form",
                violation_error_message="Die Nummer passt nicht zur Art des Zugangs.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["insured", "employer"]), _negated=True),
                    models.Q(
                        ("committed_on", None),
                        ("family_name", ""),
                        ("given_name", ""),
                        ("password", ""),
                        ("region", None),
                        ("username", None),
                    ),
                    _connector="OR",
                ),
                name="user_member_is_a_number_only",
                violation_error_message="Mitglieder haben weder Namen noch Passwort.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                fields=("kind", "number"),
                name="user_one_for_each_number",
                violation_error_message="Für diese Nummer gibt es schon einen Zugang.",
            ),
        ),
        migrations.RunSQL(ROWS, BACKWARD),
    ]
