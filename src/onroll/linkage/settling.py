"""Which records are one child, and which pairs must a person look at, once every pair has been weighed?

Every step looks at groups that share a pair, and at no others: so a part of the records that no kept pair and no decision ties
to the rest can be settled by itself, with the same answer (`increments`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from onroll.linkage.completing import Completeness, count_held
from onroll.linkage.grouping import TOGETHER, Groups
from onroll.linkage.guarding import LINK, NO, REVIEW, RULE_IDS, RULES, VETO
from onroll.linkage.interface import Decision, Pair
from onroll.linkage.model import Model, Name, Number, Place
from onroll.linkage.plain import find_plain
from onroll.linkage.preparing import NUMBERS, Prepared
from onroll.linkage.reference import Reference
from onroll.linkage.rivals import Rivals
from onroll.linkage.weighing import Weighed

_RECONSIDERED = tuple(RULE_IDS.index(name) for name in ("unsure", "twins", "forenames-differ"))
_OPEN_RULES = (RULE_IDS.index("likely"), RULE_IDS.index("unsure"))


@dataclass(slots=True)
class Settled:
    """The groups, and as places among the weighed pairs: those that joined them, those to look at, those kept apart.

    `refused` names the rule by which groups were kept apart, by place. What decisions did stands in pairs of their own.
    """

    groups: Groups
    weighed: Weighed
    reference: Reference
    decided_same: list[Pair]
    decided_different: list[Pair]
    joined: list[int] = field(default_factory=list)
    review: list[int] = field(default_factory=list)
    vetoes: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    notes: list[tuple[int, int, str]] = field(default_factory=list)  # decisions that can't be kept, with why


def settle(
    ready: Prepared,
    decisions: Sequence[Decision],
    weighed: Weighed,
    model: Model,
    reference: Reference,
    *,
    counting: bool,
) -> Settled:
    """Join what is to be joined and find what stays open; the answer holds the pairs as weighed again by their groups.

    `counting`: a full run that makes its own reference counts how complete each feed is once the sure pairs are joined.
    """
    groups = Groups(ready, decisions)
    weighed = weighed.copy()
    settled = Settled(groups, weighed, reference, [], _apart(ready, groups))
    settled.decided_same = list(_joined_by_decision(ready, groups, settled.notes))
    rivals = Rivals(ready, weighed.a, weighed.b, weighed.chance, weighed.levels, np.isin(weighed.rule, _OPEN_RULES))
    settled.joined = _join(ready, groups, weighed, rivals, settled.refused)
    if counting and reference.counted:
        settled.reference = reference.with_held(count_held(ready, groups))
    settled.joined += _complete(ready, model, settled.reference, groups, weighed, rivals)
    settled.review, settled.vetoes = _open_questions(groups, weighed, settled.refused)
    return settled


def _joined_by_decision(ready: Prepared, groups: Groups, notes: list[tuple[int, int, str]]) -> Iterator[Pair]:
    for a, b in groups.decided_same:
        forbidden = groups.join(a, b, decided=True)
        x, y = int(ready.ids[a]), int(ready.ids[b])
        if forbidden and forbidden != TOGETHER:
            sentence = f"The decision that records {x} and {y} are the same can't be kept: {RULES[forbidden]}"
            notes.append((x, y, sentence))
        else:
            yield Pair(x, y, 1.0, "link", (RULES["decided-same"],), "decided-same")


def _join(ready: Prepared, groups: Groups, weighed: Weighed, rivals: Rivals, refused: dict[int, str]) -> list[int]:
    """Join by strength: probability, then numbers that agree, then order of ids. Fills `refused` by place of the pair."""
    linking = np.flatnonzero(weighed.outcome == LINK)
    numbers = sum((weighed.levels[kind] == Number.SAME).astype(np.int8) for kind in NUMBERS)
    order = linking[np.lexsort((weighed.b[linking], weighed.a[linking], -numbers[linking], -weighed.chance[linking]))]
    bridges = (numbers > 0) | _one_name_at_one_home(weighed)
    strongest = order
    plain = find_plain(ready, weighed.a[order], weighed.b[order], rivals.fits, groups.decided(), groups.upns)
    groups.put_together(plain.root)
    joined = plain.joined.tolist()
    left = np.flatnonzero(plain.left)
    order, rank = order[left], left.tolist()
    weak = rivals.weak[order].tolist()
    columns = (rank, order, weighed.a[order], weighed.b[order], bridges[order], weighed.chance[order])
    rows = zip(*(np.asarray(column).tolist() for column in columns), weak, strict=True)
    for place, at, a, b, bridged, chance, unsure in rows:
        if groups.are_together(a, b):
            continue
        torn = unsure and rivals.stand_between(groups, a, b, chance)
        forbidden = "several-fit" if torn else groups.join(a, b, bridged=bridged)
        if not forbidden:
            joined.append(place)
        else:
            refused[at] = forbidden
    return strongest[np.sort(np.array(joined, np.int64))].tolist()


def _one_name_at_one_home(weighed: Weighed) -> np.ndarray:
    """Where two records give one full name and one home: no brother bears it, whatever their dates of birth say."""
    surname, place = weighed.levels["surname"], weighed.levels["place"]
    alike = (weighed.levels["forename"] == Name.EQUAL) & (surname <= Name.PART)
    swapped = (weighed.levels["forename"] == Name.SWAPPED) & (surname == Name.SWAPPED)
    return (alike | swapped) & ((place == Place.SAME) | (place == Place.HOUSE))


def _complete(
    ready: Prepared, model: Model, reference: Reference, groups: Groups, weighed: Weighed, rivals: Rivals
) -> list[int]:
    """Weigh the unsure pairs again by what their groups have and lack; join those that are sure now, drop those unlikely now.

    Another surname at another home is never joined so: a child whom no school knows must not vanish behind a namesake.
    """
    if reference.held is None:
        return []
    reviewed = (weighed.outcome == REVIEW) & np.isin(weighed.rule, _RECONSIDERED)
    unsure = np.flatnonzero(reviewed | (weighed.outcome == NO))
    completeness = Completeness(ready, reference.held)
    surname, place = weighed.levels["surname"], weighed.levels["place"]
    named = (surname < Name.INITIAL) | (surname == Name.SWAPPED) | (place == Place.SAME) | (place == Place.HOUSE)
    numbered = weighed.rule == RULE_IDS.index("twins")  # one number on both
    bridged = numbered | _one_name_at_one_home(weighed)
    least = np.where(named & ~numbered, model.complete_from, model.guarded_from)
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
        if weighed.outcome[at] == NO:
            other = weighed.levels["forename"][at] == Name.DIFFERENT
            weighed.outcome[at], weighed.rule[at] = REVIEW, RULE_IDS.index("forenames-differ" if other else "unsure")
        sure = chance >= least[at] and weighed.rule[at] != RULE_IDS.index("forenames-differ")
        sure = sure and completeness.odds(groups.of(a), groups.of(b)) > 1
        if sure and not rivals.stand_between(groups, a, b, chance) and not groups.join(a, b, bridged=bool(bridged[at])):
            weighed.outcome[at], weighed.rule[at] = LINK, RULE_IDS.index("completing")
            joined.append(at)
    return joined


def _open_questions(groups: Groups, weighed: Weighed, refused: dict[int, str]) -> tuple[list[int], list[int]]:
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
    at_home = np.isin(weighed.levels["place"], (Place.SAME, Place.HOUSE))
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
        vetoed = (
            rule == "adopted"
            or (rule == "two-numbers" and not at_home[at])
            or (not rule and weighed.outcome[at] == VETO)
        )
        (vetoes if vetoed else review).append(at)
    return review, vetoes


def _apart(ready: Prepared, groups: Groups) -> list[Pair]:
    return [
        Pair(int(ready.ids[a]), int(ready.ids[b]), 0.0, "veto", (RULES["decided-different"],), "decided-different")
        for a, b in groups.decided_different
    ]
