"""Is the central record up to date with what arrived, and if not, what brings it there? Asked before anything is read.

Three steps, each of which a killed process leaves to the next: mark children whose facts moved as stale; link when records
came that no run has seen; rebuild what is stale.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from onroll.audit.actor import Actor
from onroll.children.building.rebuilding import mark_everybody_stale, rebuild_stale
from onroll.children.building.surroundings import rules_version
from onroll.children.identity.linking import Outcome, link_records_of_children
from onroll.children.identity.memberships import AGAIN, lock_identity
from onroll.children.models import Progress
from onroll.intake.models import Load

PLACES = ("schools", "school_links", "term_dates")
NOT_LINKED = (*PLACES, "population")
Tell = Callable[[str], None]


def _silent(_: str) -> None:
    return None


def newest_load() -> datetime | None:
    """The recorded moment of the newest load applied."""
    return (
        Load.objects.filter(state__in=Load.MOVED).order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    )


def link_and_rebuild(*, actor: Actor, at: datetime, anew: str = "", tell: Tell = _silent) -> Outcome:
    """Link what changed, or everybody where that is needed or asked for (`anew` says why), and rebuild what moved."""
    mark_what_moved()
    outcome = link_records_of_children(actor=actor, at=at, anew=anew, tell=tell)
    rebuild_stale(tell)
    return outcome


def catch_up(*, actor: Actor, at: datetime, tell: Tell = _silent) -> None:
    """Bring the central record up to date: does nothing, quickly, when it already is."""
    mark_what_moved()
    if _records_arrived():
        tell("Records arrived since the last linking: linking first.")
        link_records_of_children(actor=actor, at=at, tell=tell)
    rebuild_stale(tell)


def _records_arrived() -> bool:
    """Whether a load since the last linking brought anything new about children."""
    loads = Load.objects.filter(state__in=Load.MOVED).exclude(source__feed__in=NOT_LINKED).exclude(new=0, changed=0)
    linked = Progress.standing().linked_until
    return loads.exists() if linked is None else loads.filter(recorded_at__gt=linked).exists()


def mark_what_moved() -> None:
    """Mark as stale the children of every record that a load touched since the last time; all, where the rules changed."""
    standing = Progress.standing()
    if standing.marked_until == newest_load() and standing.rules_version == rules_version():
        return
    with transaction.atomic():
        lock_identity()
        progress = Progress.objects.select_for_update().get(pk=1)
        newest, rules = newest_load(), rules_version()
        if progress.marked_until == newest and progress.rules_version == rules:
            return
        since = progress.marked_until
        later = (
            Load.objects.filter(state__in=Load.MOVED)
            if since is None
            else Load.objects.filter(state__in=Load.MOVED, recorded_at__gt=since)
        )
        if progress.rules_version != rules or later.filter(source__feed__in=PLACES).exclude(new=0, changed=0).exists():
            mark_everybody_stale()
        elif since is not None:
            _mark_touched(since)
        progress.marked_until, progress.rules_version = newest, rules
        progress.save(update_fields=["marked_until", "rules_version"])


def _mark_touched(since: datetime) -> None:
    loads = list(Load.objects.filter(recorded_at__gt=since).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH touched AS (SELECT record_id FROM intake_version WHERE load_id = ANY(%(loads)s)"
            " UNION SELECT record_id FROM intake_version WHERE superseded_at > %(since)s"
            " UNION SELECT v.record_id FROM intake_missing x JOIN intake_version v ON v.id = x.version_id"
            "   WHERE x.recorded_at > %(since)s OR x.superseded_at > %(since)s)"
            # An adult is named by another system's id for the child: it concerns every child whose record has that id.
            ", concerned AS (SELECT record_id FROM touched UNION SELECT r.id FROM touched t JOIN intake_record n ON n.id = t.record_id"
            "   AND n.feed = 'adults' JOIN intake_record r ON r.feed = n.qualifier AND r.source_id = n.source_id)"
            " INSERT INTO children_stalechild (child_id) SELECT DISTINCT m.child_id FROM concerned t"
            " JOIN children_membership m ON m.record_id = t.record_id AND m.superseded_at IS NULL"
            f" ORDER BY 1 {AGAIN}",
            {"since": since, "loads": loads},
        )
