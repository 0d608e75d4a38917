"""Do both ways of counting agree with a slow count, day by day, that anybody can read?"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.attendance.building import block
from onroll.attendance.codes import BYTES
from onroll.attendance.measures import measure
from onroll.rules.rulebook.book import rule_book

MONDAY = date(2025, 9, 1)
CODES = ["/", "\\", "O", "G", "N", "U", "I", "C2", "E", "L", "D", "Y2", "#", "X", "K", "B", "H", "J", ""]


def said(code: str) -> tuple[bool, str]:
    """(possible, statistical class) of a code, from the rule book's own lists."""
    for name in ("attendance-2024", "attendance-legacy"):
        held = rule_book().codes[name].codes.get(code)
        if held is not None:
            return held.more["possible"], held.more["statistical_class"]
    return False, ""


def days_of(register: list[str], first: date, last: date) -> list[tuple[date, int, list[str]]]:
    """(day, place of its morning, its two codes) of each weekday of the period."""
    found = []
    for number in range(0, len(register), 2):
        week, weekday = divmod(number // 2, 5)
        on = MONDAY + timedelta(days=week * 7 + weekday)
        if first <= on <= last:
            found.append((on, number, register[number : number + 2]))
    return found


def slow(register: list[str], opened: list[bool], used: set[int], first: date, last: date) -> dict[str, object]:
    """Every measure, counted as one would with a pencil."""
    held = {
        "possible": 0,
        "present": 0,
        "authorised": 0,
        "unauthorised": 0,
        "late": 0,
        "illness_sessions": 0,
        "monday_friday_absences": 0,
    }
    present, absent = {"present", "approved educational activity"}, {"authorised absence", "unauthorised absence"}
    weeks: dict[int, list[str]] = {}
    threshold: date | None = None
    missed_in: dict[int, int] = {}
    school_weeks = sorted({n // 10 for n, is_open in enumerate(opened) if is_open})
    runs = {"unauthorised absence": 0, "I": 0}
    best = dict(runs)
    seen = None
    after = 0
    days = days_of(register, first, last)
    for on, place, codes in days:
        told = [(code, *said(code)) for code in codes]
        possible = [one for one in told if one[1]]
        for code, may, kind in told:
            held["possible"] += may
            held["present"] += kind in present
            held["authorised"] += kind == "authorised absence"
            held["unauthorised"] += kind == "unauthorised absence"
            held["late"] += code in ("L", "U")
            held["illness_sessions"] += code == "I"
            held["monday_friday_absences"] += kind in absent and on.weekday() in (0, 4)
            weeks.setdefault(place // 10, []).append(kind)
            if kind == "present":
                seen = on
        if possible:
            for name, good in (
                ("unauthorised absence", all(k == "unauthorised absence" for _, _, k in possible)),
                ("I", all(c == "I" for c, _, _ in possible)),
            ):
                runs[name] = runs[name] + 1 if good else 0
                best[name] = max(best[name], runs[name])
            school_weeks = sorted({*school_weeks, place // 10})
        closed = [not any(opened[p : p + 2]) for p in range(max(0, place - 10), place, 2)]
        if any(opened[place : place + 2]) and len(closed) == 5 and all(closed):
            after += any(kind in absent for _, _, kind in told)
    for _, place, codes in days:
        for half, code in enumerate(codes):
            if said(code)[1] != "unauthorised absence" or place + half in used:
                continue
            week = place // 10
            missed_in[week] = missed_in.get(week, 0) + 1
            window = [w for w in school_weeks if w <= week][-10:]
            if threshold is None and sum(missed_in.get(w, 0) for w in window) >= 10:
                threshold = MONDAY + timedelta(days=week * 7 + place % 10 // 2)
    broken = sum(bool(present & set(kinds)) and bool(absent & set(kinds)) for kinds in weeks.values())
    missed = held["authorised"] + held["unauthorised"]
    return held | {
        "persistent": held["possible"] > 0 and missed * 10 >= held["possible"],
        "severe": held["possible"] > 0 and missed * 2 >= held["possible"],
        "penalty_threshold_on": threshold,
        "longest_unauthorised_run": best["unauthorised absence"],
        "longest_illness_run": best["I"],
        "first_day_absences": after,
        "broken_weeks": broken,
        "last_present_on": seen,
    }


def stretch(days: st.SearchStrategy[tuple[str, str]], weeks: int) -> st.SearchStrategy[list[str]]:
    """A day that is repeated for a while, so that runs, windows, long presence and long absence come up."""
    return st.lists(st.tuples(days, st.integers(1, 30)), min_size=1, max_size=30).map(
        lambda parts: ([code for day, length in parts for _ in range(length) for code in day] * weeks * 10)[
            : weeks * 10
        ]
    )


DAYS = st.one_of(
    st.sampled_from([("/", "\\"), ("/", "\\"), ("O", "O"), ("I", "I"), ("#", "#"), ("", ""), ("/", "O"), ("O", "\\")]),
    st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)),
)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), weeks=st.sampled_from([2, 12, 13, 24, 53]))
def test_both_ways_agree_with_the_slow_count(data: st.DataObject, weeks: int) -> None:
    days, slots = weeks * 5, weeks * 10
    registers = data.draw(st.lists(stretch(DAYS, weeks), min_size=1, max_size=4))
    closed = data.draw(st.sets(st.integers(0, weeks - 1), max_size=weeks // 3))
    half_closed = data.draw(st.sets(st.integers(0, slots - 1), max_size=6))
    used = data.draw(st.none() | st.sets(st.integers(0, slots - 1), max_size=20))
    start = MONDAY + timedelta(days=data.draw(st.just(0) | st.integers(-3, days)))
    end = start + timedelta(days=data.draw(st.just(weeks * 7) | st.integers(0, weeks * 7)))
    opened = [slot // 10 not in closed and slot not in half_closed for slot in range(slots)]
    rows = [
        (f"P{number}", "100001", bytes(BYTES[code] if code else 0 for code in register))
        for number, register in enumerate(registers)
    ]
    held = block(rows, {"100001": bytes(opened)}, first_monday=MONDAY, slots=slots)
    mask = None if used is None else np.zeros(held.marks.shape, np.uint8)
    if mask is not None:
        mask[:, sorted(used)] = 1
    fast, plain = (list(measure(held, start, end, used=mask, fast=way).rows()) for way in (True, False))
    assert fast == plain
    for row, register in zip(fast, registers, strict=True):
        expected = slow(register, opened, used or set(), start, end)
        assert {name: getattr(row, name) for name in expected} == expected


@pytest.mark.parametrize("code", sorted(BYTES))
def test_every_code_has_a_byte_of_its_own_and_a_class(code: str) -> None:
    assert list(BYTES.values()).count(BYTES[code]) == 1
    assert said(code)[1]
