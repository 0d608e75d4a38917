"""What is kept of one run of linking so that the next need look only at what changed?

The records as prepared (whole numbers for texts, no more of a record than comparing needs), every pair worth keeping with how it
was weighed by itself, and what became of it. It is a cache: losing it costs a full run and changes no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onroll.linkage.guarding import LINK, REVIEW, RULE_IDS, RULES, VETO
from onroll.linkage.interface import Decision, Linked, LinkRecord, Pair
from onroll.linkage.linking import Run, pairs
from onroll.linkage.preparing import Prepared
from onroll.linkage.settling import Settled
from onroll.linkage.weighing import Weighed

NOTHING = 0  # came of a pair: its records are together through others, or a likelier pair stands for the two groups
Decided = dict[tuple[int, int], bool]


@dataclass(slots=True)
class Standing:
    """`weighed` are the pairs by themselves, in order; `chance`, `rule` and `said` (LINK, REVIEW, VETO or NOTHING) what became
    of them among their groups. `label` is the position of the first record of each record's group: int64[records].
    `notes` are by what they are about: kind and number, or the two records of a decision."""

    model: str
    reference: str  # digests
    ready: Prepared
    given: dict[str, np.ndarray]  # numbers as the records give them; doubtful ones are blank in `ready`
    weighed: Weighed
    chance: np.ndarray
    rule: np.ndarray
    said: np.ndarray
    label: np.ndarray
    decisions: Decided
    notes: dict[tuple[str, str], str]

    def answer(self, records: Mapping[int, LinkRecord]) -> Linked:
        """The answer as a full run gives it, `records` by id; without the links, which are only counted from here."""
        review, vetoes = (self.pairs(self.open_pairs(said), records) for said in (REVIEW, VETO))
        notes = tuple(self.notes.values())
        return Linked(self.groups(), (), review, [*self.decided_different(), *vetoes], notes=notes)

    def open_pairs(self, said: int) -> np.ndarray:
        """Places of the pairs of which this was said, the likeliest first."""
        at = np.flatnonzero(self.said == said)
        return at[np.lexsort((self.weighed.b[at], self.weighed.a[at], -self.chance[at]))]

    def pairs(self, at: np.ndarray, records: Mapping[int, LinkRecord]) -> list[Pair]:
        """Pairs with their words; `records` holds at least those concerned, by id."""
        part = self.weighed.take(at)
        part.chance, part.rule, part.outcome = self.chance[at], self.rule[at], self.said[at]
        return worded(self.ready, part, records)

    def decided_different(self) -> list[Pair]:
        """What people keep apart, of the records that are here."""
        known = set(self.ready.ids.tolist())
        apart = [(a, b) for (a, b), same in sorted(self.decisions.items()) if not same and a in known and b in known]
        words = (RULES["decided-different"],)
        return [Pair(a, b, 0.0, "veto", words, "decided-different") for a, b in apart]

    def groups(self) -> list[tuple[int, ...]]:
        """Every group as record ids in order, groups in order of their first."""
        order = np.argsort(self.label, kind="stable")
        ids = self.ready.ids[order]
        ends = np.flatnonzero(np.diff(self.label[order])) + 1
        return [tuple(part.tolist()) for part in np.split(ids, ends)] if len(ids) else []

    def groups_of(self, records: Collection[int]) -> list[tuple[int, ...]]:
        """The groups of these records (ids), whole."""
        wanted = np.unique(self.label[np.isin(self.ready.ids, np.fromiter(records, np.int64, len(records)))])
        if not len(wanted):
            return []
        at = np.flatnonzero(np.isin(self.label, wanted))
        order = np.argsort(self.label[at], kind="stable")
        ends = np.flatnonzero(np.diff(self.label[at][order])) + 1
        return [tuple(part.tolist()) for part in np.split(self.ready.ids[at][order], ends)]


def standing_of(run: Run, decisions: Sequence[Decision], model: str) -> Standing:
    """What to keep of a full run."""
    size, settled = len(run.weighed.a), run.settled
    standing = Standing(
        model, settled.reference.digest, replace(run.ready, records=()), run.given, run.weighed, run.weighed.chance.copy(),
        run.weighed.rule.copy(), np.zeros(size, np.uint8), settled.groups.first_of_group(), last_words(decisions), dict(run.notes),
    )  # fmt: skip
    write_down(standing, settled, np.arange(size))
    return standing


def write_down(standing: Standing, settled: Settled, places: np.ndarray) -> None:
    """Put what was settled of the pairs at these places into what is kept."""
    rule, said = settled.weighed.rule.copy(), np.full(len(places), NOTHING, np.uint8)
    for at, name in settled.refused.items():
        rule[at] = RULE_IDS.index(name)
    for outcome, at in ((LINK, settled.joined), (REVIEW, settled.review), (VETO, settled.vetoes)):
        said[at] = outcome
    standing.chance[places], standing.rule[places], standing.said[places] = settled.weighed.chance, rule, said
    standing.notes |= {(f"{a}", f"{b}"): sentence for a, b, sentence in settled.notes}


def last_words(decisions: Sequence[Decision]) -> Decided:
    """The last word on each pair, by record ids in order."""
    return {(min(d.a, d.b), max(d.a, d.b)): d.same for d in decisions}


def worded(ready: Prepared, weighed: Weighed, records: Mapping[int, LinkRecord]) -> list[Pair]:
    """Weighed pairs with their words; `records` by id."""
    concerned = np.unique(np.concatenate([weighed.a, weighed.b])).tolist()
    by_position = {at: records[int(ready.ids[at])] for at in concerned}
    return pairs(replace(ready, records=by_position), weighed, list(range(len(weighed.a))))
