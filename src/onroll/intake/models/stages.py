"""Which files wait for a yes, and what would each do? Files that were read and compared, of which nothing is applied yet."""

from __future__ import annotations

from django.db import models


class Stage(models.Model):
    """One file that came: read and compared, then applied or discarded by a person.

    The file itself is kept until then, so that applying is the same load as any other, compared with what is held then.
    """

    READING, READY, APPLYING, APPLIED, DISCARDED, REFUSED = (
        "reading",
        "ready",
        "applying",
        "applied",
        "discarded",
        "refused",
    )
    OPEN = (READING, READY, APPLYING)

    feed = models.CharField(max_length=32, blank=True)
    file_name = models.CharField(max_length=255)
    kept_as = models.CharField(max_length=300, help_text="Where the file is kept in the installation's folder")
    size = models.BigIntegerField(default=0, help_text="Bytes")
    as_at = models.DateField()
    received_at = models.DateTimeField()
    partial = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=READING)
    message = models.TextField(blank=True)
    staged_by = models.CharField(max_length=150)
    staged_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True, help_text="Who applies, applied or discarded it")
    decided_at = models.DateTimeField(null=True)
    accept_missing = models.BooleanField(default=False)
    too_many_missing = models.TextField(blank=True, help_text="Why a person must say yes to the missing rows first")
    compared_until = models.DateTimeField(
        null=True, help_text="The newest load of the source that it was compared with"
    )
    done = models.PositiveIntegerField(default=0, help_text="Rows gone through so far")
    read = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    unknown_columns = models.JSONField(default=list)
    seconds = models.FloatField(default=0)
    effect_on = models.DateField(
        null=True, help_text="The day whose statuses were compared; nothing where they were not yet"
    )
    effect_why_not = models.TextField(blank=True)
    effect_seconds = models.FloatField(default=0)
    load = models.ForeignKey("intake.Load", on_delete=models.SET_NULL, null=True, related_name="stages")

    privacy = dict.fromkeys((
        "id", "feed", "file_name", "kept_as", "size", "as_at", "received_at", "partial", "state", "message", "staged_by", "staged_at",
        "decided_by", "decided_at", "accept_missing", "too_many_missing", "compared_until", "done", "read", "new", "changed", "unchanged",
        "warnings", "set_aside", "missing", "encoding", "delimiter", "unknown_columns", "seconds", "effect_on", "effect_why_not",
        "effect_seconds", "load",
    ), "operational")  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return f"{self.file_name} as at {self.as_at}"

    @property
    def accounted(self) -> bool:
        """Whether every row that came is new, changed, unchanged or set aside."""
        return self.read == self.new + self.changed + self.unchanged + self.set_aside


class StagedRow(models.Model):
    """One row of a staged file that would do something, or of which something is to be said.

    `values`: what a new row gives by column; of a changed one, column → [before, after]; of one set aside, the line as it came.
    """

    NEW, CHANGED, SET_ASIDE, WARNING, MISSING = "new", "changed", "aside", "warning", "missing"

    stage = models.ForeignKey(Stage, db_constraint=False, db_index=False, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=8)
    line = models.PositiveIntegerField()
    source_id = models.TextField(blank=True)
    name = models.TextField(blank=True)
    column = models.TextField(blank=True)
    value = models.TextField(blank=True)
    rule = models.CharField(max_length=60, blank=True)
    sentence = models.TextField(blank=True)
    values = models.JSONField(default=dict)
    record = models.ForeignKey(
        "intake.Record", db_constraint=False, db_index=False, on_delete=models.CASCADE, null=True, related_name="+"
    )

    privacy = {"id": "operational", "stage": "operational", "kind": "operational", "line": "operational", "source_id": "identifying",
               "name": "identifying", "column": "operational", "value": "identifying", "rule": "operational", "sentence": "identifying",
               "values": "identifying", "record": "operational"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["stage", "kind", "line"])]


class StagedEffect(models.Model):
    """One child whose status on the day would be another one; `child` is empty for one whom nobody knew before."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="effects")
    child = models.BigIntegerField(null=True)
    name = models.TextField(blank=True)
    date_of_birth = models.DateField(null=True)
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24, blank=True)

    privacy = {"id": "operational", "stage": "operational", "child": "operational", "name": "identifying", "date_of_birth": "identifying",
               "before": "sensitive", "after": "sensitive"}  # fmt: skip
