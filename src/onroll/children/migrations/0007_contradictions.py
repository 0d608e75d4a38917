from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("children", "0006_link_models")]

    operations = []
