"""Which things does each system hold, and what has it said of each over time?

A record is the unit that is linked: feed, qualifier and the system's own id. A version is one row of it as one load gave it.
Rows are closed (`superseded_at`), never updated or deleted, so that what was known at any moment can be asked for ever.
"""

from __future__ import annotations

from django.db import models


class Record(models.Model):
    """One child as one system knows them (or, for `adults` and `school_returns`, what a row hangs on)."""

    feed = models.CharField(max_length=32)
    qualifier = models.CharField(max_length=120, blank=True)
    source_id = models.CharField(max_length=120)
    about_a_child = models.BooleanField(default=True)

    privacy = {"id": "operational", "feed": "operational", "qualifier": "operational", "source_id": "identifying",
               "about_a_child": "operational"}  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "qualifier", "source_id"], name="record_once")]

    def __str__(self) -> str:
        return f"{self.feed}:{self.source_id}"


class Version(models.Model):
    """One row of a record as one load gave it, kept as it came."""

    record = models.ForeignKey(Record, db_constraint=False, on_delete=models.CASCADE, related_name="versions")
    load = models.ForeignKey("intake.Load", db_constraint=False, on_delete=models.PROTECT, related_name="versions")
    row_key = models.TextField(help_text="What makes this the same row in the next extract")
    digest = models.BinaryField(max_length=16, help_text="Of the row as it came")
    also = models.BinaryField(
        default=b"", help_text="Digests of other lines the file gave for the row; this one counted"
    )
    line = models.PositiveIntegerField()
    as_at = models.DateField()
    raw = models.JSONField()
    no_longer_supplied = models.JSONField(
        default=dict, help_text="What an earlier version gave and this one left blank, by column"
    )
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    privacy = {"id": "operational", "record": "operational", "load": "operational", "row_key": "identifying", "digest": "operational", "also": "operational",
               "line": "operational", "as_at": "operational", "raw": "identifying", "no_longer_supplied": "identifying",
               "recorded_at": "operational", "superseded_at": "operational"}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "row_key"], condition=models.Q(superseded_at=None), name="one_current_version_a_row"
            ),
        ]
        indexes = [
            models.Index(
                fields=["superseded_at"],
                condition=models.Q(superseded_at__isnull=False),
                name="versions_by_when_they_ended",
            )
        ]


class Missing(models.Model):
    """A row that the last full extract held open and a later one no longer holds: a finding, never a deletion."""

    version = models.ForeignKey(Version, db_constraint=False, on_delete=models.CASCADE, related_name="missing")
    missing_from = models.DateField(help_text="The as-at date of the first full extract without it")
    load = models.ForeignKey("intake.Load", db_constraint=False, on_delete=models.PROTECT, related_name="found_missing")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, help_text="When a later extract held the row again")

    privacy = {"id": "operational", "version": "operational", "missing_from": "operational", "load": "operational",
               "recorded_at": "operational", "superseded_at": "operational"}  # fmt: skip


class Confirmation(models.Model):
    """A partial extract held the row again, unchanged: the source still said so on that day."""

    version = models.ForeignKey(Version, db_constraint=False, on_delete=models.CASCADE, related_name="confirmations")
    load = models.ForeignKey("intake.Load", db_constraint=False, on_delete=models.CASCADE, related_name="confirmations")
    as_at = models.DateField()

    privacy = {"id": "operational", "version": "operational", "load": "operational", "as_at": "operational"}
