"""Which records came, changed or went since the last run of the linking?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

import numpy as np
from django.db import connection

from onroll.intake.models import Load
from onroll.intake.own_facts import OWN_FEED

_AT_ONCE = timedelta(days=1)  # what officers record hangs on one old load and may have waited for its turn


def touched_records(since: datetime | None) -> tuple[list[int], list[int]]:
    """Every record of which a load since then gave a new row or was undone, or an officer wrote one; rather too many than too few. Those about
    a child, and the others."""
    since_then = Load.objects.filter(recorded_at__gt=since) if since else Load.objects.none()
    loads = [pk for pair in since_then.values_list("pk", "undoes") for pk in pair if pk is not None]
    own = list(Load.objects.filter(source__feed=OWN_FEED).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            # Loads by number and not by a query of them: a planner that can't count their rows reads every version there is.
            "SELECT t.record_id, r.about_a_child FROM (SELECT record_id FROM intake_version WHERE load_id = ANY(%s)"
            " UNION SELECT record_id FROM intake_version WHERE load_id = ANY(%s) AND recorded_at > %s) t"
            " JOIN intake_record r ON r.id = t.record_id",
            [loads, own, since - _AT_ONCE if since else None],
        )
        rows = cursor.fetchall()
    return [record for record, of_a_child in rows if of_a_child], [
        record for record, of_a_child in rows if not of_a_child
    ]


def strangers_and_gone(known: np.ndarray, touched: Collection[int]) -> tuple[list[int], list[int]]:
    """Records about a child that no run has seen and no load brought lately, and records that are no more, since every load that
    gave them was undone.

    `known`: ids of the last run, int64[records] in order.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM intake_record WHERE about_a_child EXCEPT SELECT u.record_id FROM intake_personvalues u"
            " WHERE u.undone_at IS NOT NULL AND NOT EXISTS"
            " (SELECT 1 FROM intake_personvalues p WHERE p.record_id = u.record_id AND p.undone_at IS NULL)"
        )
        rows = cursor.fetchall()
    here = np.sort(np.fromiter((pk for (pk,) in rows), np.int64, len(rows)))
    strangers = np.setdiff1d(here, known, assume_unique=True)
    gone = np.setdiff1d(known, here, assume_unique=True)
    expected = set(touched)
    return [pk for pk in strangers.tolist() if pk not in expected], gone.tolist()
