"""One row a pupil, school and academic year, a byte a session; and beside it every mark that was altered.

Keyed on the UPN and the school, never on the child, so that linking again moves no mark.
"""

from __future__ import annotations

from django.db import models


class RegisterYear(models.Model):
    """A pupil's marks at one school in one academic year: bytes of `attendance.codes` along `attendance.axis`.

    Trailing sessions without a mark are left off. `year` is the autumn the academic year begins in.
    """

    pk = models.CompositePrimaryKey("year", "urn", "upn")
    year = models.PositiveSmallIntegerField()
    urn = models.CharField(max_length=12)
    upn = models.CharField(max_length=13)
    marks = models.BinaryField(help_text="A byte a session; 0 where no mark is held")

    privacy = {"year": "operational", "urn": "sensitive", "upn": "identifying", "marks": "sensitive"}


class MarkChange(models.Model):
    """A mark that was altered after we first held it: evidence where a notice was issued on it."""

    upn = models.CharField(max_length=13)
    urn = models.CharField(max_length=12)
    on = models.DateField()
    session = models.PositiveSmallIntegerField(help_text="0 morning, 1 afternoon")
    old = models.CharField(max_length=2)
    new = models.CharField(max_length=2)
    load = models.ForeignKey("intake.Load", db_constraint=False, on_delete=models.PROTECT, null=True, related_name="+")
    changed_by = models.CharField(max_length=150)
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()

    privacy = {"id": "operational", "upn": "identifying", "urn": "sensitive", "on": "sensitive", "session": "sensitive",
               "old": "sensitive", "new": "sensitive", "load": "operational", "changed_by": "operational",
               "reason": "sensitive", "recorded_at": "operational"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["upn", "on"]), models.Index(fields=["urn", "on"])]


class DayReceived(models.Model):
    """The first time we held marks of a school for a day: what was known of it before then is nothing."""

    urn = models.CharField(max_length=12)
    on = models.DateField()
    load = models.ForeignKey("intake.Load", db_constraint=False, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    privacy = {"id": "operational", "urn": "operational", "on": "operational", "load": "operational",
               "recorded_at": "operational"}  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["urn", "on"], name="day_received_once")]
