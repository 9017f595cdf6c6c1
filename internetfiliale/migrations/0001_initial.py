"""Cases, sealed payloads and notices; what the public surface may write, and how it reads the own rows back.

``ikk_public`` may insert, not read. Row-level security lets it write for an account that has an open session at that
moment only, and nothing but what has just been received. Row-level security is enabled, not forced: the owner, and the
functions that belong to it, see all rows.

The functions answer for an account that has an open session (SECURITY DEFINER, fixed search path): a mistake in a page
reaches nobody who is not signed in just then. The clock is the database's, less five minutes by which the clocks of two
machines may differ.
"""

import django.db.models.deletion
import django.db.models.lookups
import uuid
from django.conf import settings
from django.db import migrations, models


_IS_SIGNED_IN = """EXISTS (
    SELECT FROM public.accounts_session
    WHERE user_id = {account} AND kind = 'member' AND expire_date > now() - interval '5 minutes'
)"""

POLICIES = f"""
ALTER TABLE internetfiliale_case ENABLE ROW LEVEL SECURITY;
CREATE POLICY case_of_who_is_signed_in ON internetfiliale_case FOR INSERT TO ikk_public
    WITH CHECK (state = 'received' AND {_IS_SIGNED_IN.format(account="account_id")});
CREATE POLICY case_all ON internetfiliale_case TO ikk_jobs USING (true) WITH CHECK (true);
ALTER TABLE internetfiliale_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY notice_to_who_is_signed_in ON internetfiliale_notice FOR INSERT TO ikk_public
    WITH CHECK (kind = 'received' AND read_on IS NULL AND {_IS_SIGNED_IN.format(account="account_id")});
CREATE POLICY notice_all ON internetfiliale_notice TO ikk_jobs USING (true) WITH CHECK (true);
"""
NO_POLICIES = """
DROP POLICY case_of_who_is_signed_in ON internetfiliale_case;
DROP POLICY case_all ON internetfiliale_case;
ALTER TABLE internetfiliale_case DISABLE ROW LEVEL SECURITY;
DROP POLICY notice_to_who_is_signed_in ON internetfiliale_notice;
DROP POLICY notice_all ON internetfiliale_notice;
ALTER TABLE internetfiliale_notice DISABLE ROW LEVEL SECURITY;
"""

FUNCTIONS = f"""
CREATE FUNCTION own_cases(p_account bigint)
RETURNS TABLE (key uuid, number text, service text, region bigint, submitted_on date, state text, state_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT its.id, its.number, its.service, its.region_id, its.submitted_on, its.state, its.state_on
    FROM public.internetfiliale_case AS its
    WHERE its.account_id = p_account AND {_IS_SIGNED_IN.format(account="p_account")}
    ORDER BY its.submitted_on DESC, its.number
$body$;
REVOKE ALL ON FUNCTION own_cases(bigint) FROM PUBLIC;

CREATE FUNCTION own_notices(p_account bigint)
RETURNS TABLE (key uuid, kind text, its_case uuid, number text, service text, posted_on date, read_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
    SELECT notice.id, notice.kind, notice.case_id, coalesce(its.number, ''), coalesce(its.service, ''),
        notice.posted_on, notice.read_on
    FROM public.internetfiliale_notice AS notice
    LEFT JOIN public.internetfiliale_case AS its ON its.id = notice.case_id AND its.account_id = notice.account_id
    WHERE notice.account_id = p_account AND {_IS_SIGNED_IN.format(account="p_account")}
    ORDER BY notice.posted_on DESC, notice.kind, notice.id
$body$;
REVOKE ALL ON FUNCTION own_notices(bigint) FROM PUBLIC;

CREATE FUNCTION note_read(p_account bigint, p_notice uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$
BEGIN
    UPDATE public.internetfiliale_notice AS notice
        SET read_on = coalesce(read_on, greatest(posted_on, (now() AT TIME ZONE 'Europe/Berlin')::date))
        WHERE notice.id = p_notice AND notice.account_id = p_account AND {_IS_SIGNED_IN.format(account="p_account")};
    RETURN FOUND;
END
$body$;
REVOKE ALL ON FUNCTION note_read(bigint, uuid) FROM PUBLIC;
"""
NO_FUNCTIONS = """
DROP FUNCTION note_read(bigint, uuid);
DROP FUNCTION own_notices(bigint);
DROP FUNCTION own_cases(bigint);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("regions", "0007_opening_hours_apart"),
        ("accounts", "0012_missed_members"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="Zufallsnummer",
                    ),
                ),
                ("number", models.CharField(max_length=12, unique=True, verbose_name="Vorgangsnummer")),
                ("service", models.CharField(max_length=60, verbose_name="Geschäftsvorgang")),
                ("submitted_on", models.DateField(verbose_name="Eingegangen am")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "eingegangen"),
                            ("handed_over", "übergeben"),
                            ("done", "erledigt"),
                            ("sent_back", "zurückgegeben"),
                        ],
                        default="received",
                        max_length=11,
                        verbose_name="Stand",
                    ),
                ),
                ("state_on", models.DateField(verbose_name="Stand vom")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Zugang",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="regions.region", verbose_name="IKK"
                    ),
                ),
            ],
            options={
                "verbose_name": "Vorgang",
                "verbose_name_plural": "Vorgänge",
                "ordering": ["-submitted_on", "number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="Zufallsnummer",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "Wir haben Ihr Anliegen erhalten"),
                            ("done", "Ihr Anliegen ist erledigt"),
                            ("sent_back", "Wir haben Ihr Anliegen zurückgegeben"),
                        ],
                        max_length=9,
                        verbose_name="Art",
                    ),
                ),
                ("posted_on", models.DateField(verbose_name="Eingestellt am")),
                ("read_on", models.DateField(blank=True, null=True, verbose_name="Gelesen am")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Zugang",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="internetfiliale.case",
                        verbose_name="Vorgang",
                    ),
                ),
            ],
            options={
                "verbose_name": "Nachricht",
                "verbose_name_plural": "Nachrichten",
                "ordering": ["-posted_on", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CasePayload",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="internetfiliale.case",
                        verbose_name="Vorgang",
                    ),
                ),
                ("sealed", models.BinaryField(verbose_name="Versiegelte Angaben")),
                ("submitted_on", models.DateField(verbose_name="Eingegangen am")),
            ],
            options={
                "verbose_name": "Versiegelte Angaben zu einem Vorgang",
                "verbose_name_plural": "Versiegelte Angaben zu Vorgängen",
                "default_permissions": (),
                "indexes": [models.Index(fields=["submitted_on"], name="casepayload_submitted_on")],
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                "sealed",
                                models.Value(1),
                                models.Value(22),
                                function="substring",
                                output_field=models.BinaryField(),
                            ),
                            models.Value(b"age-encryption.org/v1\n", output_field=models.BinaryField()),
                        ),
                        name="casepayload_is_sealed",
                        violation_error_message="Was hier liegt, muss versiegelt sein.",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["state", "state_on"], name="case_state"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("number__regex", "^V-[0123456789ABCDEFGHJKMNPQRSTVWXYZ]{4}-[0123456789ABCDEFGHJKMNPQRSTVWXYZ]{4}$")
                ),
                name="case_number_form",
                violation_error_message="Eine Vorgangsnummer sieht aus wie V-7KQ2-M9XD.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("service__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                name="case_service_form",
                violation_error_message="Der Kurzname eines Geschäftsvorgangs hat nur Kleinbuchstaben, Ziffern und einzelne Bindestriche.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["received", "handed_over", "done", "sent_back"])),
                name="case_state_known",
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state_on__gte", models.F("submitted_on")),
                    models.Q(
                        models.Q(("state", "received"), _negated=True),
                        ("state_on", models.F("submitted_on")),
                        _connector="OR",
                    ),
                ),
                name="case_dates_run_forward",
                violation_error_message="Ein Vorgang geht an dem Tag ein, an dem er gesendet wird, und kommt danach weiter.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["received", "done", "sent_back"])),
                name="notice_kind_known",
                violation_error_message="Diese Art von Nachricht gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("read_on", None), ("read_on__gte", models.F("posted_on")), _connector="OR"),
                name="notice_dates_run_forward",
                violation_error_message="Eine Nachricht wird nicht gelesen, bevor sie da ist.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("case", "kind"),
                name="notice_once_for_each_case",
                violation_error_message="Diese Nachricht gibt es zu diesem Vorgang schon.",
            ),
        ),
        migrations.RunSQL(POLICIES, NO_POLICIES),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
