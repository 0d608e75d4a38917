"""How did absence go week by week, and which codes make it? Sums over the registers of a period, as they stand in a block."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onroll.attendance.axis import SESSIONS_A_WEEK
from onroll.attendance.codes import CODES
from onroll.attendance.measures import measure
from onroll.attendance.model import Block
from onroll.registers.reading import block
from onroll.reports.attendance.keeping import kept
from onroll.reports.attendance.sessions import NOT_POSSIBLE, code_of, kind_of
from onroll.reports.attendance.standing import Period, edition
from onroll.reports.rounding import percent

SCHOOL_DAYS = 5


@dataclass(frozen=True, slots=True)
class WeekSums:
    """The sums of one week; `possible` 0 in a holiday."""

    monday: date
    possible: int
    absent: int
    unauthorised: int

    @property
    def absence(self) -> float | None:
        """Per cent of the possible sessions, to one place; None in a holiday."""
        return percent(self.absent, self.possible)


@dataclass(frozen=True, slots=True)
class CodeShare:
    """How often one code stood in the registers."""

    code: str
    means: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The weeks and codes of a period, of all registers or of one school's."""

    weeks: Sequence[WeekSums]
    codes: Sequence[CodeShare]

    @property
    def possible(self) -> int:
        return sum(one.count for one in self.codes if one.kind != NOT_POSSIBLE)

    def of_kind(self, kind: str) -> list[CodeShare]:
        """The codes that count as this, most frequent first."""
        return [one for one in self.codes if one.kind == kind]


def trend(period: Period, *, urns: Collection[str] | None = None) -> Trend:
    """Kept until marks arrive or change. `urns`: of these schools only."""
    wanted = None if urns is None else tuple(sorted(urns))
    return kept("trend", (edition(), period, wanted), lambda: _read(period, wanted))


def _read(period: Period, urns: tuple[str, ...] | None) -> Trend:
    held = block(period.first, period.last, urns=urns)
    return Trend(tuple(_weeks(held, period)), tuple(_codes(held, period)))


def _weeks(held: Block, period: Period) -> list[WeekSums]:
    found = []
    monday = period.first - timedelta(days=period.first.weekday())
    while monday <= period.last:
        first, last = max(monday, period.first), min(monday + timedelta(days=SCHOOL_DAYS - 1), period.last)
        sums = measure(held, first, last)
        missed = int(sums.column("unauthorised").sum())
        found.append(
            WeekSums(monday, int(sums.column("possible").sum()), missed + int(sums.column("authorised").sum()), missed)
        )
        monday += timedelta(days=7)
    return found


def _codes(held: Block, period: Period) -> list[CodeShare]:
    """Every code in use, most frequent first; what it means is of the period's last day."""
    begin = max((period.first - held.first_monday).days // 7 * SESSIONS_A_WEEK + period.first.weekday() * 2, 0)
    end = (period.last - held.first_monday).days // 7 * SESSIONS_A_WEEK + min(
        period.last.weekday() + 1, SCHOOL_DAYS
    ) * 2
    marks = held.marks[:, begin:end].tobytes()
    found = []
    for byte, code in CODES.items():
        count = marks.count(byte)
        said = code_of(code, period.last)
        if count and said:
            found.append(CodeShare(code, said.means, kind_of(said), count))
    return sorted(found, key=lambda one: (-one.count, one.code))


@dataclass(frozen=True, slots=True)
class Top:
    """The most frequent codes of one kind and what is left, so that the shares add up."""

    shown: Sequence[CodeShare]
    rest: int
    rest_codes: int


def top(trend: Trend, kind: str, number: int = 3) -> Top:
    """The first `number` codes of a kind, and the remainder (figures.md: shares come with the remainder)."""
    every = trend.of_kind(kind)
    return Top(every[:number], sum(one.count for one in every[number:]), len(every[number:]))
