"""How far has the central record caught up with what arrived? So that a killed process is simply carried on."""

from __future__ import annotations

from django.db import models


class Progress(models.Model):
    """One row: up to which load the identities were linked, and up to which load stale timelines were marked.

    Both are recorded moments of loads. What came later is work still to do, whoever asks next does it.
    """

    linked_until = models.DateTimeField(null=True)
    marked_until = models.DateTimeField(null=True)
    rules_version = models.CharField(
        max_length=64, blank=True, help_text="Of the rule book the stored timelines were made with"
    )

    privacy = {
        "id": "operational",
        "linked_until": "operational",
        "marked_until": "operational",
        "rules_version": "operational",
    }

    @classmethod
    def standing(cls) -> Progress:
        """The one row, made at the first call."""
        return cls.objects.get_or_create(pk=1)[0]
