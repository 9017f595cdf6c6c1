"""Changes of regional content empty the page cache."""

from django.db import migrations

from ikk_portal.platform.kept import watch

TABLES = ("regions_region", "regions_servedarea", "regions_rate", "regions_u1tariff", "regions_postcode")


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial"), ("ikk_portal", "0002_content_version")]
    operations = [watch(table) for table in TABLES]
