"""Who looked at a pair of records and could not settle it, and why? Kept beside the decisions, and never above them.

"I can't tell" rests until one of the two records says something else. A second opinion is asked of another person: whoever
asked can't answer alone.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F


class PairOpinion(models.Model):
    """One person's word on two records that leaves them undecided; closed when somebody decides or it is taken back."""

    CANT_TELL, SECOND_OPINION = "cant_tell", "second_opinion"
    DECIDED, REPLACED = "decided", "replaced"

    a = models.ForeignKey("intake.Record", db_constraint=False, on_delete=models.CASCADE, related_name="+")
    b = models.ForeignKey("intake.Record", db_constraint=False, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    reason = models.TextField()
    by_id = models.CharField(max_length=150, help_text="The actor's id: whoever asked for a second opinion isn't asked")
    by_name = models.CharField(max_length=150)
    said_at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="Of what linking saw of both records then; another one reopens")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=150, blank=True)
    closed_as = models.CharField(max_length=20, blank=True)

    privacy = dict.fromkeys(
        ("id", "a", "b", "kind", "by_id", "by_name", "said_at", "digest", "closed_at", "closed_by", "closed_as"), "operational"
    ) | {"reason": "sensitive"}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["a", "b"], condition=models.Q(closed_at=None), name="one_standing_opinion_a_pair"
            ),
            models.CheckConstraint(condition=models.Q(a__lt=F("b")), name="opinion_pair_in_order"),
        ]
