"""How did one case go, day by day? A plan drawn from what the old register says of the child; no action is taken here.

The old register (`cme` facts) gives the day of the referral, who made it, the reason and the outcome. What an officer did between
is drawn by chance, the same for the same record: enquiries and how long they took, visits, who was at home, weeks without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

NOTES = (
    "Rang the number held for the mother: it no longer works.",
    "The head of year remembers the family and will ask the older sister's friends.",
    "Spoke with the admissions team: an application is being looked at.",
    "The landlord says that the flat has stood empty for some weeks.",
    "Letter returned, not known at this address.",
    "Agreed with the health visitor team who rings whom.",
    "The family would like a place at the school the cousins go to.",
    "Transport to the offered school is the worry; asked the team for an answer.",
)
CONCERNS = {
    "School": "On our list for this class and did not arrive. Nobody answers at home.",
    "Police": "Met during school hours twice this month with an older brother.",
    "Health": "Came for an appointment; the family says that no school has offered a place.",
    "Housing": "Child of school age at home during an inspection of the flat.",
    "Admissions": "No school place was taken up after the offer.",
    "Self": "We have just moved here and need a school place.",
}
ASKED_OFTEN = (
    "last-school",
    "own-databases",
    "gp",
    "named-nurse",
    "social-care",
    "housing",
    "lost-pupil",
    "address-check",
)
HELD = {"trace": "Family known at the address held.", "nil": "Nothing held.", "declined": "Will not share without a lawful basis in writing.",
        "passed_on": "The message was passed on to the family."}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done on a day; `what` names a function of `telling`, `more` its values."""

    on: date
    what: str
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What the old register says of one child's time out of education."""

    key: str
    started_on: date
    ended_on: date | None
    referred_by: str
    reason: str
    unknown: bool
    outcome: str
    recent_from: date = date.min  # cases that ended before this day are told in a few lines


def plan(told: Told, until: date) -> list[Step]:
    """Every step of one case from its referral to its end, or to the day `until`, in order of days."""
    rng = Random(told.key)
    last = min(told.ended_on or until, until)
    steps = [Step(weekday(told.started_on), "triage", {"urgent": told.unknown or rng.random() < 0.1})]
    steps.append(Step(weekday(told.started_on + timedelta(1)), "reason"))
    fate = rng.random()
    stalled_from = told.started_on + timedelta(rng.randint(20, 60)) if told.ended_on is None and fate < 0.18 else last
    worked_until = min(last, stalled_from)
    steps += _enquiries(rng, told, worked_until)
    steps += _contacts(rng, told, worked_until)
    for _ in range(0 if _long_over(told) else rng.choice((0, 1, 1, 2))):
        on = _between(rng, told.started_on, last)
        steps.append(Step(on, "note", {"text": rng.choice(NOTES)}))
    if told.unknown and (last - told.started_on).days > 35 and rng.random() < 0.5:
        steps.append(Step(weekday(told.started_on + timedelta(rng.randint(25, 34))), "escalate"))
    if rng.random() < 0.25:
        steps.append(
            Step(
                _between(rng, told.started_on, last), "task", {"done": told.ended_on is not None or rng.random() < 0.6}
            )
        )
    if told.ended_on is not None and told.ended_on <= until:
        found = max(told.started_on + timedelta(2), told.ended_on - timedelta(rng.randint(3, 18)))
        steps.append(Step(weekday(found), "found"))
        steps.append(Step(max(weekday(told.ended_on), weekday(found)), "close"))
    elif fate > 0.96:
        steps.append(Step(_between(rng, told.started_on, last), "watch"))
    end = min([until, *(step.on for step in steps if step.what in ("close", "watch"))])
    kept = [step for step in steps if step.on <= end]
    return sorted(kept, key=lambda step: (step.on, _ORDER.get(step.what, 5)))


_ORDER = {"triage": 0, "reason": 1, "found": 8, "close": 9, "watch": 9}


def _enquiries(rng: Random, told: Told, until: date) -> Iterator[Step]:
    days = (until - told.started_on).days
    wanted = 1 if _long_over(told) else min(len(ASKED_OFTEN), 1 + days // 40 + rng.randint(0, 2))
    for number, agency in enumerate(rng.sample(ASKED_OFTEN, wanted)):  # each agency once
        asked = weekday(told.started_on + timedelta(1 + number * rng.randint(1, 6)))
        if asked > until:
            break
        waited = rng.choice((1, 2, 3, 5, 8, 13, 21, 40))
        kind = rng.choices(("nil", "trace", "declined", "passed_on"), (60, 25, 6, 9))[0]
        answered = weekday(asked + timedelta(waited))
        yield Step(asked, "enquire", {"agency": agency})
        if answered <= until and (rng.random() < 0.7 or asked < until - timedelta(45)):
            yield Step(
                answered,
                "answer",
                {
                    "agency": agency,
                    "kind": kind,
                    "words": HELD[kind],
                    "place": "The address held here" if kind == "trace" else "",
                },
            )


def _contacts(rng: Random, told: Told, until: date) -> Iterator[Step]:
    on = max(told.started_on, until - timedelta(300)) + timedelta(rng.randint(1, 5))
    while on <= min(until, told.started_on + timedelta(6) if _long_over(told) else until):
        kind = rng.choices(("call", "visit", "email", "meeting"), (45, 35, 10, 10))[0]
        reached = rng.random() < (0.3 if told.unknown else 0.7)
        state = rng.choices(("done", "offered", "refused"), (85, 8, 7))[0] if reached else "no_answer"
        seen = state == "done" and kind in ("visit", "meeting") and rng.random() < 0.65
        yield Step(weekday(on), "contact", {"kind": kind, "state": state, "seen": seen})
        on += timedelta(rng.randint(14, 70))


def _long_over(told: Told) -> bool:
    """Told in a few lines: the case ended long before the day of the demonstration."""
    return told.ended_on is not None and told.recent_from > told.ended_on


def _between(rng: Random, first: date, last: date) -> date:
    return weekday(first + timedelta(rng.randint(1, max(1, (last - first).days))))


def weekday(on: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return on + timedelta((0, 0, 0, 0, 0, 2, 1)[on.weekday()])
