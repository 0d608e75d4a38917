"""What was done about a child's absence? Support, contracts and orders, penalty notices, the marks they rely on, and payments (H6).

Whether a notice may be issued, what it costs and whether it is paid is worked out (`pathways.attendance.notices`), never stored.
"""

from __future__ import annotations

from django.db import models


class Support(models.Model):
    """Something offered so that the child attends, and what came of it."""

    RESPONSES = {"accepted": "Accepted", "declined": "Declined", "no_reply": "No reply", "": "Not said yet"}

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="support")
    kind = models.CharField(max_length=30, help_text="Code of the list attendance-support")
    what = models.TextField()
    offered_on = models.DateField()
    offered_by = models.CharField(max_length=150, help_text="Who offered it: a school, a service, a name")
    response = models.CharField(max_length=12, choices=RESPONSES, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    privacy = dict.fromkeys(("id", "case", "kind", "offered_on", "response", "recorded_at", "recorded_by"), "operational") | {
        "what": "sensitive", "offered_by": "operational",
    }  # fmt: skip

    class Meta:
        ordering = ["-offered_on", "-pk"]


class Measure(models.Model):
    """A contract, a notice to improve, an education supervision order or a prosecution, with its terms, its period and its end."""

    KINDS = {
        "contract": "Attendance contract",
        "improvement": "Notice to improve",
        "order": "Education supervision order",
        "prosecution": "Prosecution",
    }

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=12, choices=KINDS)
    parent = models.CharField(max_length=150, blank=True, help_text="Whom it is made with or against")
    started_on = models.DateField(help_text="Signed, served, applied for, or decided on")
    until = models.DateField(null=True, help_text="Last day of its period, or of the absence prosecuted")
    of_from = models.DateField(null=True, help_text="First day of the absence prosecuted")
    terms = models.TextField(help_text="What each does; what must improve; why court")
    offence = models.CharField(max_length=10, blank=True, help_text="s444-1 or s444-1A")
    consulted = models.TextField(
        blank=True, help_text="Children's social care's view, before an order or a prosecution"
    )
    ended_on = models.DateField(null=True)
    result = models.CharField(max_length=20, blank=True)
    ended_because = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    privacy = dict.fromkeys(("id", "case", "kind", "started_on", "until", "of_from", "offence", "ended_on", "result", "recorded_at", "recorded_by"), "operational") | {
        "parent": "identifying", "terms": "sensitive", "consulted": "sensitive", "ended_because": "sensitive",
    }  # fmt: skip

    class Meta:
        ordering = ["-started_on", "-pk"]


class PenaltyNotice(models.Model):
    """One notice to one parent for one child. `number` is 1 or 2 within the three years, as it was when it was issued."""

    reference = models.CharField(max_length=20, unique=True, help_text="PN-2026-00042; says nothing about anybody")
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=10)
    parent = models.CharField(max_length=150)
    number = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    sent = models.CharField(max_length=4, help_text="post or hand")
    received_on = models.DateField(null=True, help_text="Where it is known; else it is worked out from the post")
    reasons = models.JSONField(default=dict, help_text="Why, for each question that wasn't met")
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    withdrawn_on = models.DateField(null=True)
    withdrawn_ground = models.CharField(max_length=30, blank=True)
    withdrawn_because = models.TextField(blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    prosecution = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="notices")

    privacy = dict.fromkeys(
        ("id", "reference", "case", "kind", "number", "issued_on", "sent", "received_on", "issued_at", "issued_by", "withdrawn_on",
         "withdrawn_ground", "withdrawn_by", "prosecution"), "operational"
    ) | {"parent": "identifying", "reasons": "sensitive", "withdrawn_because": "sensitive"}  # fmt: skip

    class Meta:
        ordering = ["-issued_on", "-pk"]
        indexes = [models.Index(fields=["-issued_on", "-id"])]

    def __str__(self) -> str:
        return self.reference


class NoticeSession(models.Model):
    """A session that a notice relied on, with the code as it stood: evidence, whatever the register says later."""

    notice = models.ForeignKey(PenaltyNotice, on_delete=models.PROTECT, related_name="sessions")
    upn = models.CharField(max_length=13)
    urn = models.CharField(max_length=12)
    on = models.DateField()
    session = models.PositiveSmallIntegerField(help_text="0 morning, 1 afternoon")
    code = models.CharField(max_length=2)

    privacy = {
        "id": "operational", "notice": "operational", "upn": "identifying", "urn": "operational", "on": "sensitive", "session": "sensitive",
        "code": "sensitive",
    }  # fmt: skip

    class Meta:
        ordering = ["on", "session", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "urn", "on", "session"], name="a_session_once_a_notice")
        ]


class NoticePayment(models.Model):
    """Money that came in, as the paying system said it. `payment` is that system's own id: the same file twice adds nothing."""

    payment = models.CharField(max_length=60, unique=True)
    notice = models.ForeignKey(PenaltyNotice, on_delete=models.PROTECT, null=True, related_name="payments")
    reference = models.CharField(max_length=60, blank=True, help_text="As it came")
    received_on = models.DateField()
    pence = models.PositiveIntegerField()
    file = models.CharField(max_length=200, blank=True)
    row = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    privacy = dict.fromkeys(("id", "payment", "notice", "received_on", "pence", "file", "row", "recorded_at", "recorded_by"), "operational") | {
        "reference": "sensitive",
    }  # fmt: skip

    class Meta:
        ordering = ["received_on", "pk"]
