"""On which days is a school open, as the authority or the school itself tells it?"""

from __future__ import annotations

from django.db import models


class TermDate(models.Model):
    """One stretch of a school year: a term, a half-term holiday, an INSET day or a closure (last day included).

    `urn` "" is the authority's own calendar, which a school without its own follows.
    """

    urn = models.CharField(max_length=12, blank=True)
    academic_year = models.CharField(max_length=12)
    started_on = models.DateField()
    ended_on = models.DateField(help_text="Last day included")
    kind = models.CharField(max_length=12)
    held = models.JSONField(default=dict)
    as_at = models.DateField()
    recorded_at = models.DateTimeField()

    privacy = {name: "operational" for name in (
        "id", "urn", "academic_year", "started_on", "ended_on", "kind", "held", "as_at", "recorded_at")}  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "academic_year", "started_on", "ended_on", "kind"], name="term_date_once"
            ),
            models.CheckConstraint(
                condition=models.Q(started_on__lte=models.F("ended_on")), name="term_date_runs_forward"
            ),
        ]
