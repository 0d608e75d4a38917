"""How soon is a referral taken on, and what does OnRoll refer by itself? (`rulebook/referrals.toml`)

For triage and the public form. Every value is a local setting that a person must confirm; pages that use one say so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from onroll.rules.calendars import WorkingDays, add_days, count_days
from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.folder import RULEBOOK, BrokenRuleBook


@dataclass(frozen=True, slots=True)
class Limits:
    """How often the public form may be used in one hour, and for how many minutes answers are kept between its pages."""

    sent_from_one_address: int
    sent_in_all: int
    pages_from_one_address: int
    answers_kept_minutes: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something OnRoll sees in the central record and refers by itself."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Service:
    """Who may lead while we keep a watching brief; `fact` is the kind of fact that shows it is still at work, "" where none is sent."""

    id: str
    name: str
    fact: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralBook:
    """The whole file."""

    triage_rule: str
    limits: Limits
    school_age_within_days: int
    overdue_after_days: int
    findings: tuple[Finding, ...]
    services: Mapping[str, Service]

    def finding_words(self, raised_by: str) -> str:
        """What a referral that OnRoll raised is about ("leaver:2026-07-21" names the finding and its day)."""
        wanted = raised_by.partition(":")[0]
        return next((one.words for one in self.findings if one.id == wanted), "Found by OnRoll")


def read_referral_book(path: Path) -> ReferralBook:
    """The book in a file. Raises `BrokenRuleBook` where a part is missing or not what it should be."""
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        book = ReferralBook(
            triage_rule=given["triage_rule"], limits=Limits(**given["limits"]), **given["raising"],
            findings=tuple(Finding(**one) for one in given["finding"]),
            services={one["id"]: Service(**one | {"codes": tuple(one.get("codes", ()))}) for one in given["service"]},
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as wrong:
        raise BrokenRuleBook(f"{path.name}: {wrong}") from None
    return book


@cache
def referral_book() -> ReferralBook:
    """This installation's settings, read once a process."""
    return read_referral_book(RULEBOOK / "referrals.toml")


@cache
def triage_days() -> int:
    """Within how many working days somebody takes a referral on: the newest version of the triage clock."""
    return rule_book().clock(referral_book().triage_rule).versions[-1].n


@cache
def triage_due(received_on: date) -> date | None:
    """The last day for naming who leads; None past the last bank holiday known. One entry a day of the calendar is kept."""
    try:
        return add_days(WorkingDays(), received_on, triage_days())
    except CannotAnswer:
        return None


def working_days_late(received_on: date, on: date) -> int:
    """How many working days past its last day for triage a referral is, 0 while it isn't."""
    due = triage_due(received_on)
    if due is None or on <= due:
        return 0
    try:
        return max(count_days(WorkingDays(), due, on) - 1, 0)
    except CannotAnswer:
        return 0
