"""Sessions say which area they open and whose they are; the public site reaches those of members only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Row-level security: whoever gets hold of the public site's role still opens, ends and sees no session of staff.
_POLICIES = """
ALTER TABLE accounts_session ENABLE ROW LEVEL SECURITY;
CREATE POLICY session_of_members ON accounts_session TO ikk_public USING (kind = 'member') WITH CHECK (kind = 'member');
CREATE POLICY session_all ON accounts_session TO ikk_staff, ikk_jobs USING (true) WITH CHECK (true);
"""
_NO_POLICIES = """
DROP POLICY session_of_members ON accounts_session;
DROP POLICY session_all ON accounts_session;
ALTER TABLE accounts_session DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_sign_in")]

    operations = [
        # Nobody knows whose the old rows are without opening each: staff sign in once more.
        migrations.RunSQL("DELETE FROM accounts_session", migrations.RunSQL.noop, elidable=True),
        migrations.AddField(
            model_name="session",
            name="kind",
            field=models.CharField(
                choices=[("staff", "Verwaltungsbereich"), ("member", "Internetfiliale")],
                default="staff",
                max_length=6,
                verbose_name="Bereich",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="session",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sessions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="Zugang",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["staff", "member"])),
                name="session_kind_known",
                violation_error_message="Diesen Bereich gibt es nicht.",
            ),
        ),
        migrations.RunSQL(_POLICIES, _NO_POLICIES),
    ]
