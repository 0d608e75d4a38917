"""Who is away, what did supervision say, and which cases were audited? Running a team's work (M2, M3, M12)."""

from __future__ import annotations

from django.db import models


class Cover(models.Model):
    """Somebody is away from one day to another and somebody else sees their work meanwhile."""

    away = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    covered_by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="covers")
    started_on = models.DateField()
    ended_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=150)

    privacy = dict.fromkeys(
        ("id", "away", "covered_by", "started_on", "ended_on", "entered_at", "entered_by"), "operational"
    )


class SupervisionNote(models.Model):
    """What a manager and an officer agreed about a case."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="supervision")
    written_on = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    actions = models.TextField(blank=True)

    privacy = dict.fromkeys(("id", "case", "written_on", "written_at", "written_by"), "operational") | {
        "note": "sensitive",
        "actions": "sensitive",
    }


class CaseAudit(models.Model):
    """One case of a drawn sample, looked at by somebody who doesn't work it; findings become tasks (M12)."""

    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="audits")
    sample = models.CharField(max_length=40, help_text="The month and seed it was drawn with")
    drawn_at = models.DateTimeField()
    auditor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    findings = models.TextField(blank=True)
    done_on = models.DateField(null=True)

    privacy = dict.fromkeys(("id", "case", "sample", "drawn_at", "auditor", "done_on"), "operational") | {
        "answers": "sensitive",
        "findings": "sensitive",
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sample"], name="drawn_once_a_sample")]


class CalendarFeed(models.Model):
    """A secret address under which a person's calendar reads their due days. Only a digest is kept; ending it shuts the address."""

    person = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the address's secret part")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    privacy = dict.fromkeys(("id", "person", "digest", "made_at", "ended_at"), "operational")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(ended_at=None), name="one_calendar_address_a_person"
            )
        ]
