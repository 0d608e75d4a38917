"""How are the sums of attendance shown: beside last year's, the region's and England's, each with its own period?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from onroll.attendance.axis import year_of
from onroll.reports.attendance.comparators import ENGLAND, Published, area_name, beside, region_of, series, year_words
from onroll.reports.attendance.kpis import TOTAL, GroupRow, Kpis
from onroll.reports.attendance.sessions import AUTHORISED, KIND_WORDS, UNAUTHORISED
from onroll.reports.attendance.standing import Period
from onroll.reports.attendance.trend import Trend, top
from onroll.reports.rounding import percent
from onroll.web.components.charts import Line, LineChart
from onroll.web.components.tables import Cell, Column, Table

MEASURES = (
    ("attendance", "Attendance"),
    ("absence", "Overall absence"),
    ("authorised", "Authorised absence"),
    ("unauthorised", "Unauthorised absence"),
    ("persistent", "Persistently absent"),
    ("severe", "Severely absent"),
)
NOT_PUBLISHED = "not published"
YEARLY = (("absence", "Overall absence"), ("persistent", "Persistent absence"), ("severe", "Severe absence"))


@dataclass(frozen=True)
class BesideTable:
    """The measures, ours and published, and the sentences about periods that differ."""

    table: Table
    notes: Sequence[str]


def percent_words(value: float | None) -> str:
    """A share for a cell; "hidden or no base" is never nought."""
    return "–" if value is None else f"{value:.1f} %"


def beside_table(ours: Kpis, before: Kpis, period: Period, *, area: str, phase: str = "total") -> BesideTable:
    """Ours this year so far, ours in the same weeks of last year, and what is published of the authority, region and England."""
    year = year_of(period.first)
    found = {measure: beside(area, phase, measure, before=year) for measure, _ in MEASURES}
    found["attendance"] = [replace(one, measure="attendance", value=100 - one.value) for one in found["absence"]]
    places = list(dict.fromkeys(one.name for each in found.values() for one in each))
    rows = [
        [
            words, _ours(ours, measure), percent_words(before.share(measure)) if before.enrolments else "no marks held",
            *(_published(found[measure], place) for place in places),
        ]
        for measure, words in MEASURES
    ]  # fmt: skip
    columns = [
        Column("Measure", heads_row=True), Column("This year so far", numeric=True), Column("Last year, same weeks", numeric=True),
        *(Column(place, numeric=True) for place in places),
    ]  # fmt: skip
    heading = "Beside last year and what is published" + ("" if phase == "total" else f" of {phase} schools")
    return BesideTable(Table(heading, columns, rows, id="beside"), _period_notes(found.values(), period))


def _period_notes(found: Iterable[Sequence[Published]], period: Period) -> list[str]:
    """One sentence for each period that isn't ours, with whose it is."""
    notes: dict[str, list[str]] = {}
    for one in dict.fromkeys(one for each in found for one in each):
        if note := one.other_period(period.first, period.last):
            notes.setdefault(note, [])
            if one.name not in notes[note]:
                notes[note].append(one.name)
    return [f"{', '.join(names)}: {note}" for note, names in notes.items()]


def _ours(ours: Kpis, measure: str) -> Cell:
    hint = ""
    if measure in ("persistent", "severe"):
        hint = f"{getattr(ours, measure):,} of {ours.enrolments:,} pupils"
    return Cell(percent_words(ours.share(measure)), hint=hint)


def _published(held: Sequence[Published], place: str) -> Cell:
    one = next((one for one in held if one.name == place), None)
    if one is None:
        return Cell(NOT_PUBLISHED)
    return Cell(f"{one.shown} %", hint=year_words(one.year))


def sources_of(area: str, period: Period) -> list[str]:
    """Whose numbers stand beside ours, and what they mean."""
    found = [one for measure, _ in MEASURES[1:] for one in beside(area, "total", measure, before=year_of(period.first))]
    return list(dict.fromkeys(f"{one.source.publisher}, {one.source.title}. {one.source.definition}" for one in found))


def groups_table(
    rows: Sequence[GroupRow], heading: str, *, hrefs: dict[str, str] | None = None, id: str = "groups"
) -> Table:
    """A row a group, with its counts and shares."""
    columns = [
        Column(heading, heads_row=True), Column("Pupils", numeric=True), Column("Attendance", numeric=True), Column("Authorised", numeric=True),
        Column("Unauthorised", numeric=True), Column("Persistent", numeric=True), Column("Severe", numeric=True),
    ]  # fmt: skip
    cells = [
        [
            Cell(row.group, href=(hrefs or {}).get(row.group, "")), _count(row.enrolments), percent_words(row.shares["attendance"]),
            percent_words(row.shares["authorised"]), percent_words(row.shares["unauthorised"]),
            Cell(percent_words(row.shares["persistent"]), hint=_count(row.persistent)), Cell(percent_words(row.shares["severe"]), hint=_count(row.severe)),
        ]
        for row in rows
        if row.group != TOTAL or len(rows) > 2
    ]  # fmt: skip
    return Table(f"By {heading.lower()}", columns, cells, empty="No marks are held.", id=id)


def _count(number: int | None) -> str:
    return "hidden" if number is None else f"{number:,}"


def codes_table(held: Trend, *, number: int = 3) -> Table:
    """The most frequent codes of both kinds of absence, and what is left of each, as shares of the possible sessions."""
    base = held.possible
    rows: list[list[Cell | str]] = []
    for kind in (AUTHORISED, UNAUTHORISED):
        found = top(held, kind, number)
        rows += [
            [
                Cell(f"{one.code}: {one.means}"),
                KIND_WORDS[kind],
                f"{one.count:,}",
                percent_words(percent(one.count, base)),
            ]
            for one in found.shown
        ]
        if found.rest:
            words = f"Other {kind} codes ({found.rest_codes})"
            rows.append([Cell(words), KIND_WORDS[kind], f"{found.rest:,}", percent_words(percent(found.rest, base))])
    missed = sum(one.count for kind in (AUTHORISED, UNAUTHORISED) for one in held.of_kind(kind))
    rows.append([Cell("All absence"), "Both", f"{missed:,}", percent_words(percent(missed, base))])
    columns = [
        Column("Code", heads_row=True),
        Column("Counts as"),
        Column("Sessions", numeric=True),
        Column("Of those possible", numeric=True),
    ]
    return Table("Why sessions were missed", columns, rows, empty="No absence.", id="codes")


def every_code_table(held: Trend) -> Table:
    """Every code in use with its sessions: those that are no possible session have no share."""
    base = held.possible
    rows = [
        [Cell(f"{one.code}: {one.means}"), KIND_WORDS[one.kind], f"{one.count:,}",
         "–" if one.kind == "not-possible" else percent_words(percent(one.count, base))]
        for one in held.codes
    ]  # fmt: skip
    columns = [
        Column("Code", heads_row=True),
        Column("Counts as"),
        Column("Sessions", numeric=True),
        Column("Of those possible", numeric=True),
    ]
    return Table("Every code in use", columns, rows, id="every-code", caption_hidden=True)


def trend_chart(ours: Trend, before: Trend, years: tuple[str, str], *, of: str) -> LineChart:
    """Overall absence week by week, this year and last; a holiday is a gap."""
    weeks = list(ours.weeks)
    earlier = [one.absence for one in before.weeks][: len(weeks)]
    labels = [f"{one.monday.day} {one.monday:%b}" for one in weeks]
    lines = [Line(years[0], [one.absence for one in weeks])]
    if any(value is not None for value in earlier):
        lines.append(Line(f"{years[1]}, same weeks", [*earlier, *[None] * (len(weeks) - len(earlier))]))
    return LineChart(
        f"Absence by week: {of}", "Sessions missed, per cent of those possible, weeks from", labels, lines,
        note="A gap is a holiday. The newest week may still lack schools that haven’t sent it.",
    )  # fmt: skip


def years_chart(area: str, measure: str, words: str) -> LineChart:
    """One measure over the published academic years: the authority, its region and England; a year not collected is a gap."""
    places = [place for place in (area, region_of(area), ENGLAND) if place]
    held = {place: {one.year: float(one.shown) for one in series("lait", place, "total", measure)} for place in places}
    known = [year for values in held.values() for year in values]
    span = range(min(known), max(known) + 1) if known else range(0)
    base = "per cent of possible sessions" if measure == "absence" else "per cent of pupils"
    return LineChart(
        f"{words} by academic year", f"{base.capitalize()}, all schools", [year_words(year) for year in span],
        [Line(area_name(place), [held[place].get(year) for year in span]) for place in places if held[place]],
    )  # fmt: skip
