"""Staged rows can be read from their file again at any time: they need no journal, which is half the cost of writing a million."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_staging_and_undo")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE intake_stagedrow SET UNLOGGED; ALTER TABLE intake_stagedrow SET (autovacuum_enabled = false)",
            "ALTER TABLE intake_stagedrow SET LOGGED; ALTER TABLE intake_stagedrow RESET (autovacuum_enabled)",
        )
    ]
