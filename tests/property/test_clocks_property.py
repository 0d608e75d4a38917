"""Does the engine agree with counting on one's fingers, on calendars nobody thought of?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from onroll.rules.calendars import DayTable, OutsideCalendar, TermDates, TermRow, add_days, bank_holidays, count_days
from onroll.rules.clocks import Event, NotYet, due
from onroll.rules.clocks.runs import added_up, continuous_run, rolling_weeks, sessions_by_day
from onroll.rules.clocks.spans import Pause, count, months_after
from onroll.rules.clocks.versions import version_for
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.model import Counting, Unit

START = date(2026, 9, 1)
SPAN = 200
ONE = timedelta(days=1)
PLAIN = (Counting.E_IS_DAY_0, Counting.E_IS_DAY_1, Counting.NTH_DAY_OF)


@dataclass(frozen=True, eq=False)
class Invented:
    """A calendar of invented days: any set of them may be closed."""

    closed: frozenset[date]
    name: str = "an invented school"
    unit: str = "school day"
    first_day: date = START - timedelta(days=30)
    last_day: date = START + timedelta(days=2 * SPAN)
    estimated: bool = False

    def estimated_on(self, day: date) -> bool:
        return False

    def counts(self, day: date) -> bool:
        if not self.first_day <= day <= self.last_day:
            raise OutsideCalendar("past it")
        return day not in self.closed

    def is_school_day(self, day: date) -> bool:
        return self.counts(day)

    def explain(self, day: date) -> str:
        return "closed" if day in self.closed else "school day"


days = st.integers(0, SPAN).map(lambda step: START + timedelta(days=step))
calendars = st.frozensets(days, max_size=150).map(Invented)


def naive(counting: Counting, n: int, on: date, calendar: Invented, paused: frozenset[date] = frozenset()) -> date:
    day, number = on, 0
    while True:
        counted = calendar.counts(day) and day not in paused
        if counted and not (day == on and counting is Counting.E_IS_DAY_0):
            number += 1
        if number == n:
            return day
        day += ONE


@given(calendars, days, st.integers(1, 60), st.sampled_from(PLAIN))
def test_the_engine_agrees_with_a_count_day_by_day(calendar, on, n, counting):
    last_day, steps = count(counting=counting, n=n, unit=Unit.SCHOOL_DAY, start=on, calendar=calendar)
    assert last_day == naive(counting, n, on, calendar)
    numbered = [step for step in steps if step.number not in ("", "0")]
    assert [step.number for step in numbered] == [str(number) for number in range(1, n + 1)]
    assert sum((step.ended_on - step.started_on).days + 1 for step in steps) == (last_day - on).days + 1
    table = DayTable.of(calendar)
    nth = table.nth_after if counting is Counting.E_IS_DAY_0 else table.nth_from
    assert nth(on.toordinal(), n) == last_day.toordinal()


@given(calendars, days, st.integers(1, 40), days, st.integers(1, 30))
def test_a_paused_count_agrees_with_a_count_that_leaves_those_days_out(calendar, on, n, from_day, length):
    paused = frozenset(from_day + timedelta(days=step) for step in range(length))
    pause = Pause(from_day, max(paused), "a reason")
    last_day, _ = count(
        counting=Counting.E_IS_DAY_0, n=n, unit=Unit.SCHOOL_DAY, start=on, calendar=calendar, pauses=[pause]
    )
    assert last_day == naive(Counting.E_IS_DAY_0, n, on, calendar, paused)


@given(calendars, days, days, st.integers(1, 60), st.sampled_from(PLAIN))
def test_a_later_start_never_ends_earlier(calendar, one, other, n, counting):
    early, late = sorted((one, other))
    ends = [
        count(counting=counting, n=n, unit=Unit.SCHOOL_DAY, start=start, calendar=calendar)[0]
        for start in (early, late)
    ]
    assert ends[0] <= ends[1]


@given(calendars, days, st.integers(1, 60), st.sampled_from(PLAIN))
def test_a_longer_clock_ends_later(calendar, on, n, counting):
    ends = [
        count(counting=counting, n=length, unit=Unit.SCHOOL_DAY, start=on, calendar=calendar)[0]
        for length in (n, n + 1)
    ]
    assert ends[0] < ends[1]


@given(calendars, days, days, st.integers(1, 60), st.sampled_from(PLAIN))
def test_another_holiday_never_shortens_a_clock(calendar, on, holiday, n, counting):
    more = Invented(calendar.closed | {holiday})
    ends = [count(counting=counting, n=n, unit=Unit.SCHOOL_DAY, start=on, calendar=one)[0] for one in (calendar, more)]
    assert ends[0] <= ends[1]


@given(days, st.integers(1, 400))
def test_beginning_with_the_day_ends_a_day_before_after_it(on, n):
    ends = [
        count(counting=counting, n=n, unit=Unit.CALENDAR_DAY, start=on, calendar=Invented(frozenset()))[0]
        for counting in (Counting.E_IS_DAY_0, Counting.E_IS_DAY_1)
        if n <= SPAN
    ]
    assert not ends or ends[0] == ends[1] + ONE


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_months_end_on_the_same_day_of_the_month_or_its_last(day, months):
    end = months_after(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + ONE).day == 1)


@given(calendars, st.dictionaries(days, st.sampled_from([1, 2]), min_size=1, max_size=120), st.integers(1, 12))
def test_a_run_agrees_with_looking_at_every_stretch_of_school_days(calendar, sessions, n):
    named = dict(sorted(sessions.items()))
    school = [day for day in (START + timedelta(days=step) for step in range(SPAN + 1)) if calendar.counts(day)]
    whole = [named.get(day) == 2 for day in school]
    expected = next((school[i] for i in range(n - 1, len(school)) if all(whole[i - n + 1 : i + 1])), None)
    try:
        found, _ = continuous_run(n=n, named=named, start=START, calendar=calendar, what="absence")
    except NotYet:
        found = None
    assert found == expected


@given(calendars, st.dictionaries(days, st.sampled_from([1, 2]), min_size=1, max_size=120), st.integers(1, 30))
def test_a_sum_agrees_with_adding_the_sessions(calendar, sessions, n):
    named = dict(sorted(sessions.items()))
    total, expected = 0, None
    for day in sorted(named):
        total += named[day] if calendar.counts(day) else 0
        if total >= 2 * n:
            expected = day
            break
    try:
        found, _ = added_up(
            n=n, unit=Unit.SCHOOL_DAY, window="", named=named, start=START, calendar=calendar, what="absence"
        )
    except NotYet:
        found = None
    assert found == expected


@given(calendars, st.dictionaries(days, st.sampled_from([1, 2]), min_size=1, max_size=120), st.integers(1, 20))
def test_rolling_weeks_agree_with_looking_back_ten_school_weeks_from_each_day(calendar, sessions, n):
    named = {day: number for day, number in sorted(sessions.items()) if calendar.counts(day)}
    assume(named)

    def monday(day: date) -> date:
        return day - timedelta(days=day.weekday())

    weeks = sorted(
        {monday(START + timedelta(days=s)) for s in range(SPAN + 8) if calendar.counts(START + timedelta(days=s))}
    )
    expected = None
    for day in named:
        ten = [week for week in weeks if week <= monday(day)][-10:]
        if sum(number for other, number in named.items() if other <= day and monday(other) in ten) >= n:
            expected = day
            break
    try:
        found, _ = rolling_weeks(n=n, named=named, notices=(), start=START, calendar=calendar, what="absence")
    except NotYet:
        found = None
    assert found == expected


@given(st.lists(st.tuples(days, st.integers(0, 9), st.sampled_from([1, 2])), max_size=12))
def test_a_day_never_has_more_than_two_sessions(spells):
    events = [Event("absent", on, on + timedelta(days=length), sessions) for on, length, sessions in spells]
    named = sessions_by_day(events)
    assert all(1 <= number <= 2 for number in named.values())
    assert list(named) == sorted(named)


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.sampled_from(sorted(rule_book().clocks)))
def test_at_most_one_version_holds_on_a_day_and_none_is_skipped_after_the_first(day, rule):
    versions = [version for version in rule_book().clock(rule).versions if version.provenance.status.answers]
    holding = [version for version in versions if version.provenance.holds_on(day)]
    began = [version.provenance.in_force_from or date.min for version in versions]
    assert len(holding) == (1 if began and day >= began[0] else 0)
    if holding:
        assert version_for(rule_book().clock(rule), day, {}) == holding[0]


terms = st.lists(
    st.tuples(st.sampled_from(["term", "half_term", "inset", "closure"]), days, st.integers(0, 80)), max_size=8
)


@given(terms, days)
def test_a_school_day_is_a_weekday_with_a_reason_where_it_isn_t_one(rows, day):
    school = TermDates(
        [TermRow(kind, first, first + timedelta(days=length)) for kind, first, length in rows], name="Northfield"
    )
    said = school.explain(day)
    if school.is_school_day(day):
        assert day.weekday() < 5
        assert day not in bank_holidays()
        assert said.startswith("school day")
    else:
        assert not said.startswith("school day")


@given(terms, days, days)
def test_another_closure_never_opens_a_school_day(rows, closed, day):
    given_rows = [TermRow(kind, first, first + timedelta(days=length)) for kind, first, length in rows]
    before = TermDates(given_rows, name="Northfield")
    after = TermDates([*given_rows, TermRow("closure", closed, closed)], name="Northfield")
    assert after.is_school_day(day) <= before.is_school_day(day)


@given(calendars, days, st.integers(0, 40))
def test_adding_days_and_counting_them_agree(calendar, on, n):
    assert count_days(calendar, on + ONE, add_days(calendar, on, n)) == n


@given(days)
def test_the_answer_of_a_rule_is_the_same_however_its_start_is_given(on):
    assert due("ex-day6", on=on) == due("ex-day6-pex", events={"excluded": on})
