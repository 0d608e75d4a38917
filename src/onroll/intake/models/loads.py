"""Which files came, as at when, and what did each do? One `Load` a file, applied whole or not at all."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Source(models.Model):
    """A system that sends us one feed, how often we expect it, and whether its ids are shared with a sister feed."""

    feed = models.CharField(max_length=32, unique=True)
    system = models.CharField(max_length=120)
    interval_days = models.PositiveIntegerField(
        null=True, help_text="How often it is expected; nothing where it comes as it comes"
    )
    shares_ids_with = models.CharField(
        max_length=32, blank=True, help_text="The feed whose source ids mean the same child"
    )

    contact = models.CharField(max_length=200, blank=True, help_text="Whom to ask when it is late or wrong")
    without_agreement = models.BooleanField(
        default=True, help_text="Whether a file may be loaded though no agreement in force is recorded"
    )

    privacy = {"id": "operational", "feed": "operational", "system": "operational", "interval_days": "operational",
               "contact": "operational", "without_agreement": "operational", "shares_ids_with": "operational"}  # fmt: skip

    def __str__(self) -> str:
        return self.feed


class Load(models.Model):
    """One file applied: the day it was true, the moment it came, and the count of every kind of row in it.

    read = new + changed + unchanged + set_aside, always; `missing` counts open rows of the last extract that this full
    one no longer holds. Of an undo, `new` counts the rows taken back and `changed` the earlier ones put in force again.
    """

    APPLIED, WAITING, REFUSED, UNDONE, UNDO = "applied", "waiting", "refused", "undone", "undo"
    MOVED = (APPLIED, UNDO)  # what may have changed what is known; an undo is a load of its own, with its own moment

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="loads")
    file_name = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)
    as_at = models.DateField()
    received_at = models.DateTimeField(help_text="When the file came, as the sender or the person loading it says")
    recorded_at = models.DateTimeField(unique=True, help_text="When its facts became known here; strictly increasing")
    partial = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=APPLIED)
    message = models.TextField(blank=True)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    unknown_columns = models.JSONField(default=list)
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    loaded_by = models.CharField(max_length=150)
    seconds = models.FloatField(default=0)
    loaded_at = models.DateTimeField(
        db_default=Now(), help_text="By this machine's clock, whatever moment the file is said to have come"
    )
    undoes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="undone_by",
        help_text="The load that this one takes back",
    )

    privacy = dict.fromkeys(("id", "undoes", "loaded_at", "source", "file_name", "digest", "as_at", "received_at", "recorded_at", "partial", "state", "message", "encoding", "delimiter", "unknown_columns", "read", "new", "changed", "unchanged", "warnings", "set_aside", "missing", "loaded_by", "seconds"), "operational")  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["source", "as_at"])]

    def __str__(self) -> str:
        return f"{self.file_name} as at {self.as_at}"


class LoadScope(models.Model):
    """What a full extract is full *of*: the schools whose rolls a `roll` file holds, or "" for everything of the feed."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="scopes")
    qualifier = models.CharField(max_length=120, blank=True)

    privacy = {"id": "operational", "load": "operational", "qualifier": "operational"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "qualifier"], name="load_scope_once")]
        indexes = [models.Index(fields=["qualifier"])]


class RowSetAside(models.Model):
    """A line that could not be used, kept whole, with the fault and the cure in a sentence."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="rows_set_aside")
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    rule = models.CharField(max_length=60)
    sentence = models.TextField()
    raw = models.JSONField()
    mended_by_load = models.ForeignKey(Load, on_delete=models.SET_NULL, null=True, related_name="rows_mended")

    privacy = {"id": "operational", "load": "operational", "line": "operational", "column": "operational", "value": "identifying",
               "rule": "operational", "sentence": "identifying", "raw": "identifying", "mended_by_load": "operational"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["load", "line"])]


class RowWarning(models.Model):
    """Something odd about a line that loaded: the value was kept as it came."""

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="row_warnings")
    record = models.ForeignKey(
        "intake.Record", db_constraint=False, on_delete=models.CASCADE, null=True, related_name="row_warnings"
    )
    line = models.PositiveIntegerField()
    column = models.CharField(max_length=80)
    value = models.TextField(blank=True)
    rule = models.CharField(max_length=60)
    sentence = models.TextField()

    privacy = {"id": "operational", "load": "operational", "record": "operational", "line": "operational", "column": "operational",
               "value": "identifying", "rule": "operational", "sentence": "identifying"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["load", "rule"])]
