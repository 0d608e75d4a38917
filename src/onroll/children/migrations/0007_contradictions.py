import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from onroll.children.contradictions.fingerprints import fingerprint


def mark_what_stands(apps, schema_editor):
    """Give the findings of an installation that runs already their fingerprints, as a rebuild would."""
    found = apps.get_model("children", "Contradiction")
    batch = []
    for one in found.objects.filter(fingerprint="").iterator(chunk_size=5000):
        one.fingerprint = fingerprint(one.rule, one.started_on, one.sentence, (record for record, _ in one.records))
        batch.append(one)
        if len(batch) == 5000:
            found.objects.bulk_update(batch, ["fingerprint"])
            batch.clear()
    found.objects.bulk_update(batch, ["fingerprint"])


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0006_link_models"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContradictionWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=32)),
                ('rule', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('taken', 'Taken'), ('asked', 'The source was asked'), ('settled', 'Settled'), ('opened', 'Opened again')], max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=40)),
                ('reason', models.TextField(blank=True)),
                ('said_by', models.CharField(max_length=150)),
                ('said_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='contradiction',
            name='fingerprint',
            field=models.CharField(blank=True, help_text='Of the facts it rests on: what was said of it stays with them', max_length=32),
        ),
        migrations.AddIndex(
            model_name='contradiction',
            index=models.Index(fields=['fingerprint'], name='children_co_fingerp_f248a5_idx'),
        ),
        migrations.AddField(
            model_name='contradictionword',
            name='owner',
            field=models.ForeignKey(help_text='Whose it is from then on', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='contradictionword',
            index=models.Index(fields=['fingerprint', 'id'], name='children_co_fingerp_ba82c3_idx'),
        ),
        migrations.AddIndex(
            model_name='contradictionword',
            index=models.Index(fields=['owner'], name='children_co_owner_i_d732a8_idx'),
        ),
        migrations.RunPython(mark_what_stands, migrations.RunPython.noop),
    ]
