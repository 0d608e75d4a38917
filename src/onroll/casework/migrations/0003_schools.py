import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0002_attendance"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SchoolMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("urn", models.CharField(max_length=12)),
                ("term", models.CharField(help_text="Like 2026 autumn; one meeting a school and term", max_length=20)),
                ("planned_on", models.DateField()),
                ("pack_on", models.DateField(help_text="The day as at which the pack was made")),
                (
                    "pack",
                    models.JSONField(
                        default=dict, help_text="Counts and lists as they stood; children by number, never by name"
                    ),
                ),
                ("notes", models.JSONField(default=dict, help_text="What was said, by agenda item")),
                ("present", models.TextField(blank=True)),
                ("held_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=150)),
                ("held_by", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "ordering": ["-planned_on", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("urn", "term"), name="one_meeting_a_term")],
            },
        ),
        migrations.CreateModel(
            name="SchoolVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("urn", models.CharField(max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "Visit"),
                            ("call", "Phone call"),
                            ("training", "Training"),
                            ("traded", "Traded casework"),
                        ],
                        max_length=10,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("note", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
            ],
            options={
                "ordering": ["-happened_on", "-pk"],
                "indexes": [models.Index(fields=["urn", "-happened_on"], name="casework_sc_urn_d47ca0_idx")],
            },
        ),
        migrations.CreateModel(
            name="ReturnLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("urn", models.CharField(max_length=12)),
                ("first_day", models.DateField(help_text="Of the period it asks about")),
                ("last_day", models.DateField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("sent_to", models.CharField(help_text="The school's mailbox or office it is sent to", max_length=200)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=150)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by", models.CharField(blank=True, max_length=150)),
                (
                    "sent_on",
                    models.DateField(
                        help_text="When a person marked the message as sent; nothing is sent by itself", null=True
                    ),
                ),
                ("sent_by", models.CharField(blank=True, max_length=150)),
                ("opened", models.PositiveIntegerField(default=0)),
                ("last_opened_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answers",
                    models.JSONField(default=list, help_text="Reference, answer and note of each line answered"),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sent_again",
                        to="casework.returnlink",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "indexes": [models.Index(fields=["urn", "last_day"], name="casework_re_urn_2a2965_idx")],
            },
        ),
        migrations.CreateModel(
            name="SchoolAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("urn", models.CharField(max_length=12)),
                ("title", models.CharField(max_length=300)),
                (
                    "owner",
                    models.CharField(choices=[("school", "The school"), ("authority", "The authority")], max_length=10),
                ),
                ("due_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("created_by", models.CharField(max_length=150)),
                ("done_on", models.DateField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=150)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="school_actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="casework.schoolmeeting",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(fields=["urn", "done_on"], name="casework_sc_urn_afa074_idx"),
                    models.Index(fields=["assigned_to", "done_on"], name="casework_sc_assigne_fb4fec_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolOfficer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("urn", models.CharField(max_length=12)),
                ("started_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("named_by", models.CharField(max_length=150)),
                ("named_at", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="named_for",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)), fields=("urn",), name="one_named_officer_a_school"
                    )
                ],
            },
        ),
    ]
