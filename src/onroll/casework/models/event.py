"""What happened in this case, when, and who wrote it down? The timeline: rows are added and never changed."""

from __future__ import annotations

from django.db import models

# Kinds of event with the words a timeline shows. Those in MEANINGFUL move a case; editing a field never does (E8).
KINDS = {
    "opened": "Case opened",
    "referred": "Referral received",
    "triaged": "Triaged",
    "assigned": "Given to another person",
    "stage": "Stage changed",
    "note": "Note",
    "correction": "Correction",
    "task": "Task",
    "contact": "Contact",
    "visit": "Visit",
    "enquiry": "Enquiry sent",
    "chased": "Enquiry chased",
    "answer": "Answer received",
    "reason": "Reason and whereabouts",
    "decision": "Decision",
    "escalated": "Escalated",
    "document": "Document",
    "letter": "Letter",
    "person": "Person named",
    "support": "Support offered",
    "measure": "Contract, notice or court",
    "penalty": "Penalty notice",
    "payment": "Payment",
    "supervision": "Supervision",
    "audit": "Case audit",
    "proposed": "Closure proposed",
    "closed": "Closed",
    "reopened": "Opened again",
    "system": "Found by OnRoll",
}
MEANINGFUL = frozenset({"contact", "visit", "answer", "support", "measure", "penalty", "closed", "reopened", "opened"})


class Event(models.Model):
    """One thing that happened. A correction is another event that names the one it corrects."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=KINDS)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    by_id_text = models.CharField(max_length=60, help_text="Id of the actor as in the audit log")
    by_name = models.CharField(max_length=150)
    words = models.TextField(help_text="The sentence the timeline shows")
    text = models.TextField(blank=True, help_text="What the person wrote")
    detail = models.JSONField(default=dict, help_text="Ids and codes: the task, enquiry, contact, letter it is about")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="corrections")

    privacy = {
        "id": "operational", "case": "operational", "kind": "operational", "happened_on": "operational", "recorded_at": "operational",
        "by_id_text": "operational", "by_name": "operational", "words": "sensitive", "text": "sensitive", "detail": "sensitive",
        "corrects": "operational",
    }  # fmt: skip

    class Meta:
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["case", "-happened_on", "-id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
