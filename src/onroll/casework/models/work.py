"""What must be done in a case, whom did we meet, and what was decided? Tasks, contacts and visits, decisions, people."""

from __future__ import annotations

from django.db import models


class Task(models.Model):
    """Something to do by a day. `key` makes a task that OnRoll raised come only once (rule and event it came from)."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="tasks")
    key = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    why = models.TextField(blank=True, help_text="The sentence that says why this is due")
    rule = models.CharField(max_length=60, blank=True, help_text="Id of the clock it comes from")
    counted_from = models.DateField(null=True, help_text="The event that started the clock; the last day is worked out")
    place = models.CharField(max_length=6, blank=True, help_text="URN of the school whose days the clock counts")
    due_on = models.DateField(null=True, help_text="Only where a person set the day; a clock's day is never stored")
    assigned_to = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="tasks")
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=150, blank=True)
    waived_because = models.TextField(blank=True)

    privacy = dict.fromkeys(
        ("id", "case", "key", "rule", "counted_from", "place", "due_on", "assigned_to", "created_at", "created_by", "done_on", "done_by"), "operational"
    ) | {"title": "sensitive", "why": "sensitive", "waived_because": "sensitive"}  # fmt: skip

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], condition=~models.Q(key=""), name="raised_once_a_case")
        ]
        indexes = [models.Index(fields=["assigned_to", "done_on"]), models.Index(fields=["case", "done_on"]),
                   models.Index(fields=["case"], condition=models.Q(done_on=None), name="open_tasks")]  # fmt: skip


class Contact(models.Model):
    """A contact or a visit: offered, refused, tried, done; and whether a professional saw the child in person."""

    KINDS = {
        "visit": "Home visit",
        "call": "Phone call",
        "email": "Email",
        "letter": "Letter",
        "meeting": "Meeting",
        "other": "Other",
    }
    STATES = {
        "offered": "Offered",
        "refused": "Refused",
        "no_answer": "Tried, no answer",
        "done": "Done",
        "cancelled": "Cancelled",
    }

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=12, choices=KINDS)
    state = models.CharField(max_length=12, choices=STATES)
    happened_on = models.DateField()
    with_whom = models.CharField(max_length=200, blank=True)
    child_seen = models.BooleanField(default=False)
    seen_by = models.CharField(max_length=150, blank=True)
    where = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    sent_once = models.UUIDField(
        null=True, unique=True, help_text="Made by the form: a visit sent twice over a bad line is kept once"
    )

    privacy = dict.fromkeys(("id", "case", "kind", "state", "happened_on", "child_seen", "recorded_at", "recorded_by", "sent_once"), "operational") | {
        "with_whom": "identifying", "seen_by": "operational", "where": "identifying", "note": "sensitive",
    }  # fmt: skip

    class Meta:
        ordering = ["-happened_on", "-pk"]


class CaseDecision(models.Model):
    """What was decided, why, by whom, and who approved it where two must agree (escalation, sensitive enquiry, closure)."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=40, help_text="The pathway's act this decides on")
    words = models.CharField(max_length=200)
    reason = models.TextField()
    detail = models.JSONField(default=dict)
    decided_on = models.DateField()
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    needs_approval = models.BooleanField(default=False)
    approved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_because = models.TextField(blank=True)

    privacy = dict.fromkeys(
        ("id", "case", "act", "words", "decided_on", "decided_by", "recorded_at", "needs_approval", "approved_by", "approved_at"), "operational"
    ) | {"reason": "sensitive", "detail": "sensitive", "refused_because": "sensitive"}  # fmt: skip

    class Meta:
        ordering = ["-decided_on", "-pk"]


class NamedPerson(models.Model):
    """Somebody in the case: a parent, a worker, a school's contact; how they may be reached stands with the record's adults."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=120)
    organisation = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    safe_contact = models.CharField(
        max_length=200, blank=True, help_text="How this person may and may not be contacted"
    )
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)
    ended_on = models.DateField(null=True)

    privacy = dict.fromkeys(("id", "case", "role", "organisation", "added_at", "added_by", "ended_on"), "operational") | {
        "name": "identifying", "phone": "identifying", "email": "identifying", "safe_contact": "sensitive",
    }  # fmt: skip
