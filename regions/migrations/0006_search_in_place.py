"""Entries of the search keep words and text in the row itself.

Stored apart, they cost a look-up and unpacking for each entry that is ranked, of which the planner knows
nothing: it then reads the whole table instead of asking the index.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("regions", "0005_offices")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE regions_searchentry SET (toast_tuple_target = 8160)",
            "ALTER TABLE regions_searchentry RESET (toast_tuple_target)",
        ),
    ]
