"""Under which agreement does a source send us personal data, for what purpose, and until when? (Q9)"""

from __future__ import annotations

from django.db import models


class Agreement(models.Model):
    """One information-sharing agreement behind a feed. Rows are ended, never changed; a newer one takes over."""

    source = models.ForeignKey("intake.Source", on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=200)
    with_whom = models.CharField(max_length=200)
    purpose = models.TextField()
    lawful_basis = models.CharField(max_length=200)
    starts_on = models.DateField()
    expires_on = models.DateField(null=True, help_text="Last day included; nothing where it stands until ended")
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    ended_on = models.DateField(null=True, help_text="The first day it no longer holds, where somebody ended it early")
    ended_because = models.CharField(max_length=300, blank=True)

    privacy = dict.fromkeys(
        ("id", "source", "title", "with_whom", "purpose", "lawful_basis", "starts_on", "expires_on", "added_by",
         "added_at", "ended_on", "ended_because"), "operational")  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["source", "starts_on"])]

    def __str__(self) -> str:
        return self.title
