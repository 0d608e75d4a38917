"""What do the registers and the case say before a measure is taken for absence? Sessions, notices, support, and how a notice stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.attendance.measures import measure
from onroll.attendance.missed import Missed, missed, window
from onroll.attendance.model import PupilMeasures
from onroll.casework.actions.opening import same_child
from onroll.casework.models import Case, Measure, NoticePayment, NoticeSession, PenaltyNotice, Support
from onroll.casework.pathways.attendance.notices import (  # fmt: skip
    EXCLUDED,
    Asked,
    Check,
    Earlier,
    Money,
    Terms,
    checks,
    money,
    terms,
    within_limit,
)
from onroll.children.selectors.child import ChildOnTheDay, adults_of, resolve
from onroll.children.selectors.numbers import upns_of
from onroll.registers.reading import block
from onroll.rules.ages import school_age_from, school_age_to
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.frameworks import penalty_notices

LOOK_BACK = timedelta(days=730)  # further back no prosecution and no notice reaches
EXCLUSIONS = ("suspension", "permanent_exclusion")
PUBLIC_PLACE_DAYS = 7  # five school days lie within so many days, holidays apart; the rule says the exact last day


@dataclass(frozen=True, slots=True)
class Absence:
    """A child's absence as at a day: each enrolment's measures this academic year, and every unauthorised session of two years."""

    measures: Sequence[PupilMeasures]
    sessions: Sequence[Missed]
    newest: date | None  # the last day with an unauthorised session

    def newest_window(self, used: set[tuple[str, date, int]]) -> tuple[Missed, ...]:
        """The sessions that a notice could rely on: the newest window of any enrolment that holds enough, else all of its last."""
        framework = penalty_notices()
        found: list[tuple[Missed, ...]] = []
        for urn in dict.fromkeys(one.urn for one in self.sessions):
            own = [one for one in self.sessions if one.urn == urn]
            held = window(own, used=used, enough=framework.sessions, weeks=framework.school_weeks)
            free = [one for one in own if one.key not in used]
            last = held or tuple(one for one in free if free[-1].week - one.week < framework.school_weeks)
            found.append(last)
        best = [one for one in found if len(one) >= framework.sessions] or found
        return max(best, key=lambda one: one[-1].on if one else date.min, default=())


def absence_of(child: int, on: date) -> Absence:
    """Read from the registers of every UPN the child is held under; days after `on` are left out."""
    upns = upns_of(child)
    begins = penalty_notices().provenance.in_force_from or date.min
    first = max(on - LOOK_BACK, begins)
    held = block(first, on, upns=upns)
    year = date(on.year - (on.month < 9), 9, 1)
    rows = [row for row in measure(held, year, on).rows() if row.possible] if held.upns else []
    sessions = sorted(
        (one for row in missed(held, first, on) for one in row), key=lambda one: (one.on, one.session, one.urn)
    )
    return Absence(rows, sessions, sessions[-1].on if sessions else None)


def used_sessions(child: int, *, but: int | None = None) -> set[tuple[str, date, int]]:
    """The sessions that a notice, not withdrawn, relied on already, whoever it was issued to (pn-threshold)."""
    found = NoticeSession.objects.filter(notice__case__child_id__in=same_child(child), notice__withdrawn_on=None)
    if but is not None:
        found = found.exclude(notice_id=but)
    return set(found.values_list("urn", "on", "session"))


def used_for(child: int, parent: str) -> set[tuple[str, date, int]]:
    """The same for one parent: each parent of a child may be given a notice for the same sessions."""
    found = NoticeSession.objects.filter(
        notice__case__child_id__in=same_child(child), notice__withdrawn_on=None, notice__parent__iexact=parent.strip()
    )
    return set(found.values_list("urn", "on", "session"))


def earlier_notices(child: int, parent: str) -> list[Earlier]:
    """Notices for absence to this parent for this child that stand, oldest first."""
    found = PenaltyNotice.objects.filter(case__child_id__in=same_child(child), parent__iexact=parent.strip(), withdrawn_on=None).exclude(kind=EXCLUDED)  # fmt: skip
    return [Earlier(one.reference, one.issued_on) for one in found.order_by("issued_on", "pk")]


def parents_of(child: int) -> list[tuple[str, str]]:
    """(name, how they may be reached) of the adults whom a source gives parental responsibility, each once."""
    named = {
        one.name: one.safe_contact
        for one in adults_of(child)
        if one.parental_responsibility is not False  # a source that doesn't say leaves it to the officer
    }
    return sorted(named.items())


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a notice to one parent would stand on."""

    asked: Asked
    checks: Sequence[Check]
    number: int

    def says(self, answer: str) -> list[Check]:
        """The questions with this answer."""
        return [one for one in self.checks if one.answer == answer]


def eligibility(case: Case, child: ChildOnTheDay, *, kind: str, parent: str, on: date, absence: Absence | None = None) -> Eligibility:  # fmt: skip
    """Every question before a notice, answered from the marks and the case as at a day."""
    standing = resolve(case.child_id)
    held = absence or absence_of(standing, on)
    sessions = () if kind == EXCLUDED else held.newest_window(used_for(standing, parent))
    earlier = earlier_notices(standing, parent)
    born = child.summary.date_of_birth
    asked = Asked(
        kind=kind, on=on, parent=parent or "this parent", sessions=sessions, earlier=earlier, support=support_words(case),
        improvement_ended=Measure.objects.filter(case=case, kind="improvement", result="not_improved").exists(),
        of_school_age=born is None or school_age_from(born) <= on <= school_age_to(born), on_roll=any(fact.kind == "roll" and fact.supports_on(on) for fact in child.held.facts),
        excluded_from=_excluded(child, on),
    )  # fmt: skip
    number = 1 if kind == EXCLUDED else len(within_limit(earlier, on)) + 1
    return Eligibility(asked, checks(asked), number)


def support_words(case: Case) -> list[str]:
    """What was offered, with its day, newest first."""
    kinds = rule_book().codes["attendance-support"].codes
    return [
        f"{kinds[one.kind].means if one.kind in kinds else one.kind} ({one.offered_on:%-d %B %Y})"
        for one in Support.objects.filter(case=case)
    ]


def _excluded(child: ChildOnTheDay, on: date) -> date | None:
    days = [
        fact.started_on
        for fact in child.held.facts
        if fact.kind in EXCLUSIONS
        and fact.started_on
        and fact.started_on <= on <= fact.started_on + timedelta(days=PUBLIC_PLACE_DAYS)
    ]
    return max(days, default=None)


@dataclass(frozen=True, slots=True)
class NoticeStands:
    """A notice with its terms and its money as at a day."""

    notice: PenaltyNotice
    terms: Terms
    money: Money


def stands(notice: PenaltyNotice, payments: Sequence[NoticePayment], on: date) -> NoticeStands:
    """How the notice stands; the payments are its own."""
    told = terms(notice.kind, notice.number, sent=notice.sent, sent_on=notice.issued_on, received_on=notice.received_on)
    paid = [(one.received_on, one.pence) for one in payments]
    withdrawn = notice.withdrawn_on is not None and notice.withdrawn_on <= on
    return NoticeStands(notice, told, money(told, paid, on=on, withdrawn=withdrawn))


def notices_standing(notices: Sequence[PenaltyNotice], on: date) -> list[NoticeStands]:
    """The same for many, with one query for their payments."""
    by: dict[int, list[NoticePayment]] = {}
    for one in NoticePayment.objects.filter(notice__in=[notice.pk for notice in notices]):
        by.setdefault(one.notice_id or 0, []).append(one)
    return [stands(notice, by.get(notice.pk, ()), on) for notice in notices]
