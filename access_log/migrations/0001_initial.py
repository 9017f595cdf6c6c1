"""The raw log, owned by ``ikk_jobs`` in its own schema (``setup_roles`` makes it), and the marks of loaded files."""

from django.db import migrations, models

RAW_LOG = """
SET LOCAL ROLE ikk_jobs;
CREATE TABLE access_log.loggedrequest (
    minute timestamp with time zone NOT NULL,
    address inet,
    method varchar(7) NOT NULL,
    page varchar(200) NOT NULL,
    status smallint NOT NULL,
    region varchar(40) NOT NULL,
    duration_class smallint NOT NULL,
    CONSTRAINT loggedrequest_minute_is_whole CHECK (extract(second FROM minute) = 0),
    CONSTRAINT loggedrequest_method_known
        CHECK (method IN ('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'OTHER')),
    CONSTRAINT loggedrequest_page_is_path CHECK (page LIKE '/%' AND page NOT LIKE '%?%'),
    CONSTRAINT loggedrequest_status_possible CHECK (status BETWEEN 100 AND 599),
    CONSTRAINT loggedrequest_duration_class_known CHECK (duration_class BETWEEN 0 AND 7)
) PARTITION BY RANGE (minute);
CREATE TABLE access_log.loggedrequest_default PARTITION OF access_log.loggedrequest DEFAULT;
-- The owner of the house may look whether a row lies outside its day, for the function below; at nothing else.
GRANT USAGE ON SCHEMA access_log TO ikk_owner;
GRANT SELECT ON access_log.loggedrequest_default TO ikk_owner;
RESET ROLE;
CREATE FUNCTION access_log_has_strays() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
'SELECT EXISTS (SELECT FROM access_log.loggedrequest_default)';
REVOKE ALL ON FUNCTION access_log_has_strays() FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION access_log_has_strays();
SET LOCAL ROLE ikk_jobs;
DROP TABLE access_log.loggedrequest;
RESET ROLE;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="LoadedFile",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False, verbose_name="Datei")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="Geladene Bytes")),
                ("lines", models.PositiveIntegerField(default=0, verbose_name="Geladene Zeilen")),
                ("set_aside", models.PositiveIntegerField(default=0, verbose_name="Beschädigte Zeilen")),
                ("loaded_at", models.DateTimeField(verbose_name="Geladen am")),
            ],
            options={
                "verbose_name": "Geladene Datei",
                "verbose_name_plural": "Geladene Dateien",
            },
        ),
        migrations.CreateModel(
            name="LoggedRequest",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "minute",
                        "page",
                        "method",
                        "status",
                        "region",
                        "duration_class",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("minute", models.DateTimeField(verbose_name="Minute")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="IP-Adresse")),
                ("method", models.CharField(max_length=7, verbose_name="Methode")),
                ("page", models.CharField(max_length=200, verbose_name="Seite")),
                ("status", models.PositiveSmallIntegerField(verbose_name="Status")),
                ("region", models.CharField(blank=True, max_length=40, verbose_name="Gewählte IKK")),
                ("duration_class", models.PositiveSmallIntegerField(verbose_name="Dauerklasse")),
            ],
            options={
                "verbose_name": "Zugriff auf eine Seite",
                "verbose_name_plural": "Zugriffe auf Seiten",
                "db_table": '"access_log"."loggedrequest"',
                "managed": False,
            },
        ),
        migrations.RunSQL(RAW_LOG, BACKWARD),
    ]
