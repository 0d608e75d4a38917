"""On which days is a school open, as the authority or the school itself tells it?"""

from __future__ import annotations

from django.db import models


class TermDate(models.Model):
    """One stretch of a school year: a term, a half-term holiday, an INSET day or a closure (last day included).

    `urn` "" is the authority's own calendar, which a school without its own follows.
    """

    urn = models.TextField(blank=True)
    academic_year = models.TextField()
    started_on = models.DateField()
    ended_on = models.DateField(help_text="Last day included")
    kind = models.TextField()
    held = models.JSONField(default=dict)
    as_at = models.DateField()
    recorded_at = models.DateTimeField()

    privacy = dict.fromkeys((
        "id", "urn", "academic_year", "started_on", "ended_on", "kind", "held", "as_at",
        "recorded_at"), "operational")  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "academic_year", "started_on", "ended_on", "kind"], name="term_date_once"
            ),
            models.CheckConstraint(
                condition=models.Q(started_on__lte=models.F("ended_on")), name="term_date_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_on} to {self.ended_on}"
