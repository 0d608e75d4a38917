
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('children', '0002_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='statusspell',
            index=models.Index(fields=['place', 'ended_on', 'started_on'], include=('child',), name='spell_by_place'),
        ),
    ]
