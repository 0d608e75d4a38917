"""The two tables of the log: entries as they happen, and seals that make a later alteration show.

Neither has a foreign key: an entry outlives what it names. The database itself stamps the moment, the transaction and
the era (see migration 0002), and refuses UPDATE, DELETE and TRUNCATE.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

# Tables the web role may only read and add to; the launcher revokes the rest (see `docs/decisions`).
APPEND_ONLY_TABLES = ("audit_entry", "audit_seal")


class Entry(models.Model):
    """One look or one change. `children` names every child concerned, so that "who has seen her?" is one query."""

    happened_at = models.DateTimeField(db_default=Now(), editable=False)
    actor_id = models.CharField(max_length=150)
    actor_name = models.CharField(max_length=200)
    actor_role = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=150, blank=True)
    children = ArrayField(models.BigIntegerField(), default=list, blank=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    transaction = models.BigIntegerField(
        db_default=0, editable=False, help_text="The database's number of the transaction"
    )
    era = models.PositiveSmallIntegerField(
        db_default=0, editable=False, help_text="Goes up when the database is moved to a new server"
    )

    privacy = {"actor_name": "identifying", "reason": "sensitive", "detail": "sensitive"} | dict.fromkeys(
        ("id", "happened_at", "actor_id", "actor_role", "action", "subject_kind", "subject_id", "children",
         "request_id", "transaction", "era"), "operational",
    )  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="audit_newest_first"),
            models.Index(fields=["actor_id", "-happened_at"], name="audit_by_actor"),
            models.Index(fields=["subject_kind", "subject_id", "-happened_at"], name="audit_by_subject"),
            models.Index(fields=["action", "-happened_at"], name="audit_by_action"),
            models.Index(fields=["era", "transaction", "id"], name="audit_in_order_of_sealing"),
            GinIndex(fields=["children"], name="audit_by_child"),
        ]

    def __str__(self) -> str:
        about = f"{self.subject_kind} {self.subject_id}".strip()
        return f"{self.happened_at:%Y-%m-%d %H:%M} {self.actor_id} {self.action} {about}"


class Seal(models.Model):
    """A digest over every entry of a finished run of transactions and over the seal before: the links of the chain."""

    sealed_at = models.DateTimeField(db_default=Now(), editable=False)
    era = models.PositiveSmallIntegerField()
    from_transaction = models.BigIntegerField(help_text="First transaction covered")
    until_transaction = models.BigIntegerField(help_text="First transaction not covered")
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    privacy = dict.fromkeys(
        ("id", "sealed_at", "era", "from_transaction", "until_transaction", "entries", "previous", "digest"),
        "operational",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["era", "from_transaction"], name="one_seal_a_stretch")]

    def __str__(self) -> str:
        return f"seal {self.pk}: {self.entries} entries, {self.digest[:12]}"
