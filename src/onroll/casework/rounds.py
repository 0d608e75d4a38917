"""What does OnRoll do by itself every day about cases? Refers whom a finding points at, proposes, brings watched cases back.

Called by `onroll cases --raise`, by the daily upkeep of a running service and by the demonstration. Nothing comes twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from onroll.audit.actor import Actor
from onroll.casework.actions.proposing import Proposed, propose
from onroll.casework.raising import Raised, raise_referrals
from onroll.casework.watching import bring_back


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did."""

    raised: Raised
    proposed: Proposed
    brought_back: int


def daily_round(*, on: date, at: datetime, by: Actor, tell: Callable[[str], None] = lambda _: None) -> Round:
    """One round on a day; each part is its own transaction, so that one that fails loses nothing of the others."""
    return Round(
        raised=raise_referrals(on=on, at=at, by=by),
        proposed=propose(on=on, at=at, tell=tell),
        brought_back=bring_back(on=on, at=at, by=by),
    )
