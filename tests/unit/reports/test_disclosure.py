"""Small numbers are hidden, and can't be had by subtraction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onroll.reports.disclosure import Key, Sum, hidden_cells
from onroll.reports.statistics.attack import Attack, Band, Printed
from unit.reports.counted import BORN, child, counted, many

CURRENT = "Current home-educated children"


def worked_out(counts: dict[Key, int], sums: list[Sum], hidden: frozenset[Key]) -> set[Key]:
    attack = Attack(Printed({cell: Band(n, n) for cell, n in counts.items() if cell not in hidden}, sums))
    ranges = {cell: attack.range_of(cell) for cell in hidden}
    return {cell for cell, (low, high) in ranges.items() if low == high or (counts[cell] < 5 and high and high < 5)}


def test_counts_of_one_to_four_are_hidden_and_nought_is_not() -> None:
    counts = {("r", str(n)): n for n in range(7)}
    assert hidden_cells(counts, []) == {("r", str(n)) for n in (1, 2, 3, 4)}


def test_one_hidden_part_takes_another_with_it() -> None:
    counts = {("r", "t"): 30, ("r", "a"): 2, ("r", "b"): 8, ("r", "c"): 20}
    across = Sum(("r", "t"), (("r", "a"), ("r", "b"), ("r", "c")))
    assert hidden_cells(counts, [across]) == {("r", "a"), ("r", "b")}


def test_two_hidden_ones_that_are_known_to_be_two_take_another_with_them() -> None:
    counts = {("r", "t"): 22, ("r", "a"): 1, ("r", "b"): 1, ("r", "c"): 20}
    across = Sum(("r", "t"), (("r", "a"), ("r", "b"), ("r", "c")))
    assert ("r", "c") in hidden_cells(counts, [across])


def test_a_part_hidden_down_is_not_given_away_across() -> None:
    cells = {(r, c): 10 for r in "tab" for c in "tab"} | {("a", "a"): 2, ("a", "b"): 8, ("b", "a"): 8, ("b", "b"): 12}
    cells |= {("t", "a"): 10, ("t", "b"): 20, ("a", "t"): 10, ("b", "t"): 20, ("t", "t"): 30}
    sums = [Sum((r, "t"), ((r, "a"), (r, "b"))) for r in "tab"] + [Sum(("t", c), (("a", c), ("b", c))) for c in "tab"]
    hidden = hidden_cells(cells, sums)
    assert ("a", "a") in hidden
    assert not worked_out(cells, sums, hidden)


def test_the_scrutiny_pack_hides_the_one_child_of_unknown_sex_and_its_trail() -> None:
    table = counted("ehe-key-stats", many("ehe", F=532, M=480, U=1), audience="scrutiny")
    assert table.cell(CURRENT, "Total").count == 1013
    assert table.cell(CURRENT, "Not known").count is None
    assert table.cell(CURRENT, "Male").count is None
    assert table.cell(CURRENT, "Female").count == 532
    assert any("hidden" in note for note in table.notes)


def test_a_share_whose_base_is_hidden_is_hidden_too() -> None:
    children = [replace(each, has_plan=each.child_id % 2 == 0) for each in many("ehe", F=60, M=40, U=1)]
    table = counted("ehe-key-stats", children, audience="scrutiny")
    assert table.cell(CURRENT, "Male").count is None
    assert table.cell("EHC plan in force", "Male").percent is None


def test_a_row_that_holds_all_but_a_few_is_hidden() -> None:
    children = [replace(each, has_plan=each.child_id > 2) for each in many("ehe", F=60, M=60)]
    assert counted("ehe-key-stats", children, audience="scrutiny").cell("EHC plan in force", "Total").count is None


def test_notes_give_no_number_that_the_table_hides() -> None:
    children = [*many("ehe", F=60, M=60), child(500, sex="F", date_of_birth=BORN["too young"])]
    for name in ("ehe-key-stats", "ehe-key-stage"):
        notes = " ".join(counted(name, children, audience="scrutiny").notes)
        assert "1 of the 121" not in notes and "(1)" not in notes
        assert "not of compulsory school age" in notes.lower()


def test_the_scrutiny_pack_opens_to_nobody() -> None:
    table = counted("ehe-key-stats", many("ehe", F=6), audience="scrutiny")
    assert not table.members
    with pytest.raises(PermissionError):
        table.who(CURRENT, "Total")


def test_an_audience_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="publication"):
        counted("ehe-key-stats", [], audience="the press")
