"""Which groups does a night's changes move, without looking at everybody again?

What a full run with the same reference would say of all records, found from the last answer and what changed since: only pairs
that a change can touch are weighed, only groups that such a pair or decision can touch are formed anew. A property test holds it
to the full run; a different answer is a defect.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from onroll.linkage.guarding import REVIEW, VETO
from onroll.linkage.interface import Decision, LinkRecord
from onroll.linkage.linking import run_anew, without_collecting
from onroll.linkage.model import LEVELS, Model, published_model
from onroll.linkage.patching import COLUMNS, placed, positions, take
from onroll.linkage.preparing import NONE, NUMBERS, Prepared, prepare
from onroll.linkage.reference import Reference
from onroll.linkage.settling import settle
from onroll.linkage.standing import Decided, Standing, last_words, standing_of, write_down
from onroll.linkage.touching import doubt_again, touched
from onroll.linkage.weighing import Weighed, joined, weigh_those


class CannotIncrement(ValueError):
    """What stands was made with another model or reference: only a full run will do."""


@dataclass(frozen=True, slots=True)
class Increment:
    """What stands now, and what was done to get there.

    `settled` are the positions of the records whose groups were formed anew (int64), `reworded` the places of open pairs that
    are new, or may read differently. `rescored` counts records with pairs to weigh, `weighed` those pairs.
    """

    standing: Standing
    settled: np.ndarray
    reworded: np.ndarray
    rescored: int
    weighed: int

    def groups(self) -> list[tuple[int, ...]]:
        """The groups formed anew, as record ids; all others stand as they were."""
        label, ids = self.standing.label[self.settled], self.standing.ready.ids[self.settled]
        order = np.argsort(label, kind="stable")
        ends = np.flatnonzero(np.diff(label[order])) + 1
        return [tuple(part.tolist()) for part in np.split(ids[order], ends)] if len(ids) else []


def begin(
    records: Sequence[LinkRecord],
    decisions: Sequence[Decision] = (),
    *,
    model: Model | None = None,
    reference: Reference | None = None,
) -> tuple[Standing, Reference]:
    """A full run, as what to keep of it; with the reference it was given or made."""
    model = model or published_model()
    with without_collecting():
        run = run_anew(records, decisions, model, reference)
        return standing_of(run, decisions, model.digest), run.settled.reference


def advance(
    standing: Standing,
    changed: Sequence[LinkRecord],
    decisions: Sequence[Decision],
    *,
    gone: Collection[int] = (),
    reference: Reference,
    model: Model | None = None,
) -> Increment:
    """Bring what stands up to date: `changed` are new and changed records, `gone` ids that are no more, `decisions` all that
    stand now. What stood is used up. Raises `CannotIncrement`.
    """
    model = model or published_model()
    if (standing.model, standing.reference) != (model.digest, reference.digest):
        raise CannotIncrement("What stands was made with another model or reference.")
    with without_collecting():
        return _advance(standing, changed, decisions, set(gone), reference, model)


def _advance(
    old: Standing, changed: Sequence[LinkRecord], decisions: Sequence[Decision], gone: set[int], reference: Reference, model: Model
) -> Increment:  # fmt: skip
    fresh = prepare([record for record in changed if record.id not in gone])
    leaving = np.union1d(fresh.ids, np.fromiter(gone, np.int64, len(gone)))
    ids = np.sort(np.concatenate([old.ready.ids[positions(leaving, old.ready.ids) == NONE], fresh.ids]))
    ready, given, notes = _placed(old, fresh, ids)
    here = positions(ids, old.ready.ids)  # where each old record stands now, NONE where it is gone
    came = positions(fresh.ids, ids) != NONE
    another = _altered(old.ready, ready, here, came)
    former = take(old.ready, np.flatnonzero((here == NONE) | another[here]))
    again, packed = touched(ready, another, former)
    fewer = weigh_those(ready, reference.shares(ready), model, packed // len(ids), packed % len(ids))
    standing, partners = _with_pairs(old, ready, given, notes, fewer, here, again)
    standing.decisions = last_words(decisions)
    seeds = again | partners
    seeds |= _of_changed_decisions(_known(old.decisions, old.ready.ids), _known(standing.decisions, ids), ids)
    at = np.flatnonzero(_closed(seeds, standing))
    _settle_part(standing, at, decisions, reference, model)
    open_ = np.flatnonzero((standing.said == REVIEW) | (standing.said == VETO))
    news = came.copy()
    news[at] = True
    reworded = open_[news[standing.weighed.a[open_]] | news[standing.weighed.b[open_]]]
    return Increment(standing, at, reworded, int(again.sum()), len(packed))


def _placed(
    old: Standing, fresh: Prepared, ids: np.ndarray
) -> tuple[Prepared, dict[str, np.ndarray], dict[tuple[str, str], str]]:
    """Everybody's rows with the fresh ones in their places, doubtful numbers set aside again; numbers as given; notes."""
    blanked = {kind: codes.copy() for kind, codes in old.ready.number.items()}
    as_given = take(old.ready, np.arange(len(old.ready)))
    as_given.number = old.given
    ready = placed(as_given, fresh, ids)
    given = {kind: codes.copy() for kind, codes in ready.number.items()}
    came, here = positions(fresh.ids, ids) != NONE, positions(ids, old.ready.ids)
    stay = (here != NONE) & ~came[here]
    for kind in NUMBERS:
        ready.number[kind][here[stay]] = blanked[kind][stay]
    former = take(as_given, np.flatnonzero(~stay))
    notes, asked = doubt_again(ready, given, came, former)
    return ready, given, {key: said for key, said in old.notes.items() if key not in asked} | notes


def _altered(old: Prepared, ready: Prepared, here: np.ndarray, came: np.ndarray) -> np.ndarray:
    """Records that are new, or whose row is another than it was, doubtful numbers included: bool[records]."""
    before = np.full(len(ready), NONE, np.int64)
    before[here[here != NONE]] = np.flatnonzero(here != NONE)
    known = np.flatnonzero(before != NONE)
    was = before[known]
    differs = np.zeros(len(known), bool)
    for name in COLUMNS:
        differs |= getattr(old, name)[was] != getattr(ready, name)[known]
    for kind in NUMBERS:
        differs |= old.number[kind][was] != ready.number[kind][known]
    another = before == NONE
    another[known[differs]] = True
    came_from = {at: int(before[at]) for at in np.flatnonzero(came).tolist()}
    for mine, theirs in ((ready.more, old.more), (ready.weak, old.weak)):
        for name, held in mine.items():
            former = theirs[name]
            noted = came_from.keys() & held.keys() | {at for at, was_at in came_from.items() if was_at in former}
            another[[at for at in noted if held.get(at) != former.get(came_from[at])]] = True
    return another


def _with_pairs(
    old: Standing, ready: Prepared, given: dict[str, np.ndarray], notes: dict, fresh: Weighed, here: np.ndarray, again: np.ndarray
) -> tuple[Standing, np.ndarray]:  # fmt: skip
    """What stood without the pairs that were compared again and with those they gave; and the records (bool) that lost a pair."""
    a, b = here[old.weighed.a], here[old.weighed.b]
    lost = (a == NONE) | (b == NONE) | again[a] | again[b]
    partners = np.zeros(len(ready), bool)
    for side in (a, b):
        partners[side[lost & (side != NONE)]] = True
    kept = np.flatnonzero(~lost)
    stayed = old.weighed.take(kept)
    stayed.a, stayed.b = a[kept], b[kept]
    both = joined([stayed, fresh])
    order = np.argsort(both.a * len(ready) + both.b)
    nothing = np.zeros(len(fresh.a), np.uint8)
    label = np.arange(len(ready), dtype=np.int64)
    still = here != NONE
    label[here[still]] = here[old.label[still]]
    standing = Standing(
        old.model, old.reference, ready, given, both.take(order), np.concatenate([old.chance[kept], fresh.chance])[order],
        np.concatenate([old.rule[kept], fresh.rule])[order], np.concatenate([old.said[kept], nothing])[order], label, {}, notes,
    )  # fmt: skip
    return standing, partners


def _known(decisions: Decided, ids: np.ndarray) -> Decided:
    """The decisions on records that are here."""
    here = set(ids.tolist()) if decisions else set()
    return {pair: same for pair, same in decisions.items() if here.issuperset(pair)}


def _of_changed_decisions(before: Decided, now: Decided, ids: np.ndarray) -> np.ndarray:
    """Records of decisions that were made, changed or taken back: bool[records]."""
    changed = {pair for pair, _ in before.items() ^ now.items()}
    found = np.zeros(len(ids), bool)
    at = positions(ids, np.array([record for pair in changed for record in pair], np.int64))
    found[at[at != NONE]] = True
    return found


def _closed(seeds: np.ndarray, standing: Standing) -> np.ndarray:
    """The seeds and all that pairs or decisions tie to them, through whomever: bool[records]."""
    decided = np.array(list(standing.decisions), np.int64).reshape(-1, 2)
    x, y = (positions(standing.ready.ids, column) for column in decided.T)
    known = (x != NONE) & (y != NONE)
    a, b = np.concatenate([standing.weighed.a, x[known]]), np.concatenate([standing.weighed.b, y[known]])
    found = seeds.copy()
    while len(a):
        one, other = found[a], found[b]
        if not (one != other).any():
            break
        found[a[other]] = found[b[one]] = True
        apart = ~one & ~other
        a, b = a[apart], b[apart]
    return found


def _is_about(key: tuple[str, str], records: set[int]) -> bool:
    """Whether a note is about a decision on one of these records (not about a number)."""
    return all(part.isdecimal() for part in key) and not records.isdisjoint(map(int, key))


def _settle_part(
    standing: Standing, at: np.ndarray, decisions: Sequence[Decision], reference: Reference, model: Model
) -> None:
    """Form the groups of these records anew, by themselves, and write down what came of it."""
    ready, weighed = standing.ready, standing.weighed
    place = np.full(len(ready), NONE, np.int64)
    place[at] = np.arange(len(at))
    pairs = np.flatnonzero(place[weighed.a] != NONE)
    part = weighed.take(pairs)
    part.a, part.b = place[part.a], place[part.b]
    part = Weighed(
        part.a, part.b, part.chance, part.outcome, part.rule, {field: part.levels[field] for field in LEVELS}
    )
    mine = set(ready.ids[at].tolist())
    standing.notes = {key: said for key, said in standing.notes.items() if not _is_about(key, mine)}
    own = [decision for decision in decisions if decision.a in mine and decision.b in mine]
    settled = settle(take(ready, at), own, part, model, reference, counting=False)
    standing.label[at] = at[settled.groups.first_of_group()]
    write_down(standing, settled, pairs)
