"""Whoever holds a whole pack, and a solver, can't work out a hidden number or know that one is less than five."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.reports.child import CohortSpell
from onroll.reports.disclosure import LEAST_SHOWN, Key, Sum
from onroll.reports.movements import movements
from onroll.reports.protecting import pack_of, protected
from onroll.reports.publication import LOW, printed_of, published
from onroll.reports.rounding import percent
from onroll.reports.statistics.attack import FAR, Attack, Band, Printed
from onroll.reports.table import Cell, FigureTable
from unit.reports.counted import definition

DAY = date(2026, 11, 1)


def table_of(name: str, people: list[tuple[str, ...]], row: int, column: int) -> FigureTable:
    """People counted by two of the things known of them, with totals, shares of the row and what adds to what."""
    rows = sorted({person[row] for person in people})
    columns = sorted({person[column] for person in people})
    members: dict[Key, frozenset[int]] = {}
    for r in ("Total", *rows):
        for c in ("Total", *columns):
            members[(r, c)] = frozenset(
                n for n, p in enumerate(people) if r in ("Total", p[row]) and c in ("Total", p[column])
            )
    sums = [Sum((r, "Total"), tuple((r, c) for c in columns)) for r in ("Total", *rows)]
    sums += [Sum(("Total", c), tuple((r, c) for r in rows)) for c in ("Total", *columns)]
    cells = tuple(
        Cell(*key, len(who), percent(len(who), len(members[(key[0], "Total")]))) for key, who in members.items()
    )
    return FigureTable(name, name, "", DAY, None, name, "", cells, members=members, sums=tuple(sums))


PEOPLE = st.lists(
    st.tuples(st.sampled_from("FM"), st.sampled_from("abc"), st.sampled_from(["plan", "none"])), min_size=1, max_size=60
)


def attacker_of(
    exact: list[FigureTable], shown: tuple[FigureTable, ...]
) -> tuple[Attack, dict[object, int], set[object]]:
    """The reader of the pack as printed: the cells that show a number, and all that is known of what adds to what."""
    pack = pack_of(exact)
    seen = {
        pack.names[n][(cell.row, cell.column)]
        for n, table in enumerate(shown)
        for cell in table.cells
        if cell.count is not None
    }
    counts = dict(pack.problem.counts)
    bands = {name: Band(counts[name], counts[name]) for name in seen}
    bands |= {name: Band(-FAR, FAR) for name, count in counts.items() if count < 0 and name not in seen}
    attack = Attack(Printed(bands, pack.problem.sums))
    return attack, counts, set(counts) - seen - set(pack.problem.unprinted)


@settings(max_examples=25, deadline=None)
@given(PEOPLE)
def test_three_tables_of_one_cohort(people: list[tuple[str, ...]]) -> None:
    exact = [table_of("ab", people, 0, 1), table_of("bc", people, 1, 2), table_of("ac", people, 0, 2)]
    shown = protected(exact, "scrutiny")
    attack, counts, hidden = attacker_of(exact, shown)
    assert {name for name, count in counts.items() if 0 < count < LEAST_SHOWN} <= hidden | set(
        pack_of(exact).problem.unprinted
    )
    for name in hidden:
        low, high = attack.range_of(name)
        assert low != high, name
        assert counts[name] >= LEAST_SHOWN or counts[name] == 0 or high is None or high >= LEAST_SHOWN, name
    for before, after in zip(exact, shown, strict=True):
        assert_shares_tell_nothing(before, after)


def assert_shares_tell_nothing(before: FigureTable, after: FigureTable) -> None:
    """No share stands at a hidden number, nor at a shown one whose share of a hidden one it could be."""
    for cell in after.cells:
        if cell.count is None:
            assert cell.percent is None
        elif cell.percent is not None:
            base = after.cell(cell.row, "Total").count
            assert base is not None or not cell.count or cell.percent != before.cell(cell.row, cell.column).percent


def test_a_number_hidden_in_one_table_is_hidden_in_the_other() -> None:
    """Differencing: 1 of 40 is hidden in the first table, and the second would give it as total less the rest."""
    people = [("F", "a", "none")] * 20 + [("M", "a", "none")] * 19 + [("M", "b", "plan")]
    first, second = protected([table_of("ab", people, 0, 1), table_of("ac", people, 0, 2)], "scrutiny")
    assert first.cell("M", "b").count is second.cell("M", "plan").count is None
    assert (first.cell("M", "a").count is None) == (second.cell("M", "none").count is None)


SPELLS = st.lists(
    st.tuples(st.integers(1, 40), st.dates(date(2026, 8, 1), date(2026, 11, 1)), st.booleans()), max_size=25
).map(lambda told: [CohortSpell(n, start, DAY if ended else None, school_age_ended=False) for n, start, ended in told])


@settings(max_examples=15, deadline=None)
@given(SPELLS)
def test_starters_and_leavers_cannot_be_told_from_opening_and_closing(spells: list[CohortSpell]) -> None:
    exact = movements(definition("ehe-starters-leavers"), spells, as_at=DAY)
    shown = movements(definition("ehe-starters-leavers"), spells, as_at=DAY, audience="scrutiny")
    attack, counts, hidden = attacker_of([exact], (shown,))
    for name in hidden:
        high = attack.range_of(name)[1]
        assert not 0 < counts[name] < LEAST_SHOWN or high is None or high >= LEAST_SHOWN


@settings(max_examples=25, deadline=None)
@given(PEOPLE)
def test_low_cannot_be_told_by_a_reader_of_the_rounded_table(people: list[tuple[str, ...]]) -> None:
    exact = table_of("ab", people, 0, 1)
    rounded = published(exact)
    bases = {(c.row, c.column): [(c.row, "Total")] for c in exact.cells if c.count}
    attack = Attack(printed_of(exact, {(c.row, c.column): c for c in rounded.cells}, bases))
    for cell in rounded.cells:
        count = exact.cell(cell.row, cell.column).count or 0
        assert cell.state == "c" or (cell.state == "low") == (0 < count < 5)
        assert cell.state == "c" or cell.count == (None if cell.state == "low" else (count + 5) // 10 * 10)
        if cell.state == "low":
            assert cell.percent is None
            low, high = attack.range_of((cell.row, cell.column))
            assert LOW.low <= low < (high or 0) <= LOW.high


def test_the_departments_own_trap_is_closed() -> None:
    """Fifty children of whom three are in year 5: the published table of autumn 2025 prints `low` beside 7 per cent."""
    people = [("year 5", "a", "none")] * 3 + [("year 6", "a", "none")] * 40 + [("year 7", "a", "none")] * 7
    shown = protected([table_of("years", people, 1, 0)], "publication")[0]
    year5 = shown.cell("a", "year 5")
    assert (year5.count, year5.percent, year5.state) == (None, None, "low")
    assert shown.cell("a", "Total").count == 50


def test_what_is_hidden_is_in_no_sentence() -> None:
    people = [("F", "a", "none")] * 20 + [("M", "a", "none")] * 3
    table = table_of("ab", people, 0, 1)
    told = FigureTable(
        **{name: getattr(table, name) for name in table.__slots__}
        | {
            "says": "Of 23 children 3 are boys.",
            "notes": ("Of 23 on 1 November 2026, 3 are boys.", "Counts of 2026/27."),
        }
    )
    shown = protected([told], "scrutiny")[0]
    assert shown.says == ""
    assert shown.notes[0] == "Counts of 2026/27."
    assert not any("3 are boys" in note for note in shown.notes)


def test_hidden_tables_are_not_hidden_again() -> None:
    shown = protected([table_of("ab", [("F", "a", "none")] * 9, 0, 1)], "scrutiny")
    with pytest.raises(ValueError, match="exact tables"):
        protected(shown, "scrutiny")
