"""A register read session by session, and the arithmetic of what may still be missed."""

from __future__ import annotations

from datetime import date

from onroll.attendance.axis import first_monday, slot_of
from onroll.attendance.codes import byte_of
from onroll.reports.attendance.arithmetic import Chance
from onroll.reports.attendance.sessions import absences, by_code, by_weekday, code_of, kind_of, sessions, tally


def register(year: int, marks: dict[tuple[int, int, int], str]) -> bytes:
    """(month, day, half) -> code, for the autumn of `year`."""
    held = bytearray(520)
    for (month, day, half), code in marks.items():
        held[slot_of(date(year, month, day), half, monday=first_monday(year))] = byte_of(code)
    return bytes(held).rstrip(b"\0")


def test_every_mark_comes_back_with_its_day_and_its_meaning():
    held = list(sessions(register(2026, {(9, 7, 0): "/", (9, 7, 1): "I", (9, 8, 0): "C2", (9, 11, 1): "#"}), 2026))
    assert [(one.on, one.half, one.code, one.kind) for one in held] == [
        (date(2026, 9, 7), 0, "/", "present"),
        (date(2026, 9, 7), 1, "I", "authorised"),
        (date(2026, 9, 8), 0, "C2", "authorised"),
        (date(2026, 9, 11), 1, "#", "not-possible"),
    ]
    assert held[1].words == "I: ill (not an appointment)"


def test_a_planned_closure_and_a_day_not_required_are_not_possible_sessions():
    counted = tally(
        sessions(
            register(2026, {(9, 7, 0): "L", (9, 7, 1): "O", (9, 8, 0): "#", (9, 8, 1): "Y1", (9, 9, 0): "B"}), 2026
        )
    )
    assert (counted.possible, counted.present, counted.authorised, counted.unauthorised, counted.late) == (
        3,
        2,
        0,
        1,
        1,
    )


def test_a_code_means_what_it_meant_in_its_own_time():
    assert kind_of(code_of("H", date(2023, 10, 2))) == "authorised"
    assert kind_of(code_of("Y", date(2023, 10, 2))) == "not-possible"
    assert code_of("?", date(2026, 10, 2)) is None and kind_of(None) == "not-possible"


def test_a_weekend_doesnt_break_an_absence_and_a_session_present_does():
    marks = {
        (9, 10, 0): "I",
        (9, 10, 1): "I",
        (9, 11, 0): "I",
        (9, 11, 1): "I",
        (9, 14, 0): "I",
        (9, 14, 1): "/",
        (9, 15, 0): "I",
    }
    found = absences(list(sessions(register(2026, marks), 2026)))
    assert [(one.first.day, one.last.day, one.sessions) for one in found] == [(15, 15, 1), (10, 14, 5)]


def test_codes_and_weekdays_add_to_the_sessions():
    held = list(sessions(register(2026, {(9, 7, 0): "/", (9, 11, 0): "O", (9, 11, 1): "U", (9, 14, 0): "L"}), 2026))
    assert [(one.code, one.count) for one in by_code(held)] == [("/", 1), ("L", 1), ("O", 1), ("U", 1)]
    days = {one.name: (one.possible, one.absent, one.late) for one in by_weekday(held)}
    assert days["Monday"] == (2, 0, 1) and days["Friday"] == (2, 2, 1) and days["Wednesday"] == (0, 0, 0)


def test_what_may_still_be_missed_is_exact_at_the_border():
    chance = Chance(absent=5, possible=100, left=20, until=date(2026, 12, 18))
    assert chance.may_miss == 6  # 11 of 120 is under a tenth, 12 of 120 is a tenth
    assert (
        chance.sentence
        == "Can miss 6 more sessions up to 18 December 2026 and be under 10 % then (5 of 100 missed so far, 20 still to come)."
    )
    assert Chance(12, 100, 10, date(2026, 12, 18)).may_miss == -2
    lost = Chance(12, 100, 10, date(2026, 12, 18))
    assert lost.over and lost.to_attend == 21 and 12 * 10 < 121 and "21 sessions attended" in lost.sentence
