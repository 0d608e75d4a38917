"""What do lists of attendance ask beside the marks? Who has an open case, and who is provided for otherwise, on a day."""

from __future__ import annotations

from datetime import date

from django.db import connection

from onroll.casework.models import Case
from onroll.children.models import Progress
from onroll.reports.attendance.keeping import kept
from onroll.reports.attendance.lists import Known
from onroll.reports.attendance.recent import recent
from onroll.reports.attendance.standing import Period

_PROVIDED = """
SELECT DISTINCT m.child_id FROM intake_fact f
JOIN children_membership m ON m.record_id = f.record_id AND m.superseded_at IS NULL
LEFT JOIN intake_missing x ON x.version_id = f.version_id AND x.superseded_at IS NULL
WHERE f.kind = 'placement' AND f.superseded_at IS NULL AND (f.started_on IS NULL OR f.started_on <= %(on)s)
  AND (f.ended_on IS NULL OR f.ended_on >= %(on)s) AND (x.missing_from IS NULL OR x.missing_from > %(on)s)
"""


def known_on(on: date, period: Period | None) -> Known:
    """What holds on the day, and lately in the period. Open cases are those of now: what nobody has taken up is a question about today."""
    cases = frozenset(Case.objects.filter(closed_on=None).values_list("child_id", flat=True))
    provided = kept("provided", (Progress.standing().edition, on), lambda: _provided(on))
    return Known(cases, provided, recent(period) if period else {})


def _provided(on: date) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PROVIDED, {"on": on})
        return frozenset(child for (child,) in cursor.fetchall())
