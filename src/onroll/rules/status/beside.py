"""What is a child getting beside the headline status? For the line under "permanently excluded" and the like.

One status can't say that an excluded child has tuition, or that one in custody stays on a roll; this does, for a page.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from onroll.rules.facts import Fact
from onroll.rules.status.rolls import is_roll
from onroll.rules.status.spans import EVER_BEFORE


def provision_beside(facts: Iterable[Fact], day: date) -> tuple[Fact, ...]:
    """Every placement, roll and college activity that its source supports on the day, placements first, newest first."""
    held = [
        fact
        for fact in facts
        if fact.supports_on(day)
        and (
            fact.kind == "placement"
            or (fact.kind == "roll" and is_roll(fact))
            or (fact.kind == "post16" and fact.code == "college")
        )
    ]
    order = ("placement", "roll", "post16")
    return tuple(
        sorted(held, key=lambda fact: (order.index(fact.kind), -(fact.started_on or EVER_BEFORE).toordinal(), fact.row))
    )
