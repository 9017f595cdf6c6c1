"""Changes of pages, news, files, offices and search entries empty the page cache."""

from django.db import migrations

from ikk_portal.platform.kept import watch

TABLES = (
    "regions_page",
    "regions_newsitem",
    "regions_picture",
    "regions_download",
    "regions_serviceoffice",
    "regions_openinghours",
    "regions_closingdays",
    "regions_searchentry",
)


class Migration(migrations.Migration):
    dependencies = [("regions", "0003_content")]
    operations = [watch(table) for table in TABLES]
