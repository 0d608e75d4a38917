"""What registers add up to: sums, shares with their base, and small numbers nobody outside may work out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from onroll.reports.attendance.kpis import TOTAL, as_rows, grouped, kpis


@dataclass
class Row:
    possible: int
    present: int
    authorised: int
    unauthorised: int
    persistent: bool = False
    severe: bool = False


def pupils(count: int, persistent: int, severe: int = 0) -> list[Row]:
    return [
        Row(100, 85 if n < persistent else 97, 3, 12 if n < persistent else 0, n < persistent, n < severe)
        for n in range(count)
    ]


def test_sessions_are_shares_of_those_possible_and_pupils_of_enrolments():
    found = kpis([Row(200, 185, 10, 5), Row(100, 40, 0, 60, True, True), Row(50, 50, 0, 0)])
    assert (found.enrolments, found.possible, found.absent, found.persistent, found.severe) == (3, 350, 75, 1, 1)
    assert found.share("absence") == 21.4 and found.share("persistent") == 33.3 and found.share("attendance") == 78.6


def test_nobody_has_no_share():
    assert kpis([]).share("absence") is None and kpis([]).share("persistent") is None


def test_groups_add_to_the_total():
    rows = as_rows(grouped([*(("A", one) for one in pupils(30, 6)), *(("B", one) for one in pupils(20, 1))]))
    assert [(one.group, one.enrolments, one.persistent) for one in rows] == [("A", 30, 6), ("B", 20, 1), (TOTAL, 50, 7)]


def test_a_small_number_is_hidden_with_its_share_and_cannot_be_worked_out():
    found = grouped(
        [
            *(("A", one) for one in pupils(30, 6)),
            *(("B", one) for one in pupils(20, 1)),
            *(("C", one) for one in pupils(40, 9)),
        ]
    )
    rows = {one.group: one for one in as_rows(found, audience="scrutiny")}
    assert rows["B"].persistent is None and rows["B"].shares["persistent"] is None
    shown = [one.persistent for name, one in rows.items() if name != TOTAL and one.persistent is not None]
    assert len(shown) < 2 or rows[TOTAL].persistent is None  # else B is the total less the others


def test_a_group_of_a_few_pupils_says_nothing_at_all():
    found = grouped(
        [
            *(("A", one) for one in pupils(30, 6)),
            *(("B", one) for one in pupils(3, 0)),
            *(("C", one) for one in pupils(40, 9)),
        ]
    )
    row = next(one for one in as_rows(found, audience="scrutiny") if one.group == "B")
    assert row.enrolments is None and set(row.shares.values()) == {None}


def test_an_audience_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="not for 'press'"):
        as_rows({}, audience="press")
