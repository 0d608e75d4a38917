"""For whom is attendance falling, and what has nobody done about it? Each list with the reason its pupils stand on it.

A list is a question asked of every register of the period. Limits that are no law are named here and are to be confirmed by
each authority; the page says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from onroll.reports.attendance.recent import FALL, NOTHING, WEEKS, Recent
from onroll.reports.attendance.standing import Enrolment

SESSIONS_A_DAY = 2
NEAR = 4  # sessions: two school days more would make the pupil persistently absent (to be confirmed)
FEW = 10  # possible sessions below which a rate says little (rule book, pa-caveat)
SICK_DAYS = 15  # school days of illness in a year: return-sickness of the rule book
FIRST_DAYS = 2  # absences on a first day after a holiday (to be confirmed)
LATE_OFTEN = 10  # sessions late (to be confirmed)
WEEKS_BROKEN = 6  # weeks with both absence and presence (to be confirmed)


@dataclass(frozen=True)
class Known:
    """What lists ask beside the marks: by child, who has an open case, and section 19 or other provision in force."""

    open_cases: Collection[int] = frozenset()
    provided: Collection[int] = frozenset()
    recent: Mapping[tuple[str, str], Recent] = field(default_factory=dict)

    def lately(self, one: Enrolment) -> Recent:
        """What happened lately in this register."""
        return self.recent.get((one.measures.urn, one.measures.upn), NOTHING)


Test = Callable[[Enrolment, Known], bool]


@dataclass(frozen=True)
class ListKind:
    """One list: its heading, the sentence that says who stands on it, the question, the reason, and its order."""

    id: str
    title: str
    says: str
    holds: Test
    why: Callable[[Enrolment], str]
    worst: Callable[[Enrolment], float] = field(default=lambda one: one.absent / one.measures.possible)


def _day(days: int) -> str:
    return f"{days} school day{'s' * (days != 1)}"


def _share(one: Enrolment) -> str:
    return f"missed {one.absent} of {one.measures.possible} possible sessions"


def _near(one: Enrolment) -> bool:
    more = one.absent + NEAR
    return not one.measures.persistent and one.measures.possible >= FEW and more * 10 >= one.measures.possible + NEAR


def _child(one: Enrolment) -> int:
    return one.pupil.child if one.pupil else 0


def _nobody(one: Enrolment, known: Known) -> bool:
    """No EHC plan, no open case, no reduced timetable."""
    return one.pupil is None or not (one.pupil.plan or one.pupil.reduced or one.pupil.child in known.open_cases)


def _reached(one: Enrolment) -> str:
    on = one.measures.penalty_threshold_on
    return f"ten unauthorised sessions in ten school weeks on {on.day} {on:%B %Y}" if on else ""


KINDS: Mapping[str, ListKind] = {
    kind.id: kind
    for kind in (
        ListKind(
            "near", "About to become persistently absent",
            "Under 10 % now; two more school days missed would bring them to 10 % or more.",
            lambda one, known: _near(one), _share,
        ),
        ListKind(
            "persistent", "Persistently absent", "Missed 10 % or more of their possible sessions.",
            lambda one, known: one.measures.persistent, _share,
        ),
        ListKind(
            "severe", "Severely absent", "Missed half or more of their possible sessions.", lambda one, known: one.measures.severe, _share
        ),
        ListKind(
            "severe-no-plan", "Severely absent and nobody has a plan",
            "Missed half or more, with no EHC plan, no open case and no reduced timetable.",
            lambda one, known: one.measures.severe and _nobody(one, known), _share,
        ),
        ListKind(
            "threshold", "Threshold for a penalty notice reached and no open case",
            "Ten unauthorised sessions within ten school weeks, counted over this period, and no case is open for the child.",
            lambda one, known: one.measures.penalty_threshold_on is not None and _child(one) not in known.open_cases, _reached,
            worst=lambda one: one.measures.unauthorised,
        ),
        ListKind(
            "ten-days", "Ten days of unauthorised absence on end",
            "Unauthorised for ten school days or more without a break: the school owes the authority a return.",
            lambda one, known: one.measures.longest_unauthorised_run >= 10,
            lambda one: f"{_day(one.measures.longest_unauthorised_run)} unauthorised on end",
            worst=lambda one: one.measures.longest_unauthorised_run,
        ),
        ListKind(
            "not-seen", "Not present for ten school days",
            "Marks are held for the last ten school days and none says present or at an approved activity.",
            lambda one, known: known.lately(one).unseen,
            lambda one: f"last present on {one.measures.last_present_on.day} {one.measures.last_present_on:%B %Y}" if one.measures.last_present_on else "not once present in this period",
        ),
        ListKind(
            "fell", "Sudden falls", f"Absent {FALL} percentage points more in the last {WEEKS} weeks than in the weeks before.",
            lambda one, known: known.lately(one).fell, _share,
        ),
        ListKind(
            "unknown", "Reasons not found in time", "Sessions still marked N after the school days allowed to find out why; the mark must become O.",
            lambda one, known: known.lately(one).overdue > 0, lambda one: "a session is still marked N",
        ),
        ListKind(
            "ill", "Fifteen days ill and no provision",
            "Ill for the sessions of fifteen school days or more this year, and no alternative provision is recorded.",
            lambda one, known: one.measures.illness_sessions >= SICK_DAYS * SESSIONS_A_DAY and _child(one) not in known.provided,
            lambda one: f"{one.measures.illness_sessions} sessions ill, {_day(one.measures.longest_illness_run)} of them on end",
            worst=lambda one: one.measures.illness_sessions,
        ),
        ListKind(
            "first-days", "Absent on first days after holidays",
            "Absent on the first school day after a holiday at least twice.",
            lambda one, known: one.measures.first_day_absences >= FIRST_DAYS,
            lambda one: f"absent on {one.measures.first_day_absences} first days after a holiday",
            worst=lambda one: one.measures.first_day_absences,
        ),
        ListKind(
            "late", "Often late", "Late for ten sessions or more.",
            lambda one, known: one.measures.late >= LATE_OFTEN, lambda one: f"late for {one.measures.late} sessions",
            worst=lambda one: one.measures.late,
        ),
        ListKind(
            "broken", "Broken weeks", "Six weeks or more with both absence and presence.",
            lambda one, known: one.measures.broken_weeks >= WEEKS_BROKEN, lambda one: f"{one.measures.broken_weeks} broken weeks",
            worst=lambda one: one.measures.broken_weeks,
        ),
    )
}  # fmt: skip
"""Every list by its id, in the order of the page. Ids are stable: they stand in addresses."""


def on_list(kind: ListKind, rows: Sequence[Enrolment], known: Known) -> list[Enrolment]:
    """Who stands on the list, the worst first; the same order for the same marks."""
    held = [one for one in rows if kind.holds(one, known)]
    return sorted(held, key=lambda one: (-kind.worst(one), -one.absent, one.measures.urn, one.measures.upn))


def counts(rows: Sequence[Enrolment], known: Known) -> dict[str, int]:
    """How many stand on each list."""
    return {kind.id: sum(kind.holds(one, known) for one in rows) for kind in KINDS.values()}
