"""What did people say of a contradiction: who took it, who was asked, how was it settled? Words are added, never changed."""

from __future__ import annotations

from django.db import models


class ContradictionWord(models.Model):
    """One thing a person did about a contradiction; the newest says how it stands."""

    TAKEN, ASKED, SETTLED, OPENED = "taken", "asked", "settled", "opened"
    KINDS = {
        TAKEN: "Taken",
        ASKED: "The source was asked",
        SETTLED: "Settled",
        OPENED: "Opened again",
    }

    fingerprint = models.CharField(max_length=32)
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=KINDS)
    owner = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, related_name="+", help_text="Whose it is from then on"
    )
    outcome = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    said_by = models.CharField(max_length=150)
    said_at = models.DateTimeField()

    privacy = {"id": "operational", "fingerprint": "operational", "rule": "operational", "kind": "operational",
               "owner": "operational", "outcome": "operational", "reason": "sensitive", "said_by": "operational",
               "said_at": "operational"}  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["fingerprint", "id"]), models.Index(fields=["owner"])]
