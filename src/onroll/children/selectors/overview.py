"""What changed, and what waits? The counts of the day's first page, each of which opens its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Greatest, Least

from onroll.children.models import LinkDecision, LinkPair, MissingList
from onroll.children.selectors.missing import entries
from onroll.children.selectors.pairs import resting_among
from onroll.intake.models import Load, RowSetAside, Source


@dataclass(frozen=True, slots=True)
class LateSource:
    """A source whose newest extract is older than its interval on the day."""

    feed: str
    system: str
    newest: date | None
    interval_days: int
    late_days: int


def late_sources(on: date) -> list[LateSource]:
    """Sources that have sent something before and are overdue, the latest first."""
    newest = newest_extracts()
    late = []
    for source in Source.objects.exclude(interval_days=None):
        as_at = newest.get(source.feed)
        if as_at is not None and (overdue := (on - as_at).days - source.interval_days) > 0:
            late.append(LateSource(source.feed, source.system, as_at, source.interval_days, overdue))
    return sorted(late, key=lambda one: -one.late_days)


def newest_extracts() -> dict[str, date]:
    """Feed → as-at date of its newest applied extract."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.feed, max(l.as_at) FROM intake_load l JOIN intake_source s ON s.id = l.source_id WHERE l.state = %s GROUP BY 1",
            [Load.APPLIED],
        )
        return dict(cursor.fetchall())


def rows_set_aside() -> int:
    """Rows that wait to be mended."""
    return RowSetAside.objects.filter(mended_by_load=None, load__state=Load.APPLIED).count()


def waiting_loads() -> int:
    """Files that wait for a person's yes."""
    return Load.objects.filter(state=Load.WAITING).count()


def pairs_to_review() -> QuerySet[LinkPair]:
    """Pairs of records that wait for a person, the likeliest first; a pair somebody has decided doesn't come back."""
    word = LinkDecision.objects.filter(
        undone_at=None, a=Least(OuterRef("a"), OuterRef("b")), b=Greatest(OuterRef("a"), OuterRef("b"))
    )
    return LinkPair.objects.filter(~Exists(word), outcome="review").order_by("-probability", "pk")


def links_to_review() -> int:
    """How many pairs of records wait for a person; those that somebody couldn't tell rest and are not among them."""
    return pairs_to_review().count() - resting_among(pairs_to_review())


def missing_counts(answer: MissingList) -> dict[str, int]:
    """Of the children to find: nobody has taken up, already a case of missing education, left a roll for nowhere, no trace."""
    rows = entries(answer).order_by()
    by_status = dict(rows.values_list("status").annotate(n=Count("pk")))
    return {
        "unexplained": by_status.get("unexplained", 0), "cme": by_status.get("cme_known", 0) + by_status.get("cme_unknown", 0),
        "leavers": rows.exclude(left_on=None).count(), "no_trace": rows.filter(band="no_trace", status="unexplained").count(),
    }  # fmt: skip


def became(statuses: tuple[str, ...], on: date, *, days: int) -> int:
    """Children whose status became one of these within so many days up to the day, and still is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM children_statusspell WHERE status = ANY(%(s)s) AND since > %(from)s AND since <= %(day)s"
            " AND (started_on IS NULL OR started_on <= %(day)s) AND (ended_on IS NULL OR ended_on >= %(day)s)",
            {"s": list(statuses), "from": on - timedelta(days=days), "day": on},
        )
        return cursor.fetchone()[0]
