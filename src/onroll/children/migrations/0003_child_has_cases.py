from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("children", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="child",
            name="has_cases",
            field=models.BooleanField(db_default=False, help_text="Somebody opened a case: its number survives a merge"),
        ),
    ]
