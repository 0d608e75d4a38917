"""Who was looked for and has been placed since? The third state of the children nobody has placed: on a roll, or otherwise known.

By a source that says where they are, by what an officer recorded, or by a person's word that two records are one child.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from onroll.children.models import LinkDecision, StatusSpell
from onroll.children.selectors.child import statuses_on
from onroll.rules.missing import TO_FIND

LATELY = 90  # days

_QUERY = """
    SELECT DISTINCT ON (n.child_id) n.id FROM children_statusspell s
    JOIN children_statusspell n ON n.child_id = s.child_id AND n.started_on = s.ended_on + 1
    WHERE s.status = ANY(%(find)s) AND s.ended_on >= %(from)s AND s.ended_on < %(day)s AND NOT n.status = ANY(%(find)s)
    ORDER BY n.child_id, n.started_on DESC
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """One child: what holds now, since when, and the decision where a person's word placed them."""

    child: int
    now: StatusSpell
    since: date | None
    decision: LinkDecision | None = None


def placed_lately(on: date) -> list[Placed]:
    """Children looked for within the last `LATELY` days and placed on the day, the latest first."""
    since = on - timedelta(days=LATELY)
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"find": sorted(TO_FIND), "from": since, "day": on})
        following = [pk for (pk,) in cursor.fetchall()]
    began = dict(StatusSpell.objects.filter(pk__in=following).values_list("child_id", "started_on"))
    decided = _decided(since, on)
    now = statuses_on({*began, *decided}, on)
    found = [
        Placed(child, spell, began.get(child) or timezone.localdate(decided[child].decided_at), decided.get(child))
        for child, spell in now.items()
        if spell.status not in TO_FIND
    ]
    return sorted(found, key=lambda one: (-(one.since or date.min).toordinal(), one.child))


def _decided(since: date, on: date) -> dict[int, LinkDecision]:
    """Children whom a person's word gave records of another within the days, by child; the latest word counts."""
    first, last = (timezone.make_aware(datetime.combine(day, time.min)) for day in (since, on + timedelta(days=1)))
    decisions = LinkDecision.objects.filter(
        same=True, undone_at=None, decided_at__gte=first, decided_at__lt=last
    ).exclude(moved=[])
    return {now: decision for decision in decisions.order_by("decided_at") for _, _, now in decision.moved}
