"""For any facts whatever: the timeline tiles time, and says on every day what `status_on` says."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from onroll.rules.contradictions import contradictions
from onroll.rules.facts import Fact
from onroll.rules.status import Authority, Spell, status_names, status_on, timeline

US = Authority("941", seen_days=120, application_days=200)
FIRST = date(2023, 9, 1)
DAYS = 1500
URNS = ("100001", "100002", "100003")


class Weekdays:
    """Monday to Friday, August shut."""

    def is_school_day(self, day: date) -> bool:
        return day.weekday() < 5 and day.month != 8


def some_day(draw: random.Random) -> date:
    return FIRST + timedelta(days=draw.randrange(DAYS))


CODES = {
    "roll": ("C", "M", "S", "G", "F", "O", ""),
    "home_education": ("not_assessed", "suitable", "unsuitable"),
    "cme": ("known", "unknown", ""),
    "suspension": ("",),
    "permanent_exclusion": ("",),
    "social_care": ("CIN", "CP", "LAC"),
    "ehc_plan": ("",),
    "health": ("", "moved", "abroad", "other", "died"),
    "sighting": ("in_person", "spoken", "paperwork"),
    "youth_justice": ("community", "custody"),
    "application": ("pending", "offered", "accepted", "refused", "withdrawn"),
    "placement": ("alternative_provision", "tuition", "hospital", "online", "eotas"),
    "part_time": ("reduced", "flexi", "under_school_age"),
    "post16": ("school", "college", "neet", "not_known"),
    "address": ("",),
}


def some_detail(kind: str, draw: random.Random) -> dict[str, str]:
    given: dict[str, tuple[str, ...]] = {
        "roll": {"part_time": ("T", "F"), "elsewhere": ("T", "F")},
        "home_education": {"suitability_date": (some_day(draw).isoformat(),)},
        "suspension": {"sessions": ("3", "11", "x"), "cancelled_date": (some_day(draw).isoformat(),)},
        "permanent_exclusion": {"outcome": ("upheld", "reinstated", "not reinstated"),
                                "governors_date": (some_day(draw).isoformat(),),
                                "cancelled_date": (some_day(draw).isoformat(),)},
        "social_care": {"responsible_la": ("941", "330", "")},
        "ehc_plan": {"eotas": ("T", "F"), "awaiting_placement": ("T", "F"), "awaiting_since": (some_day(draw).isoformat(),)},
        "application": {"round": ("normal", "in_year"), "start_date": (some_day(draw).isoformat(), "2024-09-02", "soon"),
                        "offer_date": (some_day(draw).isoformat(),)},
        "placement": {"basis": ("s19_medical", "s61_eotas", "school_off_site", ""), "commissioner": ("LA", "100001", "")},
        "address": {"asserted_on": (some_day(draw).isoformat(),)},
    }.get(kind, {})  # fmt: skip
    return {key: value for key, values in given.items() if draw.random() < 0.7 and (value := draw.choice(values))}


def some_fact(draw: random.Random, row: int) -> Fact:
    kind = draw.choice(list(CODES) + ["roll", "roll", "address", "home_education"])
    start = some_day(draw) if draw.random() < 0.95 else None
    ended = (start or FIRST) + timedelta(days=draw.randrange(-3, 500)) if draw.random() < 0.5 else None
    dropped = (start or FIRST) + timedelta(days=draw.randrange(0, 500)) if draw.random() < 0.2 else None
    return Fact(
        kind,
        start,
        ended,
        feed=kind,
        place=draw.choice(URNS),
        la=draw.choice(("941", "941", "330", "XX", "")),
        code=draw.choice(CODES[kind]) if draw.random() < 0.97 or kind != "health" else "died",
        detail=some_detail(kind, draw),
        supported_until=dropped,
        record=row,
        row=row,
    )


def some_child(seed: int) -> tuple[list[Fact], date | None, bool, list[tuple[date, date]]]:
    draw = random.Random(seed)
    facts = [some_fact(draw, row) for row in range(draw.randrange(1, 9))]
    facts = [fact for fact in facts if fact.code != "died" or draw.random() < 0.3] or facts
    birth = date(draw.choice((2008, 2009, 2014, 2019, 2021)), draw.randrange(1, 13), draw.randrange(1, 28))
    absent = [(start, start + timedelta(days=40))] if (start := some_day(draw)) and draw.random() < 0.2 else []
    return facts, birth if draw.random() < 0.9 else None, draw.random() < 0.1, absent


def spell_of(spells: tuple[Spell, ...], day: date) -> Spell:
    (found,) = [s for s in spells if (s.started_on or day) <= day and (s.ended_on is None or day <= s.ended_on)]
    return found


@pytest.mark.parametrize("seed", range(40))
def test_the_timeline_says_on_every_day_what_status_on_says(seed: int) -> None:
    facts, birth, disputed, absent = some_child(seed)
    spells = timeline(facts, birth, US, Weekdays(), age_disputed=disputed, absent=absent)
    known = {status.id for status in status_names()}
    start = spells[0].started_on or FIRST
    fields = Spell.__mro__[1].__dataclass_fields__
    for offset in range(DAYS + 800):
        day = start + timedelta(days=offset)
        spell = spell_of(spells, day)
        answer = status_on(facts, birth, US, Weekdays(), day, age_disputed=disputed, absent=absent)
        assert {name: getattr(spell, name) for name in fields} == {name: getattr(answer, name) for name in fields}, day
        assert answer.status in known
        assert answer.because and "{" not in answer.because


@pytest.mark.parametrize("seed", range(120, 520))
def test_spells_tile_time_without_gap_or_overlap(seed: int) -> None:
    facts, birth, disputed, absent = some_child(seed)
    spells = timeline(facts, birth, US, Weekdays(), age_disputed=disputed, absent=absent)
    assert spells[-1].ended_on is None
    for before, after in zip(spells, spells[1:], strict=False):
        assert before.ended_on is not None and after.started_on == before.ended_on + timedelta(days=1)
        assert before.started_on is None or before.started_on <= before.ended_on
        assert (after.since == before.since) == (after.status == before.status)
        assert [getattr(before, n) for n in Spell.__mro__[1].__dataclass_fields__] != [
            getattr(after, n) for n in Spell.__mro__[1].__dataclass_fields__
        ]


@pytest.mark.parametrize("seed", range(300))
def test_contradictions_lie_inside_the_facts_they_rest_on(seed: int) -> None:
    facts, birth, _, _ = some_child(seed)
    rows = {(fact.record, fact.row): fact for fact in facts}
    for finding in contradictions(facts, birth, Weekdays()):
        assert finding.sentence and "{" not in finding.sentence
        assert finding.facts
        for key in finding.facts:
            started = rows[key].started_on
            assert finding.started_on is None or started is None or started <= finding.started_on
        assert finding.ended_on is None or finding.started_on is None or finding.started_on <= finding.ended_on


def test_the_order_of_facts_changes_nothing() -> None:
    for seed in range(300):
        facts, birth, disputed, absent = some_child(seed)
        a = timeline(facts, birth, US, Weekdays(), age_disputed=disputed, absent=absent)
        b = timeline(facts[::-1], birth, US, Weekdays(), age_disputed=disputed, absent=absent)
        assert [(s.status, s.started_on) for s in a if s.since == s.started_on] == [
            (s.status, s.started_on) for s in b if s.since == s.started_on
        ]
