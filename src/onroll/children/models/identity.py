"""Whose record is it? Memberships tie records to children, with the time we believed so; nothing else does.

A changed link, a merge, a separation or an undo closes and opens memberships and marks the children stale; no fact moves.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F


class Child(models.Model):
    """One child, for ever: a merged child keeps its row and its number and points at the one it was merged into."""

    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_from")
    has_cases = models.BooleanField(db_default=False, help_text="Somebody opened a case: its number survives a merge")

    privacy = {
        "id": "operational",
        "created_at": "operational",
        "merged_into": "operational",
        "has_cases": "operational",
    }

    def __str__(self) -> str:
        return f"child {self.pk}"


class Membership(models.Model):
    """A record is this child's, as we believed from one moment to another."""

    record = models.ForeignKey(
        "intake.Record", db_constraint=False, on_delete=models.CASCADE, related_name="memberships"
    )
    child = models.ForeignKey(Child, db_constraint=False, on_delete=models.CASCADE, related_name="memberships")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    privacy = {"id": "operational", "record": "operational", "child": "operational", "recorded_at": "operational",
               "superseded_at": "operational"}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"], condition=models.Q(superseded_at=None), name="a_record_is_one_childs_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(superseded_at=None) | models.Q(superseded_at__gt=F("recorded_at")),
                name="membership_time_runs_forward",
            ),
        ]


class LinkDecision(models.Model):
    """A person's word that two records are, or are not, one child; kept for ever and above every run."""

    a = models.ForeignKey("intake.Record", on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey("intake.Record", on_delete=models.CASCADE, related_name="+")
    same = models.BooleanField()
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    moved = models.JSONField(
        default=list, help_text="[record, from child, to child] of every record it moved, for an exact undo"
    )
    undone_by = models.CharField(max_length=150, blank=True)
    undone_at = models.DateTimeField(null=True)

    privacy = {"id": "operational", "a": "operational", "b": "operational", "same": "operational", "reason": "sensitive",
               "decided_by": "operational", "decided_at": "operational", "moved": "operational", "undone_by": "operational", "undone_at": "operational"}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["a", "b"], condition=models.Q(undone_at=None), name="one_standing_decision_a_pair"
            ),
            models.CheckConstraint(condition=models.Q(a__lt=F("b")), name="decision_pair_in_order"),
        ]


class LinkRun(models.Model):
    """One run of the linking: all records anew or what changed only, why so, what it decided, how long it took."""

    FULL, INCREMENT = "full", "increment"

    ran_at = models.DateTimeField()
    kind = models.CharField(max_length=10, default=FULL)
    why = models.TextField(blank=True, help_text="Why all anew, or what only what changed was measured from")
    records = models.PositiveIntegerField()
    children = models.PositiveIntegerField()
    links = models.PositiveIntegerField()
    review = models.PositiveIntegerField()
    vetoes = models.PositiveIntegerField()
    moved = models.PositiveIntegerField(help_text="Records whose child changed, new ones included")
    came = models.PositiveIntegerField(default=0, help_text="Records that were no child's before")
    rescored = models.PositiveIntegerField(default=0, help_text="Records compared again")
    compared = models.PositiveIntegerField(default=0, help_text="Pairs compared and weighed")
    model = models.CharField(max_length=16, blank=True, help_text="Digest of the weights")
    reference = models.CharField(max_length=16, blank=True, help_text="Digest of what was counted of everybody")
    seconds = models.FloatField()
    by = models.CharField(max_length=150)

    privacy = dict.fromkeys(
        ("id", "ran_at", "kind", "why", "records", "children", "links", "review", "vetoes", "moved", "came", "rescored", "compared", "model",
         "reference", "seconds", "by"), "operational")  # fmt: skip


class LinkPair(models.Model):
    """A pair the newest run wants a person to look at, or that a veto kept apart, with the reason in words."""

    a = models.ForeignKey("intake.Record", on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey("intake.Record", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10)
    probability = models.FloatField()
    rule = models.CharField(max_length=60)
    words = models.JSONField(default=list)

    privacy = {"id": "operational", "a": "operational", "b": "operational", "outcome": "operational", "probability": "operational",
               "rule": "operational", "words": "identifying"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["outcome", "-probability"])]
