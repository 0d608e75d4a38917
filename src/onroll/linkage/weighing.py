"""How do pairs of records compare, how likely is each one child, and what does the guard say of it? In arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onroll.linkage.alike import Levels, compare
from onroll.linkage.blocking import candidates
from onroll.linkage.guarding import NO, VETO, guard
from onroll.linkage.model import LEVELS, Model
from onroll.linkage.preparing import Prepared
from onroll.linkage.scoring import Frequencies, evidence, probabilities, tell_slips_from_names

_CHUNK = 400_000  # pairs weighed at once: bounds memory, changes no answer
_WORTH_A_VETO = 0.001


@dataclass(slots=True)
class Weighed:
    """Pairs worth keeping: positions a < b, probability, outcome, rule, and how each field is alike."""

    a: np.ndarray
    b: np.ndarray
    chance: np.ndarray
    outcome: np.ndarray
    rule: np.ndarray
    levels: Levels

    def take(self, at: np.ndarray) -> Weighed:
        """The pairs at these places, copied."""
        levels = {field: found[at] for field, found in self.levels.items()}
        return Weighed(self.a[at], self.b[at], self.chance[at], self.outcome[at], self.rule[at], levels)

    def copy(self) -> Weighed:
        """The same pairs, of which probability, outcome and rule can be changed."""
        return Weighed(self.a, self.b, self.chance.copy(), self.outcome.copy(), self.rule.copy(), self.levels)


def weigh_all(ready: Prepared, shares: Frequencies, model: Model) -> Weighed:
    """Every pair worth comparing, of which those worth keeping are kept, in order."""
    return weigh_those(ready, shares, model, *candidates(ready))


def weigh_those(ready: Prepared, shares: Frequencies, model: Model, a: np.ndarray, b: np.ndarray) -> Weighed:
    """Of these pairs, those worth keeping: not those that nothing could make likely, nor those kept apart that nobody would think one child."""
    kept = []
    for start in range(0, max(len(a), 1), _CHUNK):
        part = weigh(ready, shares, model, a[start : start + _CHUNK], b[start : start + _CHUNK])
        least = np.where(part.outcome == NO, model.reconsider_from, np.where(part.outcome == VETO, _WORTH_A_VETO, 0.0))
        worth = np.flatnonzero(part.chance >= least)
        kept.append(part.take(worth))
    return joined(kept)


def weigh(ready: Prepared, shares: Frequencies, model: Model, a: np.ndarray, b: np.ndarray) -> Weighed:
    """Compare and weigh pairs, whatever comes of it."""
    levels = compare(ready, a, b)
    tell_slips_from_names(ready, shares, levels, a, b)
    logs = evidence(ready, shares, model, levels, a, b)
    chance = probabilities(model, shares, logs, ready.source[a] == ready.source[b])
    outcome, rule = guard(ready, model, levels, chance, a, b)
    return Weighed(a, b, chance, outcome, rule, levels)


def joined(parts: list[Weighed]) -> Weighed:
    """Several lots of pairs as one."""
    return Weighed(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("a", "b", "chance", "outcome", "rule")),
        {field: np.concatenate([part.levels[field] for part in parts]) for field in LEVELS},
    )
