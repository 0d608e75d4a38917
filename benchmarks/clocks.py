"""How quickly are the deadlines of 100,000 children recomputed on one core, and how much quicker than counting day by day?

    python benchmarks/clocks.py [CHILDREN]

Invents children, each with facts that start clocks (far more than a real authority's, where most children have none), on the
calendars of 300 schools. Measures, in one process: every clock from facts to last day; the last days alone; every clock again
with one more holiday; and the engine that explains each step, on a sample, whose last days must be the same. Prints one JSON
document. Needs no database.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from onroll.children.due import AllLastDays, ChildsFacts, OpenClock, moved_by, open_clocks
from onroll.rules.calendars import SchoolDays, TermDates, TermRow
from onroll.rules.clocks import due
from onroll.rules.facts import Fact
from onroll.rules.starting import Circumstances, started

CHILDREN = 100_000
SCHOOLS = 300
SAMPLE = 2_000
TODAY = date(2026, 11, 20)
HOLIDAY = date(2026, 11, 30)
KINDS = ("home_education", "permanent_exclusion", "suspension", "part_time", "ehc_plan")


def school(number: int) -> SchoolDays:
    """Three years of terms; each school has INSET days of its own."""
    rows = []
    for year in (2024, 2025, 2026):
        rows += [
            TermRow("term", date(year, 9, 2), date(year, 12, 18)),
            TermRow("half_term", date(year, 10, 26), date(year, 10, 30)),
            TermRow("term", date(year + 1, 1, 5), date(year + 1, 3, 26)),
            TermRow("half_term", date(year + 1, 2, 15), date(year + 1, 2, 19)),
            TermRow("term", date(year + 1, 4, 13), date(year + 1, 7, 21)),
            TermRow("half_term", date(year + 1, 5, 31), date(year + 1, 6, 4)),
            TermRow("inset", *(2 * (date(year, 11, 1) + timedelta(days=number % 28),))),
        ]
    return TermDates(rows, name=f"School {number}")


def child(number: int, dice: Random) -> ChildsFacts:
    """A child of school age with two facts that start clocks and one that doesn't."""
    place = str(number % SCHOOLS)
    facts = [Fact("roll", date(2024, 9, 2), place=place, record=number, row=1)]
    for kind in dice.sample(KINDS, 2):
        began = TODAY - timedelta(days=dice.randrange(1, 40))
        detail = {
            "suspension": {"sessions": "14"},
            "ehc_plan": {"eotas": "T", "last_annual_review": "2026-03-02"},
            "home_education": {"last_review_done": "2026-05-11"} if number % 2 else {},
        }.get(kind, {})
        facts.append(
            Fact(kind, began, place="" if kind == "home_education" else place, detail=detail, record=number, row=2)
        )
    return ChildsFacts(number, facts, Circumstances(date(2014, 3, 1), "in_school", True))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this one process on its core (other processes' time isn't counted), and what came of it."""
    began = time.process_time()
    made = work()
    return time.process_time() - began, made


def main(count: int) -> None:
    """Prints the measurements."""
    dice = Random(1)
    children = [child(number, dice) for number in range(count)]
    calendars = {str(number): school(number) for number in range(SCHOOLS)}
    authority = school(SCHOOLS)

    def calendar_of(urn: str) -> SchoolDays:
        return calendars.get(urn, authority)

    from_facts, clocks = timed(lambda: open_clocks(children, TODAY, calendar_of))
    last_days_only, _ = timed(lambda: _last_days(clocks, calendar_of))
    holiday, moved = timed(lambda: moved_by(HOLIDAY, clocks, calendar_of))
    sample = Random(2).sample(clocks, min(SAMPLE, len(clocks)))
    by_steps, dates = timed(
        lambda: [
            due(one.started.rule, on=one.started.on, calendar=calendar_of(one.started.place)).last_day for one in sample
        ]
    )
    if dates != [one.last_day for one in sample]:
        sys.exit("The quick way and the engine that counts day by day disagree.")
    quick, steps = last_days_only / len(clocks), by_steps / len(sample)
    print(json.dumps({
        "children": count, "open_clocks": len(clocks), "schools": SCHOOLS,
        "seconds_from_facts_to_open_clocks": round(from_facts, 2), "seconds_last_days_alone": round(last_days_only, 2),
        "seconds_redated_for_a_holiday": round(holiday, 2), "moved": len(moved),
        "microseconds_a_clock": round(quick * 1e6, 2), "microseconds_a_clock_with_steps": round(steps * 1e6, 1),
        "times_quicker": round(steps / quick), "agree_on_sample_of": len(sample),
        "clocks_of_one_child": [one.rule for one in started(children[0].facts, children[0].circumstances, TODAY, calendar_of)],
    }, indent=2))  # fmt: skip


def _last_days(clocks: list[OpenClock], calendar_of: Callable[[str], SchoolDays]) -> list[date]:
    last_days = AllLastDays(calendar_of)
    return [last_days.of(one.started) for one in clocks]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CHILDREN)
