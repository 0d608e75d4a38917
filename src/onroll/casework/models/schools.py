"""Who looks after a school, what was asked of it, when did we meet and what was agreed? (H4, H5, H7, B8)

Nothing here says what a school owes: that is worked out from facts and registers (`casework.schools`) as at any day.
"""

from __future__ import annotations

from django.db import models


class SchoolOfficer(models.Model):
    """The authority's named contact for a school, from a day to a day (last included); one at a time."""

    urn = models.CharField(max_length=12)
    officer = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="named_for")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    named_by = models.CharField(max_length=150)
    named_at = models.DateTimeField()

    privacy = dict.fromkeys(("id", "urn", "officer", "started_on", "ended_on", "named_by", "named_at"), "operational")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn"], condition=models.Q(ended_on=None), name="one_named_officer_a_school"
            )
        ]


class ReturnLink(models.Model):
    """A link by which one school answers for one period without an account; only a digest of its secret is kept."""

    urn = models.CharField(max_length=12)
    first_day = models.DateField(help_text="Of the period it asks about")
    last_day = models.DateField()
    digest = models.CharField(max_length=64, unique=True)
    sent_to = models.CharField(max_length=200, help_text="The school's mailbox or office it is sent to")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=150, blank=True)
    sent_on = models.DateField(
        null=True, help_text="When a person marked the message as sent; nothing is sent by itself"
    )
    sent_by = models.CharField(max_length=150, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=list, help_text="Reference, answer and note of each line answered")
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="sent_again")

    privacy = dict.fromkeys(
        ("id", "urn", "first_day", "last_day", "digest", "made_at", "made_by", "expires_at", "revoked_at", "revoked_by", "sent_on",
         "sent_by", "opened", "last_opened_at", "answered_at", "follows"), "operational"
    ) | {"sent_to": "identifying", "answers": "sensitive"}  # fmt: skip

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["urn", "last_day"])]


class SchoolMeeting(models.Model):
    """The termly meeting with a school: its pack as at a day, what was said about each item, frozen once it was held."""

    urn = models.CharField(max_length=12)
    term = models.CharField(max_length=20, help_text="Like 2026 autumn; one meeting a school and term")
    planned_on = models.DateField()
    pack_on = models.DateField(help_text="The day as at which the pack was made")
    pack = models.JSONField(default=dict, help_text="Counts and lists as they stood; children by number, never by name")
    notes = models.JSONField(default=dict, help_text="What was said, by agenda item")
    present = models.TextField(blank=True)
    held_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    held_by = models.CharField(max_length=150, blank=True)

    privacy = dict.fromkeys(
        ("id", "urn", "term", "planned_on", "pack_on", "held_on", "version", "made_at", "made_by", "held_by"), "operational"
    ) | {"pack": "sensitive", "notes": "sensitive", "present": "identifying"}  # fmt: skip

    class Meta:
        ordering = ["-planned_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["urn", "term"], name="one_meeting_a_term")]


class SchoolAction(models.Model):
    """Something the school or the authority will do by a day, agreed at a meeting or entered on the school's page."""

    OWNERS = {"school": "The school", "authority": "The authority"}

    urn = models.CharField(max_length=12)
    meeting = models.ForeignKey(SchoolMeeting, on_delete=models.PROTECT, null=True, related_name="actions")
    title = models.CharField(max_length=300)
    owner = models.CharField(max_length=10, choices=OWNERS)
    assigned_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="school_actions")
    due_on = models.DateField()
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=150, blank=True)

    privacy = dict.fromkeys(
        ("id", "urn", "meeting", "owner", "assigned_to", "due_on", "created_at", "created_by", "done_on", "done_by"), "operational"
    ) | {"title": "sensitive"}  # fmt: skip

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["urn", "done_on"]), models.Index(fields=["assigned_to", "done_on"])]


class SchoolVisit(models.Model):
    """A visit, a call or casework a school has bought: the day, how long, a note."""

    KINDS = {"visit": "Visit", "call": "Phone call", "training": "Training", "traded": "Traded casework"}

    urn = models.CharField(max_length=12)
    kind = models.CharField(max_length=10, choices=KINDS)
    happened_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    privacy = dict.fromkeys(("id", "urn", "kind", "happened_on", "minutes", "recorded_at", "recorded_by"), "operational") | {
        "note": "sensitive"
    }  # fmt: skip

    class Meta:
        ordering = ["-happened_on", "-pk"]
        indexes = [models.Index(fields=["urn", "-happened_on"])]
