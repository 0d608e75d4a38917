"""How did the model come from "any two records" to its probability for these two, field by field, and what decided?

For the page and the command that explain a pair. Each step is the change of the odds that the two are one child once that
field is known too, given every field above it: what brothers and sisters share comes first (surname, home), then what tells
them apart (date of birth, forename, numbers). So a postcode counts for little after a surname, as it should in a household.
The steps add up to the model's own log-odds exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onroll.linkage.alike import compare
from onroll.linkage.doubtful import set_doubtful_aside
from onroll.linkage.guarding import LINK, NO, REVIEW, RULE_IDS, RULES, VETO, guard
from onroll.linkage.interface import LinkRecord
from onroll.linkage.model import LEVELS, Model, published_model
from onroll.linkage.preparing import Prepared, prepare
from onroll.linkage.reference import Reference, count
from onroll.linkage.scoring import Frequencies, evidence, tell_slips_from_names
from onroll.linkage.wording import phrase

PRIOR, SAME_SOURCE, GROUPS = "prior", "same_source", "groups"
ORDER = ("surname", "place", "birth_date", "sex", "forename", "middle_name", "upn", "nhs_number", "uln")
BY_ITSELF = ("likely", "unsure", "unlikely")
"""Rules that are the thresholds themselves: where another decided, the probability alone did not."""
OTHERWISE = ("brothers or sisters", "twins", "strangers")
_ROUNDED = 2e-6  # a run keeps six places
_OUTCOMES = {NO: "no", REVIEW: "review", VETO: "veto", LINK: "link"}


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence: the natural log-odds that the two are one child before it and after it."""

    field: str  # PRIOR, SAME_SOURCE or a field of the model
    words: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """By how much the log-odds moved."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A pair from the prior to the answer. `otherwise`: if they are not one child, how likely they are each of `OTHERWISE`."""

    a: int
    b: int
    steps: tuple[Step, ...]
    silent: tuple[str, ...]  # fields that one of the two doesn't give
    probability: float
    outcome: str  # "link", "review", "veto", "no"
    rule: str
    otherwise: tuple[float, float, float]
    link_from: float
    review_from: float
    model: str

    @property
    def sentence(self) -> str:
        """The rule that decided, in a sentence."""
        return RULES[self.rule]

    @property
    def guarded(self) -> bool:
        """Whether a rule of the guard decided and not the probability."""
        return self.rule not in BY_ITSELF


def log_odds(probability: float) -> float:
    """The natural logarithm of the odds; a probability of 0 or 1 is taken as one in a thousand million away from it."""
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))


def as_probability(odds: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0


def likelier(change: float) -> str:
    """A change of the log-odds in plain words: "makes it 300 times likelier"."""
    times = math.exp(min(abs(change), 50.0))
    if times < 1.25:
        return "changes little"
    way = "likelier" if change > 0 else "less likely"
    if times > 1_000_000:
        return f"makes it over a million times {way}"
    return f"makes it {_rounded(times)} times {way}"


def _rounded(times: float) -> str:
    """Two figures are as exact as this is known: "2.4", "31", "310", "12,000"."""
    if times < 9.95:
        return f"{times:.1f}".removesuffix(".0")
    size = 10 ** (len(str(max(10, round(times)))) - 2)
    return f"{round(times / size) * size:,}"


def with_groups(found: Waterfall, probability: float, outcome: str, rule: str) -> Waterfall:
    """The same with what a run made of all records of the two children: its probability, outcome and rule.

    Only where the pair was explained with that run's reference: then the last step, "which kinds of record each has and
    lacks" (`completing`), is exactly what the groups said.
    """
    last = found.steps[-1].after
    steps = found.steps
    if abs(as_probability(last) - probability) > _ROUNDED:
        steps = (
            *steps,
            Step(GROUPS, "which kinds of record each of the two children has and lacks", last, log_odds(probability)),
        )
    return replace(found, steps=steps, probability=probability, outcome=outcome, rule=rule)


def waterfall(
    a: LinkRecord, b: LinkRecord, *, reference: Reference | None = None, among: Sequence[LinkRecord] = ()
) -> Waterfall:
    """The steps of one pair. Raises ValueError where both are one record."""
    return waterfalls([a, b, *among], [(a.id, b.id)], reference=reference)[0]


def waterfalls(
    records: Sequence[LinkRecord],
    pairs: Sequence[tuple[int, int]],
    *,
    reference: Reference | None = None,
    model: Model | None = None,
) -> list[Waterfall]:
    """The steps of several pairs of these records at once, in the order asked.

    With the run's `reference` the probability is what the run gave before it looked at groups; without one, names are taken
    as middling common. Raises ValueError for a pair of one record.
    """
    if any(a == b for a, b in pairs):
        raise ValueError("A record can't be compared with itself.")
    if not pairs:
        return []
    model = model or published_model()
    ready = prepare({record.id: record for record in records}.values())
    set_doubtful_aside(ready)
    shares = (reference or count(ready, model.digest)).shares(ready)
    ordered = [(min(pair), max(pair)) for pair in pairs]
    at = np.searchsorted(ready.ids, np.array(ordered, np.int64))
    return list(_explained(ready, shares, model, at[:, 0], at[:, 1]))


def _explained(ready: Prepared, shares: Frequencies, model: Model, a: np.ndarray, b: np.ndarray) -> Iterator[Waterfall]:
    levels = compare(ready, a, b)
    tell_slips_from_names(ready, shares, levels, a, b)
    logs = evidence(ready, shares, model, levels, a, b)
    prior = np.log([model.prior["one_child"], model.prior["siblings"], model.prior["twins"], float(shares.records)])
    chances = np.empty(len(a))
    told = []
    for at in range(len(a)):
        one, other = ready.records[int(a[at])], ready.records[int(b[at])]
        same_source = bool(ready.source[a[at]] == ready.source[b[at]])
        found = {field: int(levels[field][at]) for field in LEVELS}
        steps, silent, total = _steps(one, other, found, {f: logs[f][at] for f in LEVELS}, prior, model, same_source)
        chances[at] = as_probability(steps[-1].after)
        told.append((one.id, other.id, steps, silent, _otherwise(total)))
    outcomes, rules = guard(ready, model, levels, chances, a, b)
    for (x, y, steps, silent, otherwise), chance, outcome, rule in zip(told, chances, outcomes, rules, strict=True):
        yield Waterfall(
            x, y, steps, silent, float(chance), _OUTCOMES[int(outcome)], RULE_IDS[int(rule)], otherwise, model.link_from,
            model.review_from, model.version,
        )  # fmt: skip


def _steps(
    one: LinkRecord,
    other: LinkRecord,
    levels: dict[str, int],
    logs: dict[str, np.ndarray],
    prior: np.ndarray,
    model: Model,
    same_source: bool,
) -> tuple[tuple[Step, ...], tuple[str, ...], np.ndarray]:
    """Each field added in turn to the four explanations; the odds of the first against the other three, before and after."""
    total = prior.copy()
    steps = [Step(PRIOR, "any two records, before a field is looked at", 0.0, _odds(total))]
    silent = []
    if same_source:
        total[0] += math.log(model.prior["same_source"])
        steps.append(Step(SAME_SOURCE, "both from the same source", steps[-1].after, _odds(total)))
    for field in ORDER:
        if not np.any(logs[field] != logs[field][0]):
            silent.append(field)
            continue
        total += logs[field]
        steps.append(Step(field, phrase(one, other, field, levels[field]), steps[-1].after, _odds(total)))
    return tuple(steps), tuple(silent), total


def _odds(total: np.ndarray) -> float:
    others = total[1:]
    most = float(others.max())
    return float(total[0]) - most - math.log(float(np.exp(others - most).sum()))


def _otherwise(total: np.ndarray) -> tuple[float, float, float]:
    shares = np.exp(total[1:] - total[1:].max())
    siblings, twins, strangers = (shares / shares.sum()).tolist()
    return siblings, twins, strangers
