"""Whatever the children, a figure is what counting them one by one gives, its parts add, and hidden numbers stay hidden."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.reports.child import CohortSpell, FigureChild
from onroll.reports.disclosure import LEAST_SHOWN, Key, Sum, hidden_cells
from onroll.reports.movements import movements
from unit.reports.counted import AS_AT, counted, definition

DAYS_BACK = st.none() | st.integers(0, 1_500).map(lambda days: AS_AT - timedelta(days=days))


@st.composite
def cohorts(draw: st.DrawFn) -> list[FigureChild]:
    return [
        FigureChild(
            child_id=number,
            sex=draw(st.sampled_from(["F", "M", "U", ""])),
            date_of_birth=draw(st.none() | st.dates(date(2005, 1, 1), date(2022, 1, 1))),
            definitions=draw(st.dictionaries(st.sampled_from(["ehe", "cme-statutory"]), DAYS_BACK)),
            social_care=draw(st.frozensets(st.sampled_from(["CIN", "CP", "LAC"]))),
            has_plan=draw(st.booleans()),
            free_school_meals=draw(st.none() | st.booleans()),
        )
        for number in range(draw(st.integers(0, 14)))
    ]


@given(cohorts())
def test_key_numbers_are_what_counting_by_hand_gives(children: list[FigureChild]) -> None:
    table = counted("ehe-key-stats", children)
    educated = [child for child in children if "ehe" in child.definitions]
    for column, sexes in {"Total": "FMU", "Female": "F", "Male": "M", "Not known": "U"}.items():
        here = [child for child in educated if (child.sex or "U") in sexes]
        plans = sum(child.has_plan for child in here)
        assert table.cell("Current home-educated children", column).count == len(here)
        assert table.cell("EHC plan in force", column).count == plans
        meals = table.cell("Claimed free school meals (last known)", column).count
        assert meals == len([child for child in here if child.free_school_meals])
        care = [row for row in table.as_rows() if row[0].startswith("Open to social care") and row[1] == column]
        assert sum(row[2] or 0 for row in care) == sum(bool(child.social_care) for child in here)
        shown = table.cell("EHC plan in force", column).percent
        assert (shown is None) == (not here)
        if shown is not None:
            assert abs(Fraction(str(shown)) - Fraction(100 * plans, len(here))) <= Fraction(1, 20)


@given(cohorts())
def test_lengths_are_what_counting_days_gives(children: list[FigureChild]) -> None:
    table = counted("cme-length", children)
    starts = [child.definitions["cme-statutory"] for child in children if "cme-statutory" in child.definitions]
    anniversary = date(AS_AT.year - 2, AS_AT.month, AS_AT.day)
    assert table.cell("Total", "24 months and over").count == sum(
        start is not None and start <= anniversary for start in starts
    )
    assert table.cell("Total", "Start not known").count == starts.count(None)
    rows, columns, cells = table.grid()
    for row in rows:
        assert cells[row, "Total"].count == sum(cells[row, column].count or 0 for column in columns[1:])
    for column in columns:
        assert cells["Total", column].count == sum(cells[row, column].count or 0 for row in rows[1:])


@given(cohorts())
def test_every_cell_holds_the_children_it_counts(children: list[FigureChild]) -> None:
    for name in ("ehe-key-stats", "cme-length", "ehe-key-stage"):
        table = counted(name, children)
        for cell in table.cells:
            assert len(table.who(cell.row, cell.column)) == cell.count


SPELLS = st.lists(
    st.tuples(
        st.none() | st.dates(date(2023, 6, 1), date(2024, 9, 30)), st.none() | st.integers(0, 400), st.booleans()
    ).map(lambda told: _spell(*told)),
    max_size=30,
)


def _spell(started_on: date | None, days: int | None, aged_out: bool) -> CohortSpell:
    ended_on = None if days is None else (started_on or date(2023, 6, 1)) + timedelta(days=days)
    return CohortSpell(1, started_on, ended_on, school_age_ended=aged_out)


@given(SPELLS, st.dates(date(2023, 9, 1), date(2024, 8, 31)))
def test_every_month_adds_and_opens_where_the_last_one_closed(spells: list[CohortSpell], as_at: date) -> None:
    table = movements(definition("ehe-starters-leavers"), spells, as_at=as_at)
    months, _, cells = table.grid()
    closed = None
    for month in [month for month in months if cells[month, "Opening"].count is not None]:
        opening, into, out, aged, net, closing = (cell.count or 0 for cell in table.cells if cell.row == month)
        assert opening + into - out - aged == closing == opening + net
        if month != "Year to date":
            assert closed is None or opening == closed
            closed = closing
    open_on_the_day = [
        spell
        for spell in spells
        if (spell.started_on is None or spell.started_on <= as_at)
        and (spell.ended_on is None or spell.ended_on > as_at)
    ]
    assert cells["Year to date", "Closing"].count == closed == len(open_on_the_day)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 1) | st.integers(0, 12), min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_no_hidden_number_follows_from_the_shown_ones(inner: list[list[int]]) -> None:
    counts, sums = _with_totals(inner)
    hidden = hidden_cells(counts, sums)
    assert {cell for cell, count in counts.items() if 0 < count < LEAST_SHOWN} <= hidden
    unknown = sorted(hidden)
    if not unknown:
        return
    matrix = numpy.zeros((len(sums), len(unknown)))
    for line, each in enumerate(sums):
        for cell in (*each.parts, each.total):
            if cell in hidden:
                matrix[line, unknown.index(cell)] = -1 if cell == each.total else 1
    rank = numpy.linalg.matrix_rank(matrix)
    for column in range(len(unknown)):
        alone = numpy.zeros((1, len(unknown)))
        alone[0, column] = 1
        assert numpy.linalg.matrix_rank(numpy.vstack([matrix, alone])) > rank, unknown[column]


def _with_totals(inner: list[list[int]]) -> tuple[dict[Key, int], list[Sum]]:
    rows, columns = [f"r{n}" for n in range(len(inner))], [f"c{n}" for n in range(3)]
    counts = {(row, column): inner[i][j] for i, row in enumerate(rows) for j, column in enumerate(columns)}
    counts |= {(row, "t"): sum(inner[i]) for i, row in enumerate(rows)}
    counts |= {("t", column): sum(line[j] for line in inner) for j, column in enumerate(columns)}
    counts[("t", "t")] = sum(map(sum, inner))
    sums = [Sum((row, "t"), tuple((row, column) for column in columns)) for row in (*rows, "t")]
    sums += [Sum(("t", column), tuple((row, column) for row in rows)) for column in (*columns, "t")]
    return counts, sums
