"""What are we doing about this child? One case a child and pathway, open until an outcome backed by evidence."""

from __future__ import annotations

from django.db import models


class Priority(models.IntegerChoices):
    """How soon somebody must act; the number orders lists."""

    EMERGENCY = 1, "Emergency"
    URGENT = 2, "Urgent"
    NORMAL = 3, "Normal"


class Whereabouts(models.TextChoices):
    """What is known of where the child is (Leicestershire 2014, Appendix B)."""

    NOT_SAID = "", "Not said yet"
    KNOWN_HERE = "known_here", "Known, in the area"
    BELIEVED_MOVED = "believed_moved", "Believed moved"
    BELIEVED_ABROAD = "believed_abroad", "Believed abroad"
    UNKNOWN = "unknown", "Unknown"


class Case(models.Model):
    """A case keeps pointing at the child it was opened for; selectors resolve a merged child to its survivor.

    `version` counts changes: a page sends the one it read, and an action refuses where it moved on meanwhile.
    """

    reference = models.CharField(max_length=20, unique=True, help_text="CME-2026-00042; says nothing about the child")
    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="cases")
    pathway = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    stage_since = models.DateField()
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    lead = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="cases_led")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, null=True, related_name="cases")
    other_lead = models.CharField(
        max_length=150, blank=True, help_text="Which service leads while we keep a watching brief"
    )
    reason = models.CharField(max_length=120, blank=True, help_text="Code of the pathway's list of reasons")
    whereabouts = models.CharField(max_length=20, choices=Whereabouts, default=Whereabouts.NOT_SAID, blank=True)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_because = models.TextField(blank=True)
    last_meaningful_on = models.DateField(help_text="Newest contact, answer or visit, else the day it was opened")
    child_seen_on = models.DateField(null=True, help_text="Newest day a professional saw the child in this case")
    closed_on = models.DateField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined", help_text="Another case of the same child"
    )
    version = models.PositiveIntegerField(default=1)

    privacy = dict.fromkeys(
        ("id", "reference", "child", "pathway", "stage", "stage_since", "priority", "lead", "team", "other_lead",
         "whereabouts", "opened_on", "opened_at", "last_meaningful_on", "child_seen_on", "closed_on", "outcome", "joined_to",
         "version"),
        "operational",
    ) | {"reason": "sensitive", "opened_because": "sensitive"}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "pathway"],
                condition=models.Q(closed_on=None),
                name="one_open_case_a_child_and_pathway",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on=None, outcome="")
                | (models.Q(closed_on__isnull=False) & ~models.Q(outcome="")),
                name="closed_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "closed_on"]),
            models.Index(fields=["team", "closed_on"]),
            models.Index(fields=["pathway", "stage"]),
            # What lists, boards and the radar read: the open cases, however many are closed.
            models.Index(fields=["opened_on"], condition=models.Q(closed_on=None), name="open_cases"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def open(self) -> bool:
        """Whether anybody still has to do something."""
        return self.closed_on is None


class ReferenceCounter(models.Model):
    """The last number given out for a prefix and year ("CME-2026"); locked while the next is taken."""

    prefix = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    privacy = {"prefix": "operational", "last": "operational"}
