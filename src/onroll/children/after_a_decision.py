"""What must be made anew at once when a person has decided on a few children? Their timelines, and their place on the lists.

A decision must not make the next officer wait while a hundred thousand children are looked at again, nor may it leave an
answer standing that was worked out before it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from onroll.children.building.rebuilding import rebuild
from onroll.children.identity.memberships import lock_identity
from onroll.children.models import Progress
from onroll.children.selectors.missing import carry_forward


def rebuild_at_once(children: Iterable[int]) -> None:
    """Rebuild the children that a decision moved, and carry the kept lists forward to the new edition, in one transaction."""
    moved = sorted(set(children))
    with transaction.atomic():
        lock_identity()
        before = Progress.standing().edition
        rebuild(moved)
        Progress.objects.filter(pk=1).update(edition=before + 1)
        carry_forward(before=before, after=before + 1, children=sorted({*moved, *_partners(moved)}))


def _partners(children: list[int]) -> list[int]:
    """Children tied to these by a pair that waits for a person: how they are graded may hang on where these are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH mine AS (SELECT record_id FROM children_membership WHERE superseded_at IS NULL AND child_id = ANY(%s)),"
            " tied AS (SELECT b_id AS record_id FROM children_linkpair WHERE a_id IN (SELECT record_id FROM mine)"
            " UNION SELECT a_id FROM children_linkpair WHERE b_id IN (SELECT record_id FROM mine))"
            " SELECT DISTINCT m.child_id FROM tied JOIN children_membership m USING (record_id) WHERE m.superseded_at IS NULL",
            [children],
        )
        return [child for (child,) in cursor.fetchall()]
