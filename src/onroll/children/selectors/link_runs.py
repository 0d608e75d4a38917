"""What did each run of the linking do, which records did it move, and why? For the officer who asks why a child changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from onroll.children.models import LinkMove, LinkPair, LinkRun
from onroll.children.selectors.records import printed_ids

_SHOWN = ("kind", "why", "records", "children", "links", "review", "vetoes", "moved", "came", "rescored", "compared", "seconds", "by")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """A record that went from one child to another, with the pair that decided it; `a` and `b` are None where none did."""

    record: int
    printed: str
    from_child: int
    to_child: int
    a: int | None
    b: int | None
    probability: float | None
    rule: str
    words: tuple[str, ...]


def link_runs(*, newest: int = 50) -> list[LinkRun]:
    """The newest runs, the newest first."""
    return list(LinkRun.objects.order_by("-ran_at", "-pk")[:newest])


def moves_of(run: LinkRun | int, *, first: int = 0, at_most: int = 500) -> list[Move]:
    """What a run took from one child and gave to another, by the child it went to."""
    pk = run if isinstance(run, int) else run.pk
    rows = LinkMove.objects.filter(run=pk).order_by("to_child_id", "from_child_id", "record_id")[
        first : first + at_most
    ]
    printed = printed_ids([row.record_id for row in rows])
    return [
        Move(
            row.record_id, printed.get(row.record_id, ""), row.from_child_id, row.to_child_id, row.a_id, row.b_id, row.probability, row.rule,
            tuple(row.words),
        )
        for row in rows
    ]  # fmt: skip


def moves_of_child(child: int) -> list[tuple[datetime, Move]]:
    """Every run that took records from a child or gave it some: when, and what, the newest first."""
    rows = (LinkMove.objects.filter(from_child=child) | LinkMove.objects.filter(to_child=child)).select_related("run")
    rows = rows.order_by("-run__ran_at", "record_id")
    printed = printed_ids([row.record_id for row in rows])
    return [
        (
            row.run.ran_at,
            Move(row.record_id, printed.get(row.record_id, ""), row.from_child_id, row.to_child_id, row.a_id, row.b_id, row.probability,
                 row.rule, tuple(row.words)),
        )
        for row in rows
    ]  # fmt: skip


def newest_run() -> dict[str, object]:
    """The newest run with everything it moved, as `onroll link --report` prints it; {} where there was none."""
    run = LinkRun.objects.order_by("-ran_at", "-pk").first()
    if run is None:
        return {}
    answer: dict[str, object] = {"ran_at": run.ran_at.isoformat(), **{name: getattr(run, name) for name in _SHOWN}}
    answer |= {"model": run.model, "reference": run.reference}
    moves = moves_of(run, at_most=LinkMove.objects.filter(run=run).count())
    printed = printed_ids({record for move in moves for record in (move.a, move.b) if record is not None})
    answer["moves"] = [
        {
            "record": move.printed, "from_child": move.from_child, "to_child": move.to_child, "rule": move.rule,
            "pair": [printed.get(record, "") for record in (move.a, move.b) if record is not None],
            "probability": move.probability, "words": list(move.words),
        }
        for move in moves
    ]  # fmt: skip
    return answer


def pairs_to_review() -> Sequence[LinkPair]:
    """The pairs that wait for a person, the likeliest first."""
    return list(LinkPair.objects.filter(outcome="review").order_by("-probability", "a_id", "b_id"))
