"""How far has the central record caught up with what arrived? So that a killed process is simply carried on."""

from __future__ import annotations

from django.db import models


class Progress(models.Model):
    """One row: up to which load the identities were linked, and up to which load stale timelines were marked.

    Both are recorded moments of loads. What came later is work still to do, whoever asks next does it.
    """

    linked_until = models.DateTimeField(null=True)
    marked_until = models.DateTimeField(null=True)
    edition = models.PositiveBigIntegerField(
        default=0, help_text="Grows whenever a stored timeline changes: kept answers name the one they are of"
    )
    rules_version = models.CharField(
        max_length=64, blank=True, help_text="Of the rule book the stored timelines were made with"
    )

    privacy = {
        "id": "operational",
        "linked_until": "operational",
        "marked_until": "operational",
        "edition": "operational",
        "rules_version": "operational",
    }

    @classmethod
    def standing(cls) -> Progress:
        """The one row, made at the first call."""
        return cls.objects.get_or_create(pk=1)[0]


class MissingList(models.Model):
    """The children nobody has placed on one day, worked out once from one edition of the record and kept for its readers."""

    as_at = models.DateField()
    edition = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()

    privacy = {"id": "operational", "as_at": "operational", "edition": "operational", "made_at": "operational"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["as_at", "edition"], name="one_missing_list_a_day_and_edition")]


class MissingEntry(models.Model):
    """One child of such a list: its place, how sure, how urgent, why, and whom to ask next."""

    answer = models.ForeignKey(MissingList, on_delete=models.CASCADE, related_name="entries")
    child = models.ForeignKey("children.Child", on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveIntegerField()
    status = models.CharField(max_length=24)
    since = models.DateField(null=True)
    band = models.CharField(max_length=20)
    certainty = models.FloatField()
    urgency = models.PositiveSmallIntegerField()
    urgency_parts = models.JSONField(default=list)
    certainty_parts = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    next_enquiry = models.TextField()
    left_place = models.CharField(max_length=20, blank=True, help_text="The roll left with no known destination (C5)")
    left_on = models.DateField(null=True)
    left_how = models.CharField(max_length=10, blank=True)

    privacy = {"id": "operational", "answer": "operational", "child": "operational", "rank": "sensitive"} | dict.fromkeys(
        ("status", "since", "band", "certainty", "urgency", "urgency_parts", "certainty_parts", "evidence", "next_enquiry", "left_place",
         "left_on", "left_how"), "sensitive")  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "child"], name="once_on_a_missing_list")]
        indexes = [models.Index(fields=["answer", "rank"])]
