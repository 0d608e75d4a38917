"""Which of these source records are the same child? One pure run: prepare, block, compare, weigh, guard, group."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from onroll.linkage.alike import Levels, compare
from onroll.linkage.blocking import candidates
from onroll.linkage.completing import Completeness, count_held
from onroll.linkage.doubtful import set_doubtful_aside
from onroll.linkage.grouping import TOGETHER, Groups
from onroll.linkage.guarding import LINK, NO, REVIEW, RULE_IDS, RULES, VETO, guard
from onroll.linkage.interface import Decision, Linked, LinkRecord, Pair
from onroll.linkage.model import LEVELS, Model, Name, Number, Place, published_model
from onroll.linkage.preparing import NUMBERS, Prepared, prepare
from onroll.linkage.reference import Reference, count
from onroll.linkage.rivals import Rivals
from onroll.linkage.scoring import (
    Frequencies,
    evidence,
    probabilities,
    tell_slips_from_names,
)
from onroll.linkage.wording import words

_CHUNK = 400_000  # pairs weighed at once: bounds memory, changes no answer
_OUTCOMES = {NO: "no", REVIEW: "review", VETO: "veto", LINK: "link"}
_UNREMARKABLE = ("likely", "unsure", "unlikely")
_OPEN_RULES = (RULE_IDS.index("likely"), RULE_IDS.index("unsure"))


@dataclass(slots=True)
class Weighed:
    """Pairs worth keeping: positions a < b, probability, outcome, rule, and how each field is alike."""

    a: np.ndarray
    b: np.ndarray
    chance: np.ndarray
    outcome: np.ndarray
    rule: np.ndarray
    levels: Levels


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
    with _without_collecting():
        return _link(records, decisions, model or published_model(), reference, review_at_most)


def _link(
    records: Sequence[LinkRecord],
    decisions: Sequence[Decision],
    model: Model,
    given: Reference | None,
    review_at_most: int,
) -> Linked:
    ready = prepare(records)
    notes = set_doubtful_aside(ready)
    groups = Groups(ready, decisions)
    reference = given or count(ready, model.digest)
    shares = reference.shares(ready)
    weighed = _weigh_all(ready, shares, model)
    links = list(_joined_by_decision(ready, groups, notes))
    refused: dict[int, str] = {}
    rivals = Rivals(ready, weighed.a, weighed.b, weighed.chance, weighed.levels, np.isin(weighed.rule, _OPEN_RULES))
    links += _join(ready, groups, weighed, rivals, refused)
    if given is None and reference.counted:
        reference = reference.with_held(count_held(ready, groups))
    links += _complete(ready, model, reference, groups, weighed, rivals)
    review, vetoes = _open_questions(ready, groups, weighed, refused, review_at_most)
    return Linked(
        groups=groups.all(), links=links, review=review, vetoes=vetoes, notes=tuple(notes), reference=reference
    )


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Millions of small objects are made and none in cycles: looking for cycles among them costs a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def explain(a: LinkRecord, b: LinkRecord, among: Sequence[LinkRecord] = ()) -> Pair:
    """Why two records are, or are not, one child, in words; well under 50 ms on their own.

    Without `among` the names are taken as middling common, so the probability can differ a little from a run's.
    """
    if a.id == b.id:
        raise ValueError("A record can't be compared with itself.")
    model = published_model()
    ready = prepare([a, b, *(record for record in among if record.id not in (a.id, b.id))])
    set_doubtful_aside(ready)
    first, second = sorted((a.id, b.id))
    at = np.searchsorted(ready.ids, [first, second])
    weighed = _weigh(ready, count(ready, model.digest).shares(ready), model, at[:1], at[1:])
    return _pairs(ready, weighed, [0], {})[0]


def _weigh_all(ready: Prepared, shares: Frequencies, model: Model) -> Weighed:
    a, b = candidates(ready)
    kept = []
    for start in range(0, max(len(a), 1), _CHUNK):
        part = _weigh(ready, shares, model, a[start : start + _CHUNK], b[start : start + _CHUNK])
        worth = np.flatnonzero((part.outcome != NO) & ((part.outcome != VETO) | (part.chance >= 0.001)))
        kept.append(_take(part, worth))
    return Weighed(
        *(np.concatenate([getattr(part, name) for part in kept]) for name in ("a", "b", "chance", "outcome", "rule")),
        {field: np.concatenate([part.levels[field] for part in kept]) for field in LEVELS},
    )


def _weigh(ready: Prepared, shares: Frequencies, model: Model, a: np.ndarray, b: np.ndarray) -> Weighed:
    levels = compare(ready, a, b)
    tell_slips_from_names(ready, shares, levels, a, b)
    logs = evidence(ready, shares, model, levels, a, b)
    chance = probabilities(model, shares, logs, ready.source[a] == ready.source[b])
    outcome, rule = guard(ready, model, levels, chance, a, b)
    return Weighed(a, b, chance, outcome, rule, levels)


def _take(part: Weighed, at: np.ndarray) -> Weighed:
    levels = {field: found[at] for field, found in part.levels.items()}
    return Weighed(part.a[at], part.b[at], part.chance[at], part.outcome[at], part.rule[at], levels)


def _joined_by_decision(ready: Prepared, groups: Groups, notes: list[str]) -> Iterator[Pair]:
    for a, b in groups.decided_same:
        forbidden = groups.join(a, b, decided=True)
        x, y = int(ready.ids[a]), int(ready.ids[b])
        if forbidden and forbidden != TOGETHER:
            notes.append(f"The decision that records {x} and {y} are the same can't be kept: {RULES[forbidden]}")
        else:
            yield Pair(x, y, 1.0, "link", (RULES["decided-same"],), "decided-same")


def _join(ready: Prepared, groups: Groups, weighed: Weighed, rivals: Rivals, refused: dict[int, str]) -> list[Pair]:
    """Join by strength: probability, then numbers that agree, then order of ids. Fills `refused` by position of the pair."""
    linking = np.flatnonzero(weighed.outcome == LINK)
    numbers = sum((weighed.levels[kind] == Number.SAME).astype(np.int8) for kind in NUMBERS)
    order = linking[np.lexsort((weighed.b[linking], weighed.a[linking], -numbers[linking], -weighed.chance[linking]))]
    bridges = numbers > 0
    weak = rivals.weak[order].tolist()
    joined = []
    columns = (order, weighed.a[order], weighed.b[order], bridges[order], weighed.chance[order])
    for at, a, b, bridged, chance, unsure in zip(*(column.tolist() for column in columns), weak, strict=True):
        if groups.are_together(a, b):
            continue
        torn = unsure and rivals.stand_between(groups, a, b, chance)
        forbidden = "several-fit" if torn else groups.join(a, b, bridged=bridged)
        if not forbidden:
            joined.append(at)
        else:
            refused[at] = forbidden
    return _pairs(ready, weighed, joined, {})


def _complete(
    ready: Prepared, model: Model, reference: Reference, groups: Groups, weighed: Weighed, rivals: Rivals
) -> list[Pair]:
    """Weigh the unsure pairs again by what their groups have and lack; join those that are sure now, drop those unlikely now.

    Another surname at another home is never joined so: a child whom no school knows must not vanish behind a namesake.
    """
    if reference.held is None:
        return []
    unsure = np.flatnonzero((weighed.outcome == REVIEW) & (weighed.rule == RULE_IDS.index("unsure")))
    completeness = Completeness(ready, reference.held)
    surname, place = weighed.levels["surname"], weighed.levels["place"]
    named = (surname < Name.INITIAL) | (surname == Name.SWAPPED) | (place == Place.SAME) | (place == Place.HOUSE)
    pairs = zip(weighed.a[unsure].tolist(), weighed.b[unsure].tolist(), strict=True)
    apart = unsure[[not groups.are_together(a, b) for a, b in pairs]]
    for at in apart.tolist():
        odds = completeness.odds(groups.of(int(weighed.a[at])), groups.of(int(weighed.b[at])))
        weighed.chance[at] = odds * weighed.chance[at] / (1 - weighed.chance[at] + odds * weighed.chance[at])
    joined = []
    for at in apart[np.lexsort((apart, -weighed.chance[apart]))].tolist():
        a, b, chance = int(weighed.a[at]), int(weighed.b[at]), float(weighed.chance[at])
        if chance < model.review_from:
            weighed.outcome[at] = NO
            continue
        sure = chance >= model.complete_from and named[at] and completeness.odds(groups.of(a), groups.of(b)) > 1
        if sure and not rivals.stand_between(groups, a, b, chance) and not groups.join(a, b):
            weighed.outcome[at], weighed.rule[at] = LINK, RULE_IDS.index("completing")
            joined.append(at)
    return _pairs(ready, weighed, joined, {})


def _open_questions(
    ready: Prepared, groups: Groups, weighed: Weighed, refused: dict[int, str], at_most: int
) -> tuple[list[Pair], list[Pair]]:
    """What a person should look at and what was kept apart: the likeliest pair of each two groups, likeliest first."""
    review: list[int] = []
    vetoes: list[int] = []
    asked: set[tuple[int, int]] = set()
    unjoined = np.concatenate(
        [
            np.flatnonzero((weighed.outcome != LINK) & (weighed.outcome != NO)),
            np.fromiter(refused, np.int64, len(refused)),
        ]
    )
    order = unjoined[np.lexsort((weighed.b[unjoined], weighed.a[unjoined], -weighed.chance[unjoined]))]
    for at, a, b in zip(order.tolist(), weighed.a[order].tolist(), weighed.b[order].tolist(), strict=True):
        x, y = groups.of(a), groups.of(b)
        key = (min(id(x), id(y)), max(id(x), id(y)))
        if x is y or key in asked:
            continue
        asked.add(key)
        rule = refused.get(at, "")
        if rule == "decided-different" or not x.apart.isdisjoint(y.members):
            continue
        vetoed = rule == "adopted" or (not rule and weighed.outcome[at] == VETO)
        kept = vetoes if vetoed else review
        if len(kept) < at_most:
            kept.append(at)
    apart = [
        Pair(int(ready.ids[a]), int(ready.ids[b]), 0.0, "veto", (RULES["decided-different"],), "decided-different")
        for a, b in groups.decided_different
    ]
    return _pairs(ready, weighed, review, refused), apart + _pairs(ready, weighed, vetoes, refused)


def _pairs(ready: Prepared, weighed: Weighed, at: list[int], refused: Mapping[int, str]) -> list[Pair]:
    """Pairs with their words; `refused` names the rule by which groups were kept apart, by position."""
    part = _take(weighed, np.array(at, np.int64))
    columns = [part.levels[field].tolist() for field in LEVELS]
    records = ready.records
    found = []
    for position, a, b, chance, outcome, rule, *levels in zip(
        at, part.a.tolist(), part.b.tolist(), part.chance.tolist(), part.outcome.tolist(), part.rule.tolist(), *columns,
        strict=True,
    ):  # fmt: skip
        name, said = RULE_IDS[rule], _OUTCOMES[outcome]
        if position in refused:
            name = refused[position]
            said = "veto" if name == "adopted" else "review"
        closing = "" if name in _UNREMARKABLE else RULES[name]
        phrases = words(records[a], records[b], levels, closing)
        found.append(Pair(records[a].id, records[b].id, round(chance, 6), said, phrases, name))
    return found
