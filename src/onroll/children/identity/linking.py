"""Which source records are the same child? One run: read what came, ask `linkage`, move memberships, keep what it found.

A run looks only at what changed since the last, wherever that gives the answer of a full run; else at everybody, and says why.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection, transaction

from onroll.audit.actor import Actor, Subject
from onroll.audit.log import record
from onroll.children.identity.keeping import (
    Kept,
    head,
    keep_reference,
    keep_standing,
    read_parts,
    read_reference,
    read_standing,
)
from onroll.children.identity.memberships import lock_identity
from onroll.children.identity.model_in_force import model_in_force
from onroll.children.identity.moves import keep_moves
from onroll.children.identity.news import strangers_and_gone, touched_records
from onroll.children.identity.placing import Placed, others_of_the_same_children, place
from onroll.children.identity.records import link_records
from onroll.children.models import LinkDecision, LinkRun, Progress
from onroll.intake.copying import as_json, copy_rows
from onroll.intake.models import Load, Record, Source
from onroll.linkage.guarding import LINK, REVIEW, VETO
from onroll.linkage.increments import advance, begin
from onroll.linkage.interface import Decision, Pair
from onroll.linkage.standing import Standing

REVIEW_KEPT = 20_000
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run did, and why it looked at everybody or only at what changed; with the time from records in memory to
    decisions (reading and writing apart)."""

    kind: str
    why: str
    records: int
    children: int
    links: int
    review: int
    vetoes: int
    moved: int
    came: int
    rescored: int
    compared: int
    seconds: float


def link_records_of_children(*, actor: Actor, at: datetime, anew: str = "", tell: Tell = lambda _: None) -> Outcome:
    """Link what came or changed since the last run, or everybody where that is needed, obeying every standing decision; one
    transaction with its audit entries.

    `anew`: why everybody is to be looked at, in a sentence. Then what changed is linked first, so that the moves of the full run
    are what counting everybody again has moved, and nothing else.
    """
    with transaction.atomic():
        lock_identity()
        kept = head()
        touched, adults = touched_records(kept.until) if kept else ([], [])
        why = (
            kept.why_not(on=at.date(), changed=len(touched))
            if kept
            else "No run before it left anything to start from."
        )
        outcome = None
        if kept and kept.can_go_on(len(touched)):
            outcome = _link_what_changed(kept, touched, adults, actor=actor, at=at, tell=tell)
        if outcome is None or why or anew:
            outcome = _link_everybody(
                anew or why or "More pairs wait for a person than are kept.", actor=actor, at=at, tell=tell
            )
    return outcome


def _link_everybody(why: str, *, actor: Actor, at: datetime, tell: Tell) -> Outcome:
    """A full run, which counts everybody anew."""
    until = _newest_load()
    records = link_records()
    tell(f"Comparing {len(records):,} records, all anew. {why}")
    started = time.perf_counter()
    standing, reference = begin(records, standing_decisions(), model=model_in_force())
    seconds = time.perf_counter() - started
    reference = reference.dated(at.date())
    placed = place(standing.groups(), at)
    texts = {found.id: found for found in records}
    _keep_pairs(standing, {said: standing.open_pairs(said)[:REVIEW_KEPT] for said in (REVIEW, VETO)}, texts, None)
    keep_reference(reference)
    keep_standing(standing, reference, until)
    return _keep_run(
        standing, placed, LinkRun.FULL, why, rescored=len(records), compared=0, seconds=seconds, until=until, actor=actor, at=at
    )  # fmt: skip


def _link_what_changed(
    kept: Kept, touched: Sequence[int], adults: Sequence[int], *, actor: Actor, at: datetime, tell: Tell
) -> Outcome | None:
    """Link only what changed; None where a person's list would be cut, since only a full run knows what to cut."""
    until = _newest_load()
    parts, reference = read_parts(), read_reference(kept.reference)
    standing = read_standing(parts)
    strangers, gone = strangers_and_gone(standing.ready.ids, touched)
    changed = link_records([*touched, *strangers])
    tell(f"Comparing {len(changed):,} records that came or changed.")
    started = time.perf_counter()
    increment = advance(standing, changed, standing_decisions(), gone=gone, reference=reference, model=model_in_force())
    seconds = time.perf_counter() - started
    standing = increment.standing
    if any(int((standing.said == said).sum()) > REVIEW_KEPT for said in (REVIEW, VETO)):
        return None
    settled = standing.ready.ids[increment.settled].tolist()
    groups = increment.groups() + standing.groups_of(others_of_the_same_children(settled))
    placed = place(groups, at, touched=[*touched, *adults])
    texts = {found.id: found for found in changed}
    said = standing.said[increment.reworded]
    reworded = {outcome: increment.reworded[said == outcome] for outcome in (REVIEW, VETO)}
    _keep_pairs(standing, reworded, texts, [*settled, *texts, *gone])
    keep_standing(standing, reference, until, parts)
    why = f"Everybody was counted on {kept.counted_on:%-d %B %Y}; since then only what changed is compared."
    return _keep_run(
        standing, placed, LinkRun.INCREMENT, why, rescored=increment.rescored, compared=increment.weighed, seconds=seconds,
        until=until, actor=actor, at=at,
    )  # fmt: skip


def _keep_run(
    standing: Standing, placed: Placed, kind: str, why: str, *, rescored: int, compared: int, seconds: float, until: datetime | None,
    actor: Actor, at: datetime,
) -> Outcome:  # fmt: skip
    """Write down the run with what it moved, and that everything until the newest load is linked."""
    count = {said: int((standing.said == said).sum()) for said in (LINK, REVIEW, VETO)}
    same = sum(standing.decisions.values())
    children = int(np.count_nonzero(standing.label == np.arange(len(standing.label))))
    outcome = Outcome(
        kind, why, len(standing.ready), children, count[LINK] + same, count[REVIEW],
        count[VETO] + len(standing.decisions) - same, len(placed.moves) + placed.along, placed.came, rescored, compared, seconds,
    )  # fmt: skip
    run = LinkRun.objects.create(
        ran_at=at, by=actor.name, model=standing.model, reference=standing.reference,
        **{name: getattr(outcome, name) for name in Outcome.__slots__},
    )  # fmt: skip
    keep_moves(run, standing, placed.moved)
    Progress.standing()
    Progress.objects.filter(pk=1).update(linked_until=until)
    record(
        actor=actor, action="records.linked", subject=Subject("link run", str(run.pk)),
        detail={"kind": kind, "records": outcome.records, "compared again": rescored, "moved": outcome.moved},
    )  # fmt: skip
    return outcome


def _newest_load() -> datetime | None:
    loads = Load.objects.filter(state__in=Load.MOVED).order_by("-recorded_at")
    return loads.values_list("recorded_at", flat=True).first()


def standing_decisions() -> list[Decision]:
    """What people have decided, and what a source says by sharing its ids with a sister feed."""
    decisions = [Decision(d.a_id, d.b_id, d.same) for d in LinkDecision.objects.filter(undone_at=None).order_by("pk")]
    shared = dict(Source.objects.exclude(shares_ids_with="").values_list("feed", "shares_ids_with"))
    if shared:
        decided = {(d.a, d.b) for d in decisions}
        decisions += [pair for pair in _shared_ids(shared) if (pair.a, pair.b) not in decided]
    return decisions


def _shared_ids(shared: Mapping[str, str]) -> list[Decision]:
    """Records of two feeds that one system numbers: the same id is the same child."""
    feeds = {*shared, *shared.values()}
    by_id: dict[tuple[str, str], list[int]] = defaultdict(list)
    held = Record.objects.filter(feed__in=feeds, about_a_child=True).order_by("pk")
    rows = list(held.values_list("pk", "feed", "source_id"))
    for pk, feed, source_id in rows:
        by_id[feed, source_id].append(pk)
    return [
        Decision(min(pk, other), max(pk, other), True)
        for pk, feed, source_id in rows
        for other in by_id.get((shared.get(feed, ""), source_id), ())
    ]


def _keep_pairs(
    standing: Standing, places: Mapping[int, np.ndarray], texts: dict, replacing: Sequence[int] | None
) -> None:
    """The pairs for people: those at these places in the stead of all that were kept, or of those of the records `replacing`
    (decisions themselves are never replaced)."""
    with connection.cursor() as cursor:
        if replacing is None:
            cursor.execute("DELETE FROM children_linkpair")
        else:
            cursor.execute(
                "WITH r AS MATERIALIZED (SELECT unnest(%(records)s::bigint[]) AS id) DELETE FROM children_linkpair"
                " WHERE a_id IN (SELECT id FROM r) OR b_id IN (SELECT id FROM r) OR rule = 'decided-different'",
                {"records": list(replacing)},
            )
    concerned = _records_at(standing, np.concatenate(list(places.values())))
    lacking = [pk for pk in concerned if pk not in texts]
    texts = texts | {found.id: found for found in link_records(lacking)} if lacking else texts
    pairs: list[Pair] = standing.decided_different()
    for at in places.values():
        pairs += standing.pairs(at, texts)
    copy_rows(
        "children_linkpair",
        ("a_id", "b_id", "outcome", "probability", "rule", "words"),
        ((pair.a, pair.b, pair.outcome, pair.probability, pair.rule, as_json(list(pair.words))) for pair in pairs),
    )


def _records_at(standing: Standing, places: np.ndarray) -> list[int]:
    weighed = standing.weighed
    return standing.ready.ids[np.unique(np.concatenate([weighed.a[places], weighed.b[places]]))].tolist()
