"""What weights do an authority's own records suggest? For whoever wants a model that fits its systems' habits of error.

Expectation–maximisation, as in Fellegi and Sunter's model and in Splink: from the probabilities that the present weights give, count
how often one child's two records look so; weigh again with that; until little changes. Strangers are counted in random pairs. What
brothers, sisters and twins share stays as published: candidates are chosen by what they share, so they would be counted wrongly.
Nothing is learnt from too few records. The answer is a model file like any other, applied only when somebody decides so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from onroll.linkage.alike import Levels, compare
from onroll.linkage.blocking import candidates
from onroll.linkage.doubtful import set_doubtful_aside
from onroll.linkage.interface import LinkRecord
from onroll.linkage.model import EXPLANATIONS, LEVELS, Model, published_model, read_model, write_model
from onroll.linkage.preparing import NUMBERS, Prepared, prepare
from onroll.linkage.reference import count
from onroll.linkage.scoring import Frequencies, evidence, probabilities, tell_slips_from_names

FEWEST_RECORDS = 20_000
_MOST_PAIRS = 3_000_000  # compared; of more, every so-manieth
_RANDOM_PAIRS = 150_000
_AS_MANY_PUBLISHED = 500  # pairs' worth of trust in the weights it starts from: a level rarely seen keeps about its own
_SETTLED = 0.002  # the largest change of a share after which it stops
_MOST_ROUNDS = 12
_TEMPORARY = (
    0.5,
    0.99,
    0.99,
    1,
)  # a temporary number beside a permanent one: a rule of the department's, not a habit to learn
_ONE_CHILD, _STRANGERS = EXPLANATIONS.index("one_child"), EXPLANATIONS.index("strangers")


class TooFewRecords(ValueError):
    """An authority with so few records does better with the published weights."""


def learn(records: Sequence[LinkRecord], *, made_on: date, start: Model | None = None) -> bytes:
    """The file of a model learnt from these records, starting from `start` or the published weights. Raises `TooFewRecords`."""
    if len(records) < FEWEST_RECORDS:
        raise TooFewRecords(f"{len(records):,} records are too few to learn from: at least {FEWEST_RECORDS:,}.")
    start = start or published_model()
    ready = prepare(records)
    set_doubtful_aside(ready)
    shares = count(ready, start.digest).shares(ready)
    a, b, step = _some(*candidates(ready))
    levels = compare(ready, a, b)
    tell_slips_from_names(ready, shares, levels, a, b)
    model = _with_strangers(ready, shares, start)
    rounds, moved = 0, 1.0
    while moved > _SETTLED and rounds < _MOST_ROUNDS:
        chance = _chances(ready, shares, model, levels, a, b)
        better = _counted(model, start, levels, chance)
        better.prior["one_child"] = round(float(2 * step * chance.sum() / len(ready)), 4)
        moved = max(
            float(np.nanmax(np.abs(better.weights[name][:, 0] - model.weights[name][:, 0]), initial=0))
            for name in LEVELS
        )
        model, rounds = better, rounds + 1
    learnt = {
        "kind": "learnt", "made_on": made_on.isoformat(), "records": len(records), "pairs": int(step * chance.sum()),
        "compared": int(step * len(a)), "iterations": rounds, "started_from": f"{start.version} {start.digest}",
    }  # fmt: skip
    return write_model(replace(model, version=f"{made_on.isoformat()}.learnt", evidence=learnt))


def learnt_model(records: Sequence[LinkRecord], *, made_on: date, start: Model | None = None) -> Model:
    """`learn`, read; the model it starts from where there are too few records."""
    try:
        return read_model(learn(records, made_on=made_on, start=start))
    except TooFewRecords:
        return start or published_model()


def _some(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    step = max(1, -(-len(a) // _MOST_PAIRS))
    return a[::step], b[::step], step


def _chances(
    ready: Prepared, shares: Frequencies, model: Model, levels: Levels, a: np.ndarray, b: np.ndarray
) -> np.ndarray:
    chunks = []
    for at in range(0, len(a), 400_000):
        part = slice(at, at + 400_000)
        logs = evidence(ready, shares, model, {name: found[part] for name, found in levels.items()}, a[part], b[part])
        chunks.append(probabilities(model, shares, logs, ready.source[a[part]] == ready.source[b[part]]))
    return np.concatenate(chunks)


def _counted(model: Model, start: Model, levels: Levels, chance: np.ndarray) -> Model:
    """The same model with how often one child's records look so counted anew."""
    weights = {}
    for name, found in levels.items():
        table, before = model.weights[name].copy(), start.weights[name][:, _ONE_CHILD]
        seen = np.bincount(found, weights=chance, minlength=len(table))
        for together in _told_apart(start.weights[name]):
            several = [seen[level] for level in together]
            table[together, _ONE_CHILD] = sum(several)
        told = [level for one in _told_apart(start.weights[name]) for level in one]
        total = sum(seen[level] for level in told)
        trust = _AS_MANY_PUBLISHED
        table[told, _ONE_CHILD] = (table[told, _ONE_CHILD] + trust * before[told]) / (total + trust)
        weights[name] = table
    return replace(model, weights=weights, prior=dict(model.prior))


def _told_apart(table: np.ndarray) -> list[list[int]]:
    """The levels that say something; those that share one weight (same postcode, same house and street) in one list."""
    by_rate: dict[float, list[int]] = {}
    for level, rates in enumerate(table):
        if not (rates == 1).all() and not (rates == _TEMPORARY).all():
            by_rate.setdefault(
                round(float(rates[_ONE_CHILD]), 1) if rates[_ONE_CHILD] > 0.5 else -1.0 - level, []
            ).append(level)
    return list(by_rate.values())


def _with_strangers(ready: Prepared, shares: Frequencies, start: Model) -> Model:
    """How often strangers look so, counted in random pairs, where no frequency stands in; the same dice every time."""
    dice = np.random.default_rng(len(ready))
    a, b = dice.integers(0, len(ready), (2, _RANDOM_PAIRS))
    a, b = a[a != b], b[a != b]
    levels = compare(ready, a, b)
    tell_slips_from_names(ready, shares, levels, a, b)
    weights = dict(start.weights)
    for name, found in levels.items():
        if name in NUMBERS:
            continue
        table = start.weights[name].copy()
        counted = [level for one in _told_apart(table) for level in one if not np.isnan(table[level, _STRANGERS])]
        seen = np.bincount(found, minlength=len(table)).astype(float)
        told = sum(seen[level] for one in _told_apart(table) for level in one)
        trust = len(a) / 5
        table[counted, _STRANGERS] = (seen[counted] + trust * table[counted, _STRANGERS]) / (told + trust)
        weights[name] = table
    return replace(start, weights=weights, prior=dict(start.prior))
