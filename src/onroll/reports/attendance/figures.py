"""What do the attendance figures of the packs print (figures.md 18 to 20)? Counted from the registers, as known at a moment.

`attendance-kpis` and `absence-codes` are of the academic year so far, to the newest marks on the day; `absence-trend` is of whole
years, as published, and is marked so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from onroll.registers.measuring import measures
from onroll.reports.attendance.comparators import ENGLAND, area_name, region_of, series, sources, year_words
from onroll.reports.attendance.kpis import PLAIN, SHARES, as_rows, grouped
from onroll.reports.attendance.people import PHASES, schools
from onroll.reports.attendance.sessions import AUTHORISED, UNAUTHORISED
from onroll.reports.attendance.standing import Period, year_so_far
from onroll.reports.attendance.trend import top, trend
from onroll.reports.disclosure import LEAST_SHOWN
from onroll.reports.rounding import percent
from onroll.reports.table import Cell, FigureTable

LABELS = {
    "attendance": "Attendance", "absence": "Overall absence", "authorised": "Authorised absence", "unauthorised": "Unauthorised absence",
    "persistent": "Persistently absent", "severe": "Severely absent",
}  # fmt: skip
SESSIONS = "possible sessions; persistent and severe absence: of enrolments with a possible session"
SOURCE = "Coventry City Council, Children Absent from Education, 2025: attendance"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a figure is asked for."""

    as_at: date
    known_at: datetime | None
    audience: str
    area: str


def attendance_figure(name: str, asked: Asked) -> FigureTable:
    """The figure of this name. Raises KeyError for another; ValueError where no marks are held, or for an audience or moment
    it can't be printed for."""  # fmt: skip
    if name == "absence-trend":
        return _trend(asked)
    period = year_so_far(asked.as_at)
    if period is None:
        raise ValueError(f"No marks are held up to {asked.as_at}, so {name} can't be counted.")
    return {"attendance-kpis": _kpis, "absence-codes": _codes}[name](asked, period)


NAMES = ("attendance-kpis", "absence-codes", "absence-trend")


def _kpis(asked: Asked, period: Period) -> FigureTable:
    places = schools()
    held = measures(period.first, period.last, known_at=asked.known_at)
    found = grouped(
        (PHASES[places[row.urn].phase] if row.urn in places else PHASES["other"], row)
        for row in held.rows()
        if row.possible
    )
    cells = [
        Cell(LABELS[share], row.group, getattr(row, share, None), row.shares[share])
        for row in as_rows(found, audience=asked.audience)
        for share in SHARES
    ]
    notes = [
        "Counts are of pupils at a school; one at two schools is counted at each. A school without a known phase is under Other."
    ]
    return _table(
        "attendance-kpis",
        "Attendance: key numbers",
        "How much school is missed, and by how many?",
        asked,
        period,
        cells,
        notes,
    )


def _codes(asked: Asked, period: Period) -> FigureTable:
    if asked.known_at is not None:
        raise ValueError("absence-codes is counted as known now; leave --known-at out.")
    found = trend(period)
    cells = []
    for kind in (AUTHORISED, UNAUTHORISED):
        first = top(found, kind)
        rows = [(f"{one.code}: {one.means}", one.count) for one in first.shown]
        cells += [
            _code(words, kind, count, found.possible, asked)
            for words, count in [*rows, (f"Other {kind} codes", first.rest)]
        ]
    notes = [
        "The three most frequent codes of each kind; the other codes are the remainder, so that the shares add up."
    ]
    return _table(
        "absence-codes", "Why sessions were missed", "Which codes make the absence?", asked, period, cells, notes
    )


def _code(words: str, kind: str, count: int, base: int, asked: Asked) -> Cell:
    hidden = asked.audience not in PLAIN and 0 < count < LEAST_SHOWN
    return Cell(words, kind.capitalize(), None if hidden else count, None if hidden else percent(count, base))


def _trend(asked: Asked) -> FigureTable:
    places = [place for place in (asked.area, region_of(asked.area), ENGLAND) if place]
    cells = [
        Cell(f"{LABELS[measure]}, {year_words(one.year)}", area_name(place), None, float(one.shown))
        for measure in ("absence", "persistent", "severe")
        for place in places
        for one in series("lait", place, "total", measure)
        if one.last <= asked.as_at
    ]
    source = sources()["lait"]
    return FigureTable(
        "absence-trend", "Absence by academic year", "How has absence changed since 2018/19?", asked.as_at, asked.known_at,
        source.definition, "possible sessions; persistent and severe absence: of pupils", tuple(cells),
        ("As published, not counted from the marks held here. 2019/20 wasn't collected and is left out.",),
        f"{source.publisher}, {source.title}, {source.published}", asked.audience,
    )  # fmt: skip


def _table(
    name: str, title: str, question: str, asked: Asked, period: Period, cells: list[Cell], notes: list[str]
) -> FigureTable:
    said = [f"From {period.words}: a part of a year, not to be set beside a whole one.", *notes]
    if asked.audience not in PLAIN:
        said.append("Numbers from 1 to 4 are hidden, and others from which they could be worked out.")
    return FigureTable(
        name, title, question, asked.as_at, asked.known_at, "Session marks as schools sent them; each code counts as the rule book's list says.",
        SESSIONS, tuple(cells), tuple(said), SOURCE, asked.audience,
    )  # fmt: skip
