"""Do the tables give the same days as the count in words, and do they say which clocks a new holiday moves?"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta

import pytest

from onroll.rules.calendars import EstimatedSchoolDays, TermDates, TermRow, WorkingDays, bank_holidays
from onroll.rules.clocks import LastDays, MissingEvent, NotInForce, OpenClock, due, moved
from onroll.rules.clocks.fast import table_of
from onroll.rules.rulebook.book import rule_book

SCHOOL = TermDates([TermRow("term", date(2026, 9, 2), date(2026, 12, 18))], name="Northfield")
PLAIN = [
    clock.id
    for clock in rule_book().clocks.values()
    if clock.versions[-1].provenance.status.answers and not clock.versions[-1].counting.needs_days
]


@pytest.mark.parametrize("rule", PLAIN)
def test_the_last_day_is_that_of_the_explained_answer(rule):
    days = [date(2026, 11, 2), date(2026, 11, 7), date(2026, 12, 24), date(2028, 2, 29)]
    for calendar in (None, SCHOOL):
        fast = LastDays(calendar)
        for day in days:
            assert fast.of(rule, day) == due(rule, on=day, calendar=calendar).last_day


def test_a_clock_that_counts_named_days_has_no_last_day_by_its_start():
    with pytest.raises(MissingEvent, match="must be named"):
        LastDays().of("return-attendance", date(2026, 11, 2))


def test_law_not_in_force_answers_only_in_a_preview():
    with pytest.raises(NotInForce):
        LastDays().of("cw-parent", date(2027, 11, 22))
    assert LastDays(commenced={"cnis_active": date(2027, 9, 1)}).of("cw-parent", date(2027, 11, 22)) == date(
        2027, 12, 6
    )


def test_a_proclaimed_bank_holiday_re_dates_every_open_clock_and_lists_what_moved():
    proclaimed = bank_holidays().with_added(date(2026, 11, 5), "a day of thanks")
    after = LastDays(EstimatedSchoolDays(proclaimed), working_days=WorkingDays(proclaimed))
    open_clocks = [
        OpenClock("A", "ex-day6", date(2026, 11, 2)),
        OpenClock("B", "ex-day6", date(2026, 10, 20)),
        OpenClock("C", "cme-info-share", date(2026, 11, 2)),
        OpenClock("D", "s437-1", date(2026, 11, 2)),
    ]
    changes = moved(open_clocks, before=LastDays(), after=after)
    assert [(change.clock.key, change.original_last_day, change.last_day) for change in changes] == [
        ("A", date(2026, 11, 9), date(2026, 11, 10)),
        ("C", date(2026, 11, 9), date(2026, 11, 10)),
    ]


def test_a_proclaimed_bank_holiday_moves_the_explained_answer_and_its_service_too():
    proclaimed = bank_holidays().with_added(date(2026, 11, 23), "a day of thanks")
    posted = {"posted": date(2026, 11, 20)}
    assert due("s437-1", events=posted).last_day == date(2026, 12, 8)
    assert due("s437-1", events=posted, working_days=WorkingDays(proclaimed)).last_day == date(2026, 12, 9)


def test_each_day_is_counted_under_the_version_in_force_then():
    fast = LastDays()
    days = [date(2024, 8, 18), date(2024, 8, 19), date(2024, 8, 18)]
    assert [fast.of("register-retain-6y", day).year for day in days] == [2027, 2030, 2027]


def test_the_table_of_a_calendar_is_made_once():
    assert table_of(SCHOOL) is table_of(SCHOOL)


@pytest.mark.slow
@pytest.mark.skipif(sys.gettrace() is not None, reason="being traced makes it slow")
def test_a_hundred_thousand_children_s_clocks_are_recomputed_in_ten_seconds_of_one_core():
    children = 5_000  # a twentieth of them, in a twentieth of the time
    fast = LastDays(SCHOOL)
    starts = [date(2026, 9, 2) + timedelta(days=step) for step in range(80)]
    began = time.process_time()
    for child in range(children):
        for rule in ("ex-day6", "ex-gb-15", "s437-1", "ehe-annual", "cme-info-share"):
            fast.of(rule, starts[child % len(starts)])
    assert time.process_time() - began < 10 * children / 100_000
