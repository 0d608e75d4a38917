"""How is the way from "any two records" to the answer drawn? Bars on one axis, a row a step, with the same in a table below.

Every bar is drawn by itself with positions in per cent of its width, so that the words beside it stay readable on a phone.
Filled bars make one child likelier, hollow ones less likely: nothing hangs on a colour.
"""

from __future__ import annotations

from dataclasses import dataclass

from onroll.linkage.waterfall import (
    GROUPS,
    OTHERWISE,
    PRIOR,
    SAME_SOURCE,
    Step,
    Waterfall,
    as_probability,
    likelier,
    log_odds,
)
from onroll.web.parts.words import FIELDS

LABELS = {
    PRIOR: "Any two records", SAME_SOURCE: "Source", GROUPS: "Other records", "place": "Home", "birth_date": "Date of birth", "middle_name": "Middle name",
    **{name: FIELDS[name] for name in ("surname", "forename", "sex", "upn", "nhs_number", "uln")},
}  # fmt: skip
HIDDEN_PLACE = "compared, and not shown: the address is protected"
_EDGE = 3.0  # log-odds left free at both ends of the axis


@dataclass(frozen=True, slots=True)
class Bar:
    """One step, ready to draw: where its bar begins and ends, in per cent of the axis."""

    label: str
    words: str
    effect: str
    chance: str
    left: str
    width: str
    ends: str
    up: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The steps, the two thresholds, and what decided."""

    bars: list[Bar]
    asked_at: str
    joined_at: str
    total_at: str
    asked_from: str
    joined_from: str
    chance: str
    summary: str
    silent: str
    otherwise: str
    decided: str
    guarded: bool


def chart(found: Waterfall, *, hidden: bool = False) -> Chart:
    """`hidden`: an address of the two is protected, so that nothing is said of places."""
    asked, joined = log_odds(found.review_from), log_odds(found.link_from)
    places = [asked, joined, *(step.after for step in found.steps)]
    low, high = min(places) - _EDGE, max(places) + _EDGE

    def at(odds: float) -> str:
        return f"{100 * (min(max(odds, low), high) - low) / (high - low):.2f}%"

    bars = [_bar(step, low, high, hidden) for step in found.steps]
    chance = chance_words(found.probability)
    silent = [_within_a_sentence(LABELS[field]) for field in found.silent]
    return Chart(
        bars, at(asked), at(joined), at(found.steps[-1].after), chance_words(found.review_from), chance_words(found.link_from), chance,
        f"From any two records to {chance} in {len(bars) - 1} steps", ", ".join(silent), _otherwise(found),
        found.sentence, found.guarded,
    )  # fmt: skip


def chance_words(probability: float) -> str:
    """A probability as a person reads it: "43 %", "over 99.9 %", "1 in 160,000"."""
    if probability >= 0.9995:
        return "over 99.9 %"
    if probability >= 0.995:
        return f"{probability:.1%}".replace("%", " %")
    if probability >= 0.01:
        return f"{probability:.0%}".replace("%", " %")
    if probability < 1e-6:
        return "less than 1 in a million"
    times = round(1 / probability)
    size = 10 ** (len(str(times)) - 2)
    return f"1 in {round(times / size) * size:,}"


def _within_a_sentence(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _bar(step: Step, low: float, high: float, hidden: bool) -> Bar:
    before, after = (100 * (odds - low) / (high - low) for odds in (step.before, step.after))
    before = min(max(before, 0.0), 100.0)
    words = HIDDEN_PLACE if hidden and step.field == "place" else step.words
    effect = likelier(step.change)
    if step.field == PRIOR:
        effect = f"{chance_words(as_probability(step.after))} to begin with"
    return Bar(
        LABELS.get(step.field, step.field), words[:1].upper() + words[1:], effect, chance_words(as_probability(step.after)),
        f"{min(before, after):.2f}%", f"{max(abs(after - before), 0.4):.2f}%", f"{after:.2f}%", step.change >= 0,
    )  # fmt: skip


def _otherwise(found: Waterfall) -> str:
    """If they aren't one child, what they most likely are."""
    likely, words = max(zip(found.otherwise, OTHERWISE, strict=True))
    if likely < 0.5:
        return ""
    name = {"strangers": "two children who have nothing to do with each other"}.get(words, words)
    return f"If they are not one child, they are most likely {name} ({chance_words(likely)})."
