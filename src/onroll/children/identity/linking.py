"""Which source records are the same child? One run: read records, ask `linkage`, move memberships, keep what it found."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from onroll import linkage
from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.children.identity.assigning import assign
from onroll.children.identity.followers import bring_own
from onroll.children.identity.memberships import (
    held_memberships,
    let_go,
    lock_identity,
    move,
    new_children,
    point_merged,
)
from onroll.children.identity.records import link_records
from onroll.children.models import Child, LinkDecision, LinkPair, LinkRun, Progress
from onroll.intake.copying import as_json, copy_rows
from onroll.intake.models import Load, Source
from onroll.linkage.interface import Decision, Linked, LinkRecord

REVIEW_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run did, with the time from records in memory to decisions (reading and writing apart)."""

    records: int
    children: int
    links: int
    review: int
    vetoes: int
    moved: int
    seconds: float


def link_everything(
    *, actor: Actor, at: datetime, tell: Callable[[str], None] = lambda _: None
) -> tuple[Outcome, Linked]:
    """Link all records anew, obeying every standing decision; one transaction with its audit entry."""
    with transaction.atomic():
        lock_identity()
        until = (
            Load.objects.filter(state=Load.APPLIED)
            .order_by("-recorded_at")
            .values_list("recorded_at", flat=True)
            .first()
        )
        records = link_records()
        tell(f"Comparing {len(records):,} records …")
        started = time.perf_counter()
        linked = linkage.link(records, standing_decisions(records))
        seconds = time.perf_counter() - started
        held = held_memberships()
        groups = [tuple(group) for group in linked.groups]
        moved = _settle(groups, held, at)
        moved += _attach_adults(held, at)
        moved += len(bring_own(at=at))
        _keep_pairs(linked)
        outcome = Outcome(
            len(records), len(groups), len(linked.links), len(linked.review), len(linked.vetoes), moved, seconds
        )
        run = LinkRun.objects.create(
            ran_at=at, records=outcome.records, children=outcome.children, links=outcome.links, review=outcome.review,
            vetoes=outcome.vetoes, moved=moved, seconds=seconds, by=actor.name,
        )  # fmt: skip
        Progress.standing()
        Progress.objects.filter(pk=1).update(linked_until=until)
        record(
            actor=actor,
            action="records.linked",
            subject=Subject("link run", str(run.pk)),
            detail={"records": len(records), "moved": moved},
        )
    return outcome, linked


def standing_decisions(records: list[LinkRecord]) -> list[Decision]:
    """What people have decided, and what a source says by sharing its ids with a sister feed."""
    decisions = [Decision(d.a_id, d.b_id, d.same) for d in LinkDecision.objects.filter(undone_at=None).order_by("pk")]
    shared = dict(Source.objects.exclude(shares_ids_with="").values_list("feed", "shares_ids_with"))
    if shared:
        decided = {(d.a, d.b) for d in decisions}
        decisions += [pair for pair in _shared_ids(records, shared) if (pair.a, pair.b) not in decided]
    return decisions


def _shared_ids(records: list[LinkRecord], shared: Mapping[str, str]) -> list[Decision]:
    by_id: dict[tuple[str, str], list[int]] = defaultdict(list)
    for item in records:
        by_id[item.feed, item.source_id].append(item.id)
    pairs = []
    for item in records:
        for other in by_id.get((shared.get(item.feed, ""), item.source_id), ()):
            pairs.append(Decision(min(item.id, other), max(item.id, other), True))
    return pairs


def _settle(groups: list[tuple[int, ...]], held: dict[int, int], at: datetime) -> int:
    """Give every group its child and move what must move; `held` is brought up to date."""
    decided = LinkDecision.objects.filter(undone_at=None).values_list("a__memberships__child_id", flat=True)
    with_cases = Child.objects.filter(has_cases=True).values_list("pk", flat=True)
    acted_on = {*decided, *with_cases} - {None}
    assignment = assign(groups, held, acted_on)
    moves = dict(assignment.moves)
    children = new_children(len(assignment.new_groups), at=at)
    for child, group in zip(children, assignment.new_groups, strict=True):
        moves.update(dict.fromkeys(group, child))
    move(moves, at=at)
    point_merged(assignment.merged, assignment.kept)
    held.update(moves)
    return len(moves)


def _attach_adults(held: dict[int, int], at: datetime) -> int:
    """The rows of `adults` name a child by another system's id: they follow that record's child, where it is one child.

    Two schools may give two children one id; then the adult is nobody's, since a guess would put one family's adult on another
    child's page. How such an adult may be contacted still binds every child it may be about (`building.reading`).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, min(m.child_id), count(DISTINCT m.child_id) FROM intake_record a"
            " JOIN intake_record r ON r.feed = a.qualifier AND r.source_id = a.source_id"
            " JOIN children_membership m ON m.record_id = r.id AND m.superseded_at IS NULL"
            " WHERE NOT a.about_a_child AND a.source_id <> '' GROUP BY a.id"
        )
        rows = cursor.fetchall()
        moves = {record: child for record, child, children in rows if children == 1 and held.get(record) != child}
        nobodys = [record for record, _, children in rows if children > 1 and record in held]
    move(moves, at=at)
    let_go(nobodys, at=at)
    return len(moves) + len(nobodys)


def _keep_pairs(linked: Linked) -> None:
    """The pairs for people, replaced by each run (decisions themselves are never replaced)."""
    LinkPair.objects.all().delete()
    pairs = sorted(linked.review, key=lambda pair: -pair.probability)[:REVIEW_KEPT] + list(linked.vetoes)[:REVIEW_KEPT]
    copy_rows(
        "children_linkpair",
        ("a_id", "b_id", "outcome", "probability", "rule", "words"),
        ((pair.a, pair.b, pair.outcome, pair.probability, pair.rule, as_json(list(pair.words))) for pair in pairs),
    )
