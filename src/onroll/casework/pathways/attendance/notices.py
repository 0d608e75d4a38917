"""May a penalty notice be issued, for how much, and is it paid? Worked out and explained; the officer decides (H6).

Rule book: penalty_notices.toml (national framework, from 19 August 2024), clocks pn-pay-low, pn-pay, pn-limit, pn-excluded. Pure:
the marks, the notices before and the day are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from onroll.attendance.missed import Missed
from onroll.rules.clocks import Event, due
from onroll.rules.rulebook.frameworks import penalty_notices

ABSENCE, HOLIDAY, EXCLUDED = "absence", "holiday", "excluded"
KINDS = {
    ABSENCE: "Absence without authority",
    HOLIDAY: "Holiday that wasn't granted",
    EXCLUDED: "Excluded child in a public place",
}
POST, BY_HAND = "post", "hand"
SENT = {POST: "First-class post", BY_HAND: "Handed over"}
YES, NO, SAY = (
    "yes",
    "no",
    "say",
)  # met; not met, and it can't be issued; not met, and the officer must say why all the same


@dataclass(frozen=True, slots=True)
class Earlier:
    """A notice to the same parent for the same child, not withdrawn."""

    reference: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Check:
    """One question before a notice, its answer in a sentence, and the rule it comes from."""

    id: str
    answer: str
    says: str
    rule: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known before a notice: its kind, the window of sessions, the notices before, and what was tried."""

    kind: str
    on: date
    parent: str
    sessions: tuple[Missed, ...]
    earlier: Sequence[Earlier] = ()
    support: Sequence[str] = ()  # what was offered, in words
    improvement_ended: bool = False
    of_school_age: bool = True
    on_roll: bool = True
    excluded_from: date | None = None


def checks(asked: Asked) -> list[Check]:
    """Every question, in order. One answered `NO` forbids the notice; each `SAY` asks the officer for a reason."""
    found = [
        Check("school-age", YES if asked.of_school_age else NO, "The child is of compulsory school age." if asked.of_school_age else "The child isn't of compulsory school age.", "school-age"),
        Check("roll", YES if asked.on_roll else NO, "The child is registered at a school." if asked.on_roll else "No roll is held: parents of registered pupils alone are given a notice.", "pn-window"),
        _limit(asked),
    ]  # fmt: skip
    if asked.kind == EXCLUDED:
        return [*found, _excluded(asked)]
    found.append(_threshold(asked))
    if asked.kind == ABSENCE:
        offered = ", ".join(asked.support)
        found.append(Check("support", YES if offered else SAY, f"Support: {offered}." if offered else "No support is written down. Say why it isn't appropriate.", "attendance-support"))  # fmt: skip
        says = "The period of a notice to improve has ended without enough improvement." if asked.improvement_ended else "No notice to improve has run out. Say why one isn't appropriate."  # fmt: skip
        found.append(Check("improvement", YES if asked.improvement_ended else SAY, says, "attendance-support"))
    return found


def _limit(asked: Asked) -> Check:
    """At most two notices to one parent for one child within three years of the first (pn-limit)."""
    framework, standing = penalty_notices(), within_limit(asked.earlier, asked.on)
    if asked.kind == EXCLUDED:
        return Check(
            "limit", YES, "The limit of two notices is for absence; it doesn't hold for this kind.", "pn-excluded"
        )
    if len(standing) >= framework.notices:
        until = due("pn-limit", on=standing[0].issued_on).last_day
        listed = " and ".join(f"{one.reference} ({one.issued_on:%-d %B %Y})" for one in standing)
        return Check(
            "limit", NO, f"{asked.parent} was given {listed}: no third until after {until:%-d %B %Y}. Consider an education supervision order or a prosecution.", "pn-limit",
        )  # fmt: skip
    if standing:
        return Check("limit", YES, f"This is the second notice to {asked.parent} for this child since {standing[0].issued_on:%-d %B %Y}: one amount, no lower rate.", "pn-limit")  # fmt: skip
    return Check("limit", YES, f"This is the first notice to {asked.parent} for this child within three years.", "pn-limit")  # fmt: skip


def _threshold(asked: Asked) -> Check:
    framework, held = penalty_notices(), asked.sessions
    if asked.kind == HOLIDAY:
        held = tuple(one for one in held if one.code == "G")
    if len(held) >= framework.sessions:
        return Check("threshold", YES, f"{len(held)} unauthorised sessions that no notice relied on, from {held[0].on:%-d %B %Y} to {held[-1].on:%-d %B %Y}, within {framework.school_weeks} school weeks.", "pn-window")  # fmt: skip
    return Check("threshold", SAY, f"{len(held)} unauthorised session{'' if len(held) == 1 else 's'} that no notice relied on, within {framework.school_weeks} school weeks: below the threshold of {framework.sessions}. Say why a notice is right all the same.", "pn-window")  # fmt: skip


def _excluded(asked: Asked) -> Check:
    if asked.excluded_from is None:
        return Check("excluded", SAY, "No exclusion is held that began in the last five school days. Say from what you know it.", "ex-public-place")  # fmt: skip
    return Check("excluded", YES, f"Excluded since {asked.excluded_from:%-d %B %Y}: parents keep the child out of public places for the first five school days.", "ex-public-place")  # fmt: skip


def within_limit(earlier: Sequence[Earlier], on: date) -> list[Earlier]:
    """The notices of the three years that the newest first one opened, oldest first; empty where they have run out."""
    standing: list[Earlier] = []
    begins = penalty_notices().provenance.in_force_from
    for one in sorted(earlier, key=lambda held: held.issued_on):
        if begins and one.issued_on < begins:
            continue  # before the framework (pn-transition, to be confirmed)
        if standing and one.issued_on > due("pn-limit", on=standing[0].issued_on).last_day:
            standing = []
        standing.append(one)
    if standing and on > due("pn-limit", on=standing[0].issued_on).last_day:
        return []
    return standing


@dataclass(frozen=True, slots=True)
class Terms:
    """What a notice costs: the lower rate with its last day, None where there is none, and the full amount with its last day."""

    number: int
    low_pounds: int | None
    low_until: date | None
    pounds: int
    until: date


def terms(kind: str, number: int, *, sent: str, sent_on: date, received_on: date | None = None) -> Terms:
    """The amounts of `penalty_notices.toml` and the last day of each, from receipt: the day it is known to have arrived, else by post."""
    amounts = {one.notice: one for one in penalty_notices().amounts}
    if kind == EXCLUDED:
        low, full = amounts["excluded child in a public place, paid early"], amounts["excluded child in a public place"]
    elif number == 1:
        low, full = amounts["first, paid early"], amounts["first"]
    else:
        low, full = None, amounts["second within three years"]
    until = _last_day(full.clock, sent, sent_on, received_on)
    low_until = None
    if low is not None:
        days = full.within_days - low.within_days
        low_until = _last_day(low.clock, sent, sent_on, received_on) if low.clock else date.fromordinal(until.toordinal() - days)  # fmt: skip
    return Terms(number, low.pounds if low else None, low_until, full.pounds, until)


def _last_day(clock: str, sent: str, sent_on: date, received_on: date | None) -> date:
    if received_on is not None or sent == BY_HAND:
        return due(clock, on=received_on or sent_on).last_day
    return due(clock, events=[Event("posted", sent_on)]).last_day


@dataclass(frozen=True, slots=True)
class Money:
    """How a notice stands as at a day: `state`, what was received in pence, what is still owed, in a sentence."""

    state: str  # paid, overpaid, part, late, waiting, overdue, withdrawn
    received: int
    owed: int
    says: str


STATES = {
    "waiting": "Waiting for payment", "paid": "Paid", "overpaid": "Paid too much", "part": "Paid in part", "late": "Paid too late",
    "overdue": "Not paid: prosecute or withdraw", "withdrawn": "Withdrawn",
}  # fmt: skip


def money(terms: Terms, payments: Sequence[tuple[date, int]], *, on: date, withdrawn: bool = False) -> Money:
    """Payments are (day received, pence). What is owed is decided by the day on which enough had come in."""
    counted = sorted((day, pence) for day, pence in payments if day <= on)
    received = sum(pence for _, pence in counted)
    if withdrawn:
        says = f"Withdrawn; £{received / 100:.2f} is to be paid back." if received else "Withdrawn."
        return Money("withdrawn", received, -received, says)
    full = terms.pounds * 100
    total = 0
    for day, pence in counted:
        total += pence
        if terms.low_until and day <= terms.low_until and total >= terms.low_pounds * 100:
            return _settled(received, terms.low_pounds * 100, day, "the lower rate")
        if day <= terms.until and total >= full:
            return _settled(received, full, day, "the full amount")
    if received >= full:
        return Money("late", received, 0, f"£{received / 100:.2f} came in after {terms.until:%-d %B %Y}: too late to settle it. Decide whether to prosecute.")  # fmt: skip
    if on > terms.until:
        some = f"£{received / 100:.2f} came in" if received else "Nothing came in"
        return Money("overdue", received, full - received, f"{some} by {terms.until:%-d %B %Y}. Prosecute for the absence, or withdraw the notice.")  # fmt: skip
    now = terms.low_pounds * 100 if terms.low_until and on <= terms.low_until else full
    until = terms.low_until if terms.low_until and on <= terms.low_until else terms.until
    owed = max(now - received, 0)
    return Money("part" if received else "waiting", received, owed, f"£{owed / 100:.2f} owed if it comes in by {until:%-d %B %Y}.")  # fmt: skip


def _settled(received: int, asked: int, day: date, rate: str) -> Money:
    over = received - asked
    if over > 0:
        return Money("overpaid", received, -over, f"Settled on {day:%-d %B %Y} at {rate}; £{over / 100:.2f} too much came in and is to be paid back.")  # fmt: skip
    return Money("paid", received, 0, f"Settled on {day:%-d %B %Y} at {rate}. No prosecution for this absence.")
