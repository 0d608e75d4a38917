"""The chart component: gaps stay gaps, bars begin at nought, lines are told apart without colour."""

from __future__ import annotations

from onroll.web.components.charts import Bar, BarChart, Line, LineChart


def test_a_missing_value_is_a_gap_and_not_nought():
    chart = LineChart("T", "per cent", ["a", "b", "c", "d"], [Line("ours", [6.0, None, 7.0, 8.0])])
    (line,) = chart.drawn
    assert line.path.count("M") == 2 and len(line.dots) == 3
    assert chart.table[1] == ("b", ["–"])


def test_the_axis_begins_at_nought_and_holds_every_value():
    chart = LineChart("T", "per cent", ["a", "b"], [Line("ours", [6.2, 7.9]), Line("England", [6.7, 6.9])])
    assert [tick.words for tick in chart.up] == ["0", "2", "4", "6", "8"]
    heights = [float(y) for line in chart.drawn for _, y, _ in line.dots]
    assert all(float(chart.up[-1].at) <= y <= float(chart.up[0].at) for y in heights)


def test_lines_differ_by_their_dashes():
    chart = LineChart("T", "", ["a"], [Line(str(n), [1.0]) for n in range(4)])
    assert len({line.dashes for line in chart.drawn}) == 4


def test_nothing_to_draw_is_said():
    assert LineChart("T", "", ["a"], [Line("ours", [None])]).empty


def test_a_bar_is_as_long_as_its_value():
    drawn = BarChart("T", "", [Bar("a", 10.0, 20.0), Bar("b", 5.0), Bar("c", None)]).drawn
    assert [(words, width, mark) for words, _, width, mark in drawn] == [
        ("a", "50.00", "100.00"),
        ("b", "25.00", ""),
        ("c", "0.00", ""),
    ]
    assert drawn[2][1] == "–"
