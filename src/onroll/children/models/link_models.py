"""Which files of weights were put in force, by whom and why, and which was taken out again?"""

from __future__ import annotations

from django.db import models

_OPERATIONAL = "operational"


class LinkModel(models.Model):
    """One file of weights put in force: whole as it came, with its evidence. The newest not withdrawn links; rows stay."""

    version = models.CharField(max_length=60)
    digest = models.CharField(max_length=16, help_text="Of the file's bytes, as linkage names it")
    text = models.TextField(help_text="The file (TOML), byte for byte")
    evidence = models.JSONField(default=dict, help_text="What the file says it rests on")
    would_move = models.PositiveIntegerField(null=True, help_text="Records with others, when it was compared before")
    put_by = models.CharField(max_length=150)
    put_at = models.DateTimeField()
    reason = models.TextField()
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    privacy = dict.fromkeys(
        ("id", "version", "digest", "text", "evidence", "would_move", "put_by", "put_at", "reason", "withdrawn_by", "withdrawn_at",
         "withdrawn_reason"), _OPERATIONAL)  # fmt: skip
