"""Which contradictions are open, whose are they, and what was said of each? For the list, the child's page and Today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from onroll.children.models import Contradiction, ContradictionWord
from onroll.intake.models import Record, Version

OPEN, SETTLED, ALL = "open", "settled", "all"


def contradictions(on: date, *, state: str = OPEN) -> QuerySet[Contradiction]:
    """Those that hold on the day, with `last_kind` and `owner_id` of their newest word; the settled are apart from the open."""
    newest = ContradictionWord.objects.filter(fingerprint=OuterRef("fingerprint")).order_by("-pk")
    held = (
        Contradiction.objects.exclude(started_on__gt=on)
        .exclude(ended_on__lt=on)
        .annotate(last_kind=Subquery(newest.values("kind")[:1]), owner=Subquery(newest.values("owner_id")[:1]))
    )
    if state == SETTLED:
        return held.filter(last_kind=ContradictionWord.SETTLED)
    if state == OPEN:
        return held.filter(Q(last_kind=None) | ~Q(last_kind=ContradictionWord.SETTLED))
    return held


def open_count(on: date) -> int:
    """How many wait for somebody on the day: every one that holds, less the settled."""
    settled = ContradictionWord.objects.filter(fingerprint=OuterRef("fingerprint")).order_by("-pk").values("kind")[:1]
    held = Contradiction.objects.exclude(started_on__gt=on).exclude(ended_on__lt=on)
    spoken = held.filter(Exists(ContradictionWord.objects.filter(fingerprint=OuterRef("fingerprint"))))
    return held.count() - spoken.annotate(last=Subquery(settled)).filter(last=ContradictionWord.SETTLED).count()


def newest_words(fingerprints: Iterable[str]) -> Mapping[str, ContradictionWord]:
    """The newest word on each, where there is one."""
    words = ContradictionWord.objects.filter(fingerprint__in=set(fingerprints)).select_related("owner").order_by("pk")
    return {word.fingerprint: word for word in words}


def words_on(fingerprint: str) -> list[ContradictionWord]:
    """Everything said of one, oldest first."""
    return list(ContradictionWord.objects.filter(fingerprint=fingerprint).select_related("owner").order_by("pk"))


def sides(found: Contradiction) -> list[tuple[Record, Version | None]]:
    """The records a contradiction rests on, each with the row that says so (its newest where the row isn't named)."""
    pairs = [(record, row) for record, row in found.records]
    records = Record.objects.in_bulk([record for record, _ in pairs])
    versions = Version.objects.select_related("load__source").in_bulk([row for _, row in pairs if row])
    answer = []
    for record, row in pairs:
        if record not in records:
            continue
        version = versions.get(row)
        if version is None:
            version = (
                Version.objects.filter(record=record, superseded_at=None)
                .select_related("load__source")
                .order_by("-as_at")
                .first()
            )
        answer.append((records[record], version))
    return answer
