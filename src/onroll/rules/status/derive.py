"""Which status does a child have on a day, and on every day for ever?

The rows of `rulebook/statuses.toml` are asked in their order and the first that holds wins. Every row is worked out once
per child as periods of days (`Claim`), so that one day is a look-up and the timeline a walk over the days on which
anything changes. Nothing here knows what day it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from onroll.rules import ages
from onroll.rules.facts import Fact
from onroll.rules.status import off_roll, provision, rolls
from onroll.rules.status.axes import Residence, Whereabouts, looked_after_claims, responsible_on
from onroll.rules.status.model import Answer, Authority, ChildFacts, Claim, KnowsSchoolDays, PlaceNames, Spell
from onroll.rules.status.sentences import because, status_rules
from onroll.rules.status.spans import EVER_BEFORE, FOR_EVER, Period, day_before, edges, next_day

Fields = tuple[str, str, str, str, str, str, str, str, tuple[tuple[int, int], ...], tuple[str, ...]]
State = tuple[Claim, str, str, str]
"""A claim with its three axes; two days with equal states have equal answers."""


class Standing:
    """One child's rows of the status table as periods, and the axes beside them, ready to be asked for any day."""

    __slots__ = (
        "_above",
        "_below",
        "_first_known",
        "_looked_after",
        "_own",
        "_residence",
        "_whereabouts",
        "child",
        "flags",
    )

    def __init__(self, child: ChildFacts) -> None:
        self.child = child
        kinds: dict[str, list[Fact]] = {}
        for fact in sorted(child.facts, key=_newest_first):
            kinds.setdefault(fact.kind, []).append(fact)
        self._own = child.authority.code
        birth = child.birth
        school_age = (EVER_BEFORE, FOR_EVER)
        if birth is not None:
            school_age = (
                ages.school_age_from(birth),
                FOR_EVER if child.age_disputed else ages.school_age_to(birth),
            )
        on_roll = kinds.get("roll", [])
        self._residence = Residence(kinds.get("address", ()), on_roll, self._own)
        self._whereabouts = Whereabouts(child.facts, child.authority)
        self._looked_after = looked_after_claims(kinds["social_care"]) if "social_care" in kinds else []
        self._above = [row for row in _rows_to_the_roll(kinds, child, school_age) if row]
        self._below = [row for row in _rows_off_the_roll(kinds, child, school_age) if row]
        self._first_known = _first_known(child)
        self.flags = (("dob_missing",) if birth is None else ()) + (("age_disputed",) if child.age_disputed else ())

    def state_on(self, day: date) -> State:
        """The first row that holds on the day, with residence, whereabouts and who is responsible."""
        residence, elsewhere = self._residence.on(day)
        responsible = responsible_on(self._looked_after, self._own, elsewhere, day)
        claim = _first(self._above, day)
        if claim is None and elsewhere is not None:
            abroad = elsewhere.la == "XX"
            claim = Claim(EVER_BEFORE, FOR_EVER, "not-resident-abroad" if abroad else "not-resident", elsewhere)
        if claim is None:
            claim = _first(self._below, day) or self._first_known
        return claim, residence, self._whereabouts.on(day), responsible

    def edges(self) -> list[date]:
        """Every day on which the state may differ from the day before, in order."""
        days = set(self._residence.edges())
        days.update(self._whereabouts.edges())
        for rows in (self._above, self._below, [self._looked_after]):
            for row in rows:
                days.update(edges((claim.start, claim.end) for claim in row))
        return sorted(days)

    def first_day(self) -> date | None:
        """The first day of the timeline: the earliest dated fact, else the birth, else None."""
        dated = [fact.started_on for fact in self.child.facts if fact.started_on is not None]
        return min(dated) if dated else self.child.birth


def _newest_first(fact: Fact) -> tuple[int, int, int]:
    started = fact.started_on
    return (-started.toordinal() if started else 0, fact.record, fact.row)


def _first(rows: Sequence[Sequence[Claim]], day: date) -> Claim | None:
    for row in rows:
        for claim in row:
            if claim[0] <= day <= claim[1]:
                return claim
    return None


def _rows_to_the_roll(kinds: dict[str, list[Fact]], child: ChildFacts, school_age: Period) -> Iterator[list[Claim]]:
    """The rows from `died` to `in_school`, in order."""
    none: list[Fact] = []
    roll_facts = kinds.get("roll", none)
    home = kinds.get("home_education", none)
    on_roll = rolls.roll_claims(roll_facts, home) if roll_facts else []
    yield provision.died_claims(kinds.get("health", none), roll_facts)
    if "youth_justice" in kinds:
        yield provision.custody_claims(kinds["youth_justice"])
    if "permanent_exclusion" in kinds:
        yield provision.excluded_claims(kinds["permanent_exclusion"], roll_facts, school_age)
    placements = kinds.get("placement", none)
    if placements or "ehc_plan" in kinds:
        yield provision.eotas_claims(placements, kinds.get("ehc_plan", none))
    if placements:
        yield provision.section_19_claims(placements, on_roll, school_age)
    if "suspension" in kinds:
        yield provision.suspended_claims(kinds["suspension"], child.calendar)
    if placements:
        yield provision.school_placement_claims(placements, on_roll)
    yield rolls.part_time_claims(on_roll, kinds.get("part_time", none), school_age)
    if child.absent:
        yield rolls.absent_claims(on_roll, child.absent, school_age)
    yield on_roll


def _rows_off_the_roll(kinds: dict[str, list[Fact]], child: ChildFacts, school_age: Period) -> Iterator[list[Claim]]:
    """The rows below `not_resident`, in order: college, home, a place to come, missing education, age, unexplained."""
    none: list[Fact] = []
    roll_facts = kinds.get("roll", none)
    applications = kinds.get("application", none)
    yield off_roll.college_claims(kinds.get("post16", none), roll_facts, school_age)
    home, unsuitable = off_roll.home_education_claims(kinds.get("home_education", none), school_age)
    yield home
    if applications:
        yield off_roll.awaiting_claims(applications, roll_facts, school_age, child.calendar)
    if len(roll_facts) > 1:
        yield rolls.summer_claims(roll_facts)
    missing = off_roll.missing_claims(kinds.get("cme", none), school_age) + unsuitable
    if applications:
        missing += off_roll.applying_claims(applications, roll_facts, school_age, child.authority)
    missing += off_roll.awaiting_specialist_claims(kinds.get("ehc_plan", none), school_age)
    missing.sort(key=lambda claim: claim.start, reverse=True)
    yield missing
    if school_age[0] > EVER_BEFORE:
        yield [Claim(EVER_BEFORE, day_before(school_age[0]), "under-school-age")]
    if school_age[1] < FOR_EVER:
        yield [Claim(next_day(school_age[1]), FOR_EVER, "over-school-age")]
    gone = rolls.left_claims(roll_facts) + off_roll.ended_claims(
        kinds.get("home_education", none), kinds.get("cme", none)
    )
    gone.sort(key=lambda claim: claim.start, reverse=True)
    yield gone


def _first_known(child: ChildFacts) -> Claim:
    """The row of the unexplained when nobody ever said where the child is educated: carried by the first fact held."""
    first = min(child.facts, key=lambda fact: (fact.started_on or FOR_EVER, fact.record, fact.row), default=None)
    return Claim(EVER_BEFORE, FOR_EVER, "unexplained", first)


def _answer(standing: Standing, state: State, places: PlaceNames | None) -> Answer:
    return Answer(*_fields(standing, state, because(state[0], places)))


def _fields(standing: Standing, state: State, why: str) -> Fields:
    claim, residence, whereabouts, responsible = state
    fact, beside = claim.fact, claim.beside
    facts: tuple[tuple[int, int], ...] = ()
    if fact is not None:
        facts = ((fact.record, fact.row),) if beside is None else ((fact.record, fact.row), (beside.record, beside.row))
    return (
        status_rules()[claim.rule].status,
        why,
        residence,
        whereabouts,
        responsible,
        claim.rule,
        fact.place if fact else "",
        fact.feed if fact else "",
        facts,
        standing.flags,
    )


def status_on(
    facts: Sequence[Fact],
    birth: date | None,
    authority: Authority,
    calendar: KnowsSchoolDays,
    day: date,
    *,
    places: PlaceNames | None = None,
    age_disputed: bool = False,
    absent: Sequence[Period] = (),
) -> Answer:
    """The child's one status on the day and why (spec: feeds, "Status: one per child and date").

    `absent` holds the days on which session marks, held for ten school days, show nobody present or approved; without
    marks nothing is `on_roll_not_attending`.
    """
    standing = Standing(ChildFacts(facts, birth, authority, calendar, age_disputed, absent))
    return _answer(standing, standing.state_on(day), places)


def timeline(
    facts: Sequence[Fact],
    birth: date | None,
    authority: Authority,
    calendar: KnowsSchoolDays,
    *,
    places: PlaceNames | None = None,
    age_disputed: bool = False,
    absent: Sequence[Period] = (),
) -> tuple[Spell, ...]:
    """The child's status on every day from the earliest dated fact (else the birth) for ever, as spells without gap.

    Agrees with `status_on` on every day. Neighbouring days with equal answers are one spell; `since` says how long the
    status itself has held. What no dated fact precedes was known to nobody, and is not part of the timeline.
    """
    standing = Standing(ChildFacts(facts, birth, authority, calendar, age_disputed, absent))
    first = standing.first_day()
    states: list[tuple[date | None, State]] = [(first, standing.state_on(first or EVER_BEFORE))]
    for day in standing.edges():
        if first is not None and day <= first:
            continue
        state = standing.state_on(day)
        if state != states[-1][1]:
            states.append((day, state))
    return _spells(standing, states, places)


def _spells(
    standing: Standing, states: Sequence[tuple[date | None, State]], places: PlaceNames | None
) -> tuple[Spell, ...]:
    spells: list[Spell] = []
    since = states[0][0]
    last = len(states) - 1
    before: Fields | None = None
    told: Claim | None = None
    why = ""
    for index, (start, state) in enumerate(states):
        if state[0] is not told:
            told, why = state[0], because(state[0], places)
        fields = _fields(standing, state, why)
        if spells and spells[-1].status != fields[0]:
            since = start
        following = states[index + 1][0] if index < last else None
        ended = day_before(following) if following else None
        if fields == before:
            spells[-1] = replace(spells[-1], ended_on=ended)
        else:
            spells.append(Spell(*fields, start, ended, since))
        before = fields
    return tuple(spells)
