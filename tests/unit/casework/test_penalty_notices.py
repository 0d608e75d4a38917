"""Is every question before a penalty notice answered as the framework says, and every payment counted by its day?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onroll.attendance.building import block
from onroll.attendance.codes import BYTES
from onroll.attendance.measures import measure
from onroll.attendance.missed import Missed, missed, window
from onroll.casework.pathways.attendance.notices import (
    ABSENCE,
    BY_HAND,
    EXCLUDED,
    NO,
    POST,
    SAY,
    YES,
    Asked,
    Earlier,
    checks,
    money,
    terms,
    within_limit,
)

MONDAY, DAY = date(2026, 9, 7), date(2026, 11, 20)


def sessions(count: int, code: str = "O") -> tuple[Missed, ...]:
    return tuple(Missed("P", "1", MONDAY + timedelta(days=n // 2), n % 2, code, 1) for n in range(count))


def answers(**given_: object) -> dict[str, str]:
    asked = Asked(**({"kind": ABSENCE, "on": DAY, "parent": "Ada Example", "sessions": sessions(10)} | given_))
    return {one.id: one.answer for one in checks(asked)}


def test_ten_sessions_reach_the_threshold_and_nine_need_a_reason() -> None:
    assert answers()["threshold"] == YES
    assert answers(sessions=sessions(9))["threshold"] == SAY
    assert answers(kind="holiday", sessions=sessions(10))["threshold"] == SAY  # O is no holiday
    assert answers(kind="holiday", sessions=sessions(10, "G"))["threshold"] == YES


def test_support_first_and_never_a_third_notice() -> None:
    assert (answers()["support"], answers(support=["early help"])["support"]) == (SAY, YES)
    assert "support" not in answers(kind="holiday")
    two = [Earlier("PN-1", date(2025, 1, 10)), Earlier("PN-2", date(2025, 11, 10))]
    assert answers(earlier=two[:1])["limit"] == YES
    assert answers(earlier=two)["limit"] == NO
    assert answers(earlier=two, on=date(2028, 1, 10))["limit"] == NO  # the last day of the three years
    assert answers(earlier=two, on=date(2028, 1, 11))["limit"] == YES
    assert answers(kind=EXCLUDED, earlier=two)["limit"] == YES  # another offence
    assert answers(of_school_age=False)["school-age"] == NO and answers(on_roll=False)["roll"] == NO


def test_notices_before_the_framework_dont_count() -> None:
    assert within_limit([Earlier("PN-0", date(2024, 8, 18))], DAY) == []
    assert len(within_limit([Earlier("PN-0", date(2024, 8, 19))], DAY)) == 1


def test_amounts_and_days_by_number_and_by_how_it_was_sent() -> None:
    first = terms(ABSENCE, 1, sent=BY_HAND, sent_on=date(2026, 11, 3))
    assert (first.low_pounds, first.low_until, first.pounds, first.until) == (
        80,
        date(2026, 11, 24),
        160,
        date(2026, 12, 1),
    )
    posted = terms(ABSENCE, 1, sent=POST, sent_on=date(2026, 11, 6))  # a Friday: served on Tuesday
    assert (posted.low_until, posted.until) == (date(2026, 12, 1), date(2026, 12, 8))
    known = terms(ABSENCE, 1, sent=POST, sent_on=date(2026, 11, 6), received_on=date(2026, 11, 12))
    assert known.until == date(2026, 12, 10)
    second = terms(ABSENCE, 2, sent=BY_HAND, sent_on=date(2026, 11, 3))
    assert (second.low_pounds, second.pounds, second.until) == (None, 160, date(2026, 12, 1))
    public = terms(EXCLUDED, 1, sent=BY_HAND, sent_on=date(2026, 11, 3))
    assert (public.low_pounds, public.low_until, public.pounds) == (60, date(2026, 11, 24), 120)


FIRST = terms(ABSENCE, 1, sent=BY_HAND, sent_on=date(2026, 11, 3))


@pytest.mark.parametrize(
    ("paid", "on", "state", "owed"),
    [
        ([], date(2026, 11, 24), "waiting", 8000),
        ([], date(2026, 11, 25), "waiting", 16000),
        ([], date(2026, 12, 2), "overdue", 16000),
        ([(date(2026, 11, 24), 8000)], date(2026, 12, 30), "paid", 0),
        ([(date(2026, 11, 25), 8000)], date(2026, 11, 26), "part", 8000),
        ([(date(2026, 11, 25), 8000)], date(2026, 12, 2), "overdue", 8000),
        ([(date(2026, 11, 24), 4000), (date(2026, 11, 25), 4000)], date(2026, 11, 26), "part", 8000),
        ([(date(2026, 11, 20), 10000)], date(2026, 11, 26), "overpaid", -2000),
        ([(date(2026, 12, 1), 16000)], date(2026, 12, 30), "paid", 0),
        ([(date(2026, 12, 2), 16000)], date(2026, 12, 30), "late", 0),
        ([(date(2026, 12, 2), 16000)], date(2026, 12, 1), "waiting", 16000),  # as at the day before it came
    ],
)
def test_a_payment_counts_by_the_day_it_came_in(paid: list, on: date, state: str, owed: int) -> None:
    stands = money(FIRST, paid, on=on)
    assert (stands.state, stands.owed) == (state, owed)


def test_a_withdrawn_notice_pays_back() -> None:
    assert money(FIRST, [(date(2026, 11, 20), 8000)], on=DAY, withdrawn=True).owed == -8000


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["/", "O", "G", "I", "#", ""]), min_size=240, max_size=240),
    st.sets(st.integers(0, 23), max_size=8),
    st.sets(st.integers(0, 239), max_size=30),
)
def test_a_window_is_found_exactly_where_the_measure_reaches_the_threshold(codes: list, closed: set, used: set) -> None:
    """The papers can't say another thing than the lists: both count the same sessions by the same school weeks."""
    import numpy as np

    register = bytes(BYTES[code] if code else 0 for code in codes)
    opened = bytes(slot // 10 not in closed for slot in range(240))
    held = block([("P", "1", register)], {"1": opened}, first_monday=MONDAY, slots=240)
    mask = np.zeros((1, 240), np.uint8)
    mask[0, sorted(used)] = 1
    first, last = MONDAY, MONDAY + timedelta(days=167)
    (own,) = missed(held, first, last)
    keys = {one.key for one in own if mask[0, (one.on - MONDAY).days // 7 * 10 + one.on.weekday() * 2 + one.session]}
    found = window(own, used=keys, enough=10, weeks=10)
    (row,) = measure(held, first, last, used=mask).rows()
    assert bool(found) == (row.penalty_threshold_on is not None)
    assert not found or (len(found) >= 10 and found[-1].week - found[0].week < 10)
    assert not {one.key for one in found} & keys
