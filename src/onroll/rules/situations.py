"""Which situations is a child in by each source's own word, whatever the other sources say?

The building stones of contradictions (A12): each situation is a name used in `rulebook/contradictions.toml`, and gives the
periods in which one fact puts the child in it. Unlike a status, situations don't exclude one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from onroll.rules import ages
from onroll.rules.facts import Fact
from onroll.rules.status.model import KnowsSchoolDays, is_school_day
from onroll.rules.status.provision import stood_until
from onroll.rules.status.rolls import SUBSIDIARY, is_roll
from onroll.rules.status.spans import (
    EVER_BEFORE,
    FOR_EVER,
    day_before,
    iso,
    later,
    next_day,
    overlap,
    supported,
)

OFFER_LIVES_DAYS = 365
TAKE_UP_SCHOOL_DAYS = 10
OPEN_RECORDS = ("roll", "home_education", "cme", "placement", "social_care", "ehc_plan", "part_time", "youth_justice")


class Situated(NamedTuple):
    """One fact that puts the child in a situation from a first to a last day."""

    start: date
    end: date
    fact: Fact | None


class Subject:
    """One child as the situations see it; each situation is worked out at most once."""

    __slots__ = ("_found", "birth", "calendar", "kinds")

    def __init__(self, facts: Sequence[Fact], birth: date | None, calendar: KnowsSchoolDays) -> None:
        self.kinds: dict[str, list[Fact]] = {}
        for fact in facts:
            self.kinds.setdefault(fact.kind, []).append(fact)
        self.birth = birth
        self.calendar = calendar
        self._found: dict[str, list[Situated]] = {}

    def of(self, situation: str) -> list[Situated]:
        """The periods in which the child is in the situation, in order."""
        found = self._found.get(situation)
        if found is None:
            found = [held for held in SITUATIONS[situation](self) if held.start <= held.end]
            found.sort(key=lambda held: (held.start, held.end, held.fact.row if held.fact else 0))
            self._found[situation] = found
        return found

    def facts(self, kind: str) -> Sequence[Fact]:
        """The facts of a kind."""
        return self.kinds.get(kind, ())

    def situated(self, kind: str, keep: Callable[[Fact], bool] = lambda _: True) -> Iterator[Situated]:
        """Each fact of a kind that is kept, over the days its source supports it."""
        for fact in self.kinds.get(kind, ()):
            if keep(fact):
                yield Situated(*supported(fact), fact)


def _gp_left(subject: Subject, codes: tuple[str, ...]) -> Iterator[Situated]:
    """From the day the child left the list, until registered again."""
    for fact in subject.facts("health"):
        left = fact.ended_on
        if fact.code not in codes or left is None:
            continue
        back = [
            other.started_on
            for other in subject.facts("health")
            if other is not fact and other.started_on and other.started_on >= left
        ]
        elsewhere = any(
            other is not fact and not other.ended_on and not other.code for other in subject.facts("health")
        )
        if not elsewhere or back:
            yield Situated(left, day_before(min(back)) if back else FOR_EVER, fact)


def _applications(subject: Subject) -> Iterator[Situated]:
    """Applications that wait or led to an offer, made while the home education that is held against them was open."""
    homes = subject.of("home_education")
    for fact in subject.facts("application"):
        made = fact.started_on
        if made and fact.code in ("pending", "offered", "accepted") and any(h.start < made <= h.end for h in homes):
            yield Situated(made, later(made, OFFER_LIVES_DAYS), fact)


def _places_begun(subject: Subject) -> Iterator[Situated]:
    """Places offered or accepted whose start lies more than ten school days back, for as long as an offer is looked at."""
    for fact in subject.facts("application"):
        begins = iso(fact.detail.get("start_date"))
        if begins is None or fact.code not in ("offered", "accepted"):
            continue
        day, left = begins, TAKE_UP_SCHOOL_DAYS
        for _ in range(100):
            left -= is_school_day(subject.calendar, day)
            day = next_day(day)
            if left <= 0:
                break
        yield Situated(max(day, fact.started_on or EVER_BEFORE), later(begins, OFFER_LIVES_DAYS), fact)


def _rolls_after_offer(subject: Subject) -> Iterator[Situated]:
    """Rolls at the offered school, or begun anywhere from a month before the place did; once begun they answer for good."""
    for offer in subject.facts("application"):
        begins = iso(offer.detail.get("start_date"))
        for roll in subject.facts("roll"):
            start = roll.started_on
            if begins is None or not is_roll(roll):
                continue
            if roll.place == offer.place and supported(roll)[1] >= begins:
                yield Situated(start or EVER_BEFORE, FOR_EVER, roll)
            elif start is not None and start >= begins - timedelta(days=31):
                yield Situated(start, FOR_EVER, roll)


def _two_rolls(subject: Subject) -> Iterator[Situated]:
    """Days on the main rolls of two schools."""
    rolls = subject.of("main_roll")
    for index, first in enumerate(rolls):
        for second in rolls[index + 1 :]:
            shared = overlap(first[:2], second[:2])
            if shared and first.fact and second.fact and first.fact.place != second.fact.place:
                yield Situated(*shared, second.fact)


def _excluded_on_roll(subject: Subject) -> Iterator[Situated]:
    """Days on which a permanent exclusion stands and the excluding school still has the child on its roll."""
    for fact in subject.facts("permanent_exclusion"):
        start, end = supported(fact)
        for roll in subject.of("main_roll"):
            shared = overlap((start, min(end, stood_until(fact))), roll[:2])
            if shared and roll.fact and roll.fact.place == fact.place:
                yield Situated(*shared, fact)


def _past_school_age(subject: Subject) -> Iterator[Situated]:
    if subject.birth is not None:
        yield Situated(next_day(ages.school_age_to(subject.birth)), FOR_EVER, None)


def _plans_naming_a_school(subject: Subject) -> Iterator[Situated]:
    """Plans that name a school for a child of school age who neither waits for a placement nor has EOTAS."""
    age = (EVER_BEFORE, FOR_EVER)
    if subject.birth is not None:
        age = (ages.school_age_from(subject.birth), ages.school_age_to(subject.birth))
    for fact in subject.facts("ehc_plan"):
        if fact.place and fact.detail.get("eotas") != "T" and fact.detail.get("awaiting_placement") != "T":
            period = overlap(supported(fact), age)
            if period:
                yield Situated(*period, fact)


def _not_judged_unsuitable(fact: Fact) -> bool:
    return fact.code != "unsuitable"


SITUATIONS: Mapping[str, Callable[[Subject], Iterator[Situated]]] = {
    "roll": lambda s: s.situated("roll", is_roll),
    "main_roll": lambda s: s.situated("roll", lambda fact: is_roll(fact) and fact.code != SUBSIDIARY),
    "subsidiary_roll": lambda s: s.situated("roll", lambda fact: fact.code == SUBSIDIARY),
    "two_rolls": _two_rolls,
    "home_education": lambda s: s.situated("home_education"),
    "home_education_not_unsuitable": lambda s: s.situated("home_education", _not_judged_unsuitable),
    "missing_education": lambda s: s.situated("cme"),
    "application_after": _applications,
    "place_begun": _places_begun,
    "roll_after_offer": _rolls_after_offer,
    "gp_left": lambda s: _gp_left(s, ("moved", "abroad")),
    "gp_left_abroad": lambda s: _gp_left(s, ("abroad",)),
    "died": lambda s: (Situated(f.ended_on, FOR_EVER, f) for f in s.facts("health") if f.code == "died" and f.ended_on),
    "protection": lambda s: s.situated("social_care", lambda fact: fact.code in ("CP", "CIN")),
    "open_record": lambda s: (held for kind in OPEN_RECORDS for held in s.situated(kind)),
    "past_school_age": _past_school_age,
    "excluded": _excluded_on_roll,
    "plan_names_school": _plans_naming_a_school,
}
"""Every situation that `rulebook/contradictions.toml` may name."""
