"""Do the frameworks of the rule book agree with its clocks, and refuse what they don't know?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onroll.rules.refusals import CannotAnswer
from onroll.rules.rulebook.book import rule_book
from onroll.rules.rulebook.frameworks import (
    census_on,
    censuses,
    keep_until,
    missing_particulars,
    penalty_notices,
    register_2026,
    retention_rules,
)


def test_penalty_notices_agree_with_their_clocks():
    framework, book = penalty_notices(), rule_book()
    window, limit = book.clock("pn-window").versions[-1], book.clock("pn-limit").versions[-1]
    assert (framework.sessions, window.window) == (window.n, f"{framework.school_weeks} school weeks")
    assert (framework.notices, framework.years) == (2, limit.n)
    for amount in framework.amounts:
        if amount.clock:
            assert book.clock(amount.clock).versions[-1].n == amount.within_days
    unauthorised = {
        code.code
        for code in book.codes["attendance-2024"].codes.values()
        if code.more["statistical_class"] == "unauthorised absence"
    }
    assert framework.codes == unauthorised


def test_the_attendance_codes_have_their_classes():
    codes = rule_book().codes["attendance-2024"].codes
    assert len(codes) == 34
    for code in codes.values():
        if code.more["absent"]:
            assert code.more["possible"]
            assert code.more["statistical_class"] in ("authorised absence", "unauthorised absence")
    assert not codes["D"].more["possible"]
    assert codes["K"].more["possible"]


def test_the_lists_have_as_many_entries_as_the_law():
    codes = rule_book().codes
    sizes = {name: len(codes[name].codes) for name in codes}
    assert sizes["deletion-grounds"] == 15
    assert sizes["exclusion-reasons-2020"] == 16
    assert sizes["exclusion-reasons-2026"] == 29
    assert sizes["cme-reasons"] == 20
    assert sizes["ehe-reasons"] == 19
    assert sizes["cme-durations"] == 8
    assert sizes["pme-groups"] == 10
    assert set(codes["exclusion-reasons-2020"].codes) < set(codes["exclusion-reasons-2026"].codes)


def test_what_the_register_would_lack():
    assert [item.id for item in register_2026()][:2] == ["child-name", "child-date-of-birth"]
    lacking = missing_particulars(
        {"name", "date_of_birth", "address", "previous_address", "further_addresses", "parents"}
    )
    assert [item.id for item in lacking] == [
        "educating-parents", "time-by-parents", "time-by-others", "providers", "prescribed"
    ]  # fmt: skip


def test_records_are_kept_by_the_rules_this_authority_chose():
    until, rule = keep_until("pupil record", conditions=(), events={"date of birth": date(2012, 2, 29)})
    assert (until, rule.years) == (date(2037, 3, 1), 25)
    until, _ = keep_until("attendance register", conditions=(), events={"entry": date(2026, 11, 2)})
    assert until == date(2032, 11, 2)
    with pytest.raises(CannotAnswer, match="kept until one is"):
        keep_until("independent review panel", conditions=(), events={"decision": date(2026, 11, 2)})
    with pytest.raises(CannotAnswer, match="which isn't known"):
        keep_until("pupil record", conditions=(), events={})
    assert any(not rule.chosen and rule.years == 75 for rule in retention_rules())


def test_census_days_are_the_thursdays_of_the_school_census():
    for census in censuses():
        first_of_month = census.on.replace(day=1)
        thursday = first_of_month + timedelta(days=(3 - first_of_month.weekday()) % 7)
        assert census.on == thursday + timedelta(weeks=0 if census.on.month == 10 else 2)
        assert census.return_by == census.on + timedelta(days=29)
        assert census.return_by.weekday() == 4
    assert census_on(date(2026, 10, 1)).return_by == date(2026, 10, 30)


def test_a_day_that_is_no_census_day_is_refused():
    with pytest.raises(CannotAnswer, match="the nearest is 1 October 2026"):
        census_on(date(2026, 10, 8))
    with pytest.raises(CannotAnswer, match="no later one is guessed"):
        census_on(date(2027, 10, 7))
