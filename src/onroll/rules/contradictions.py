"""Which facts about a child can't both hold, since when, and who should settle it? (A12)

The rules are data (`rulebook/contradictions.toml`); a finding is dated and names the rows it rests on. It never changes a
status and corrects nothing: the later fact wins in the status table, and the clash is listed here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from onroll.rules.facts import Fact
from onroll.rules.rulebook.folder import RULEBOOK
from onroll.rules.situations import Situated, Subject
from onroll.rules.status.model import KnowsSchoolDays, PlaceNames
from onroll.rules.status.sentences import place_name, written
from onroll.rules.status.spans import EVER_BEFORE, FOR_EVER, Period, overlap, without


@dataclass(frozen=True, slots=True)
class ContradictionRule:
    """One way in which two sources can't both be right; `name` is what a list shows, `owner` the team that settles it."""

    id: str
    name: str
    check: str
    first: str
    second: str
    more_than_days: int
    owner: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction in one child's facts, from its first day to its last (None: still so); `facts` as (record, row)."""

    rule: str
    owner: str
    started_on: date | None
    ended_on: date | None
    sentence: str
    facts: tuple[tuple[int, int], ...]


@cache
def contradiction_outcomes() -> Mapping[str, str]:
    """How a person may settle a contradiction, in words, by the id that is kept."""
    with (RULEBOOK / "contradictions.toml").open("rb") as file:
        return {row["id"]: row["words"] for row in tomllib.load(file)["outcome"]}


@cache
def contradiction_rules() -> Mapping[str, ContradictionRule]:
    """Every rule of `rulebook/contradictions.toml`, by its id."""
    with (RULEBOOK / "contradictions.toml").open("rb") as file:
        return {row["id"]: ContradictionRule(**row) for row in tomllib.load(file)["contradiction"]}


def contradictions(
    facts: Sequence[Fact],
    birth: date | None,
    calendar: KnowsSchoolDays,
    *,
    places: PlaceNames | None = None,
    births: Mapping[int, date] | None = None,
) -> tuple[Finding, ...]:
    """Every contradiction in one child's facts. `births`: the date of birth that each record gives, where it gives one."""
    subject = Subject(facts, birth, calendar)
    found: list[Finding] = []
    for rule in contradiction_rules().values():
        if rule.check == "births":
            if births and len(set(births.values())) > 1:
                found.append(_births_differ(rule, births))
        elif subject.of(rule.first):
            found += CHECKS[rule.check](rule, subject, places)
    return tuple(found)


def _together(rule: ContradictionRule, subject: Subject, places: PlaceNames | None) -> Iterator[Finding]:
    same = rule.first == rule.second
    for index, first in enumerate(subject.of(rule.first)):
        others = subject.of(rule.second)[index + 1 :] if same else subject.of(rule.second)
        for second in others:
            shared = overlap(first[:2], second[:2])
            if shared is None or _days(shared) <= rule.more_than_days:
                continue
            if same and first.fact and second.fact and first.fact.place == second.fact.place:
                continue
            yield _finding(rule, shared, first, second, places)


def _alone(rule: ContradictionRule, subject: Subject, places: PlaceNames | None, at: bool = False) -> Iterator[Finding]:
    for first in subject.of(rule.first):
        place = first.fact.place if first.fact else ""
        against = [
            second[:2] for second in subject.of(rule.second) if not at or (second.fact and second.fact.place == place)
        ]
        for period in without(first[:2], against):
            if _days(period) > rule.more_than_days and (not at or period[1] == first.end):
                yield _finding(rule, period, first, None, places)


def _alone_at(rule: ContradictionRule, subject: Subject, places: PlaceNames | None) -> Iterator[Finding]:
    return _alone(rule, subject, places, at=True)


CHECKS: Mapping[str, Callable[[ContradictionRule, Subject, PlaceNames | None], Iterator[Finding]]] = {
    "together": _together,
    "alone": _alone,
    "alone_at": _alone_at,
}


def _days(period: Period) -> int:
    return (period[1] - period[0]).days + 1


def _finding(
    rule: ContradictionRule, period: Period, first: Situated, second: Situated | None, places: PlaceNames | None
) -> Finding:
    other = second.fact if second else None
    sentence = rule.sentence.format(
        first=place_name(first.fact, places),
        second=place_name(other, places),
        second_feed=other.feed if other else "",
        first_since=_day(first.start),
        second_since=_day(second.start) if second else "",
        since=_day(period[0]),
    )
    rows = tuple((fact.record, fact.row) for fact in (first.fact, other) if fact is not None)
    return Finding(
        rule.id,
        rule.owner,
        period[0] if period[0] > EVER_BEFORE else None,
        period[1] if period[1] < FOR_EVER else None,
        sentence,
        rows,
    )


def _births_differ(rule: ContradictionRule, births: Mapping[int, date]) -> Finding:
    told = ", ".join(written(birth) for birth in sorted(set(births.values())))
    return Finding(
        rule.id, rule.owner, None, None, rule.sentence.format(births=told), tuple((r, 0) for r in sorted(births))
    )


def _day(day: date) -> str:
    return written(day) if day > EVER_BEFORE else "a date not given"
