"""Which of these source records are the same child? One pure run: prepare, block, compare, weigh, guard, group."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from operator import eq
from typing import overload

import numpy as np

from onroll.linkage.doubtful import set_doubtful_aside
from onroll.linkage.guarding import LINK, NO, REVIEW, RULE_IDS, RULES, VETO
from onroll.linkage.interface import Decision, Linked, LinkRecord, Pair
from onroll.linkage.model import LEVELS, Model, published_model
from onroll.linkage.preparing import Prepared, prepare
from onroll.linkage.reference import Reference, count
from onroll.linkage.settling import Settled, settle
from onroll.linkage.weighing import Weighed, weigh, weigh_all
from onroll.linkage.wording import words

_OUTCOMES = {NO: "no", REVIEW: "review", VETO: "veto", LINK: "link"}
_NONE: Mapping[int, str] = {}
_WORDED_AT_ONCE = 20_000
_UNREMARKABLE = ("likely", "unsure", "unlikely")


def link(
    records: Sequence[LinkRecord],
    decisions: Sequence[Decision] = (),
    *,
    model: Model | None = None,
    reference: Reference | None = None,
    review_at_most: int = 20_000,
) -> Linked:
    """Put every record into exactly one group, one group a child.

    The same records and decisions give the same answer in whatever order they come. Decisions are obeyed always: records a
    person said are different are never in one group, not even through others. The one thing above a decision is a
    protected adoption, which never joins another surname. `review` and `vetoes` hold at most `review_at_most` pairs each,
    the likeliest first. Without a `reference` the run counts one, and answers as if it had been given; the answer carries it.
    """
    with without_collecting():
        run = run_anew(records, decisions, model or published_model(), reference)
        ready, settled = run.ready, run.settled
        return Linked(
            groups=settled.groups.all(),
            links=Worded(settled.decided_same, ready, settled.weighed.take(np.array(settled.joined, np.int64))),
            review=pairs(ready, settled.weighed, settled.review[:review_at_most], settled.refused, "review"),
            vetoes=settled.decided_different
            + pairs(ready, settled.weighed, settled.vetoes[:review_at_most], settled.refused, "veto"),
            notes=(*run.notes.values(), *(sentence for _, _, sentence in settled.notes)),
            reference=settled.reference,
        )


@dataclass(slots=True)
class Run:
    """A full run before anything is put in words: the records as prepared, their numbers as given (doubtful ones too), the
    pairs as weighed by themselves, and what was settled."""

    ready: Prepared
    given: dict[str, np.ndarray]
    weighed: Weighed
    settled: Settled
    notes: dict[tuple[str, str], str]


def run_anew(
    records: Sequence[LinkRecord], decisions: Sequence[Decision], model: Model, given: Reference | None
) -> Run:
    """Prepare, block, compare, weigh, settle; counting a reference where none is given."""
    ready = prepare(records)
    numbers = {kind: codes.copy() for kind, codes in ready.number.items()}
    notes = set_doubtful_aside(ready)
    reference = given or count(ready, model.digest)
    weighed = weigh_all(ready, reference.shares(ready), model)
    settled = settle(ready, decisions, weighed, model, reference, counting=given is None)
    return Run(ready, numbers, weighed, settled, notes)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Millions of small objects are made and none in cycles: looking for cycles among them costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def explain(a: LinkRecord, b: LinkRecord, among: Sequence[LinkRecord] = (), *, model: Model | None = None) -> Pair:
    """Why two records are, or are not, one child, in words; well under 50 ms on their own.

    Without `among` the names are taken as middling common, so the probability can differ a little from a run's.
    """
    if a.id == b.id:
        raise ValueError("A record can't be compared with itself.")
    model = model or published_model()
    ready = prepare([a, b, *(record for record in among if record.id not in (a.id, b.id))])
    set_doubtful_aside(ready)
    first, second = sorted((a.id, b.id))
    at = np.searchsorted(ready.ids, [first, second])
    weighed = weigh(ready, count(ready, model.digest).shares(ready), model, at[:1], at[1:])
    return pairs(ready, weighed, [0])[0]


class Worded(Sequence[Pair]):
    """Pairs put in words when somebody reads them: a run joins hundreds of thousands, and mostly only their number is asked."""

    def __init__(self, first: list[Pair], ready: Prepared, weighed: Weighed) -> None:
        self._first, self._ready, self._weighed = first, ready, weighed

    def __len__(self) -> int:
        return len(self._first) + len(self._weighed.a)

    @overload
    def __getitem__(self, at: int) -> Pair: ...
    @overload
    def __getitem__(self, at: slice) -> list[Pair]: ...
    def __getitem__(self, at: int | slice) -> Pair | list[Pair]:
        places = range(len(self))[at]
        if isinstance(places, int):
            return self._some(places, places + 1)[0]
        return [self._some(place, place + 1)[0] for place in places]

    def __iter__(self) -> Iterator[Pair]:
        for start in range(0, len(self), _WORDED_AT_ONCE):
            yield from self._some(start, min(start + _WORDED_AT_ONCE, len(self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def _some(self, start: int, end: int) -> list[Pair]:
        before = len(self._first)
        return self._first[start:end] + pairs(
            self._ready, self._weighed, list(range(max(start - before, 0), max(end - before, 0)))
        )


def pairs(
    ready: Prepared, weighed: Weighed, at: list[int], refused: Mapping[int, str] = _NONE, said: str = ""
) -> list[Pair]:
    """Pairs with their words; `refused` names the rule by which groups were kept apart, by place; `said` is
    what was done with them all, else each pair's own outcome."""
    part = weighed.take(np.array(at, np.int64))
    columns = [part.levels[field].tolist() for field in LEVELS]
    records = ready.records
    found = []
    for position, a, b, chance, outcome, rule, *levels in zip(
        at, part.a.tolist(), part.b.tolist(), part.chance.tolist(), part.outcome.tolist(), part.rule.tolist(), *columns,
        strict=True,
    ):  # fmt: skip
        name = RULE_IDS[rule]
        if position in refused:
            name = refused[position]
        closing = "" if name in _UNREMARKABLE else RULES[name]
        phrases = words(records[a], records[b], levels, closing)
        found.append(Pair(records[a].id, records[b].id, round(chance, 6), said or _OUTCOMES[outcome], phrases, name))
    return found
