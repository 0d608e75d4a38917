"""Does a list of work say the right next thing, and put the right child first?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from onroll.rules.work import (
    LATER,
    NO_DAY,
    OVERDUE,
    TODAY,
    WEEK,
    Asked,
    CaseFacts,
    Duty,
    Proposed,
    earliest,
    next_action,
    place,
    stalled_days,
    vulnerability,
    when,
    work_settings,
)

ON = date(2026, 11, 23)  # a Monday
OPEN = CaseFacts(
    stage="enquiring", opened_on=date(2026, 11, 2), stage_since=date(2026, 11, 2), last_meaningful_on=date(2026, 11, 16)
)


def in_days(days: int) -> date:
    return ON + timedelta(days=days)


@pytest.mark.parametrize(
    ("last_day", "expected"),
    [(None, NO_DAY), (in_days(-1), OVERDUE), (ON, TODAY), (in_days(1), WEEK), (in_days(6), WEEK), (in_days(7), LATER)],
)
def test_the_last_day_itself_is_still_in_time_and_a_week_is_seven_days(last_day: date | None, expected: str) -> None:
    assert when(last_day, ON) == expected


def test_an_overdue_task_counts_working_days() -> None:
    case = replace(OPEN, tasks=(Duty(7, "Ring the last school", date(2026, 11, 19)),))
    action = next_action(case, ON)
    assert action.words == "Overdue by 2 working days: Ring the last school"  # Friday and Monday
    assert (action.kind, action.about, action.due_on) == ("task", 7, date(2026, 11, 19))


@pytest.mark.parametrize(
    ("last_day", "words"),
    [
        (ON, "Due today: Ring"),
        (date(2026, 11, 24), "Due in 1 working day: Ring"),
        (date(2026, 11, 28), "Due in 4 working days: Ring"),
        (date(2026, 11, 22), "Overdue by 1 working day: Ring"),
        (None, "Ring"),
    ],
)
def test_a_task_says_how_far_its_day_is(last_day: date | None, words: str) -> None:
    assert next_action(replace(OPEN, tasks=(Duty(1, "Ring", last_day),)), ON).words == words


def test_an_agency_that_has_not_answered_is_asked_again() -> None:
    asked = Asked(3, "the health visitor team", in_days(-12), in_days(-2))
    action = next_action(replace(OPEN, asked=(asked,)), ON)
    assert action.words == "Ask the health visitor team again; asked 12 days ago, no answer"
    assert (action.kind, action.about) == ("enquiry", 3)
    again = replace(asked, chased_on=in_days(-1), chase_on=in_days(9))
    assert next_action(replace(OPEN, asked=(again,)), ON).words == (
        "Wait for the health visitor team; asked 12 days ago, chased yesterday, to be chased from 2 December 2026"
    )


def test_waiting_for_an_answer_never_hides_what_can_be_done() -> None:
    waiting = Asked(3, "the GP", in_days(-1), in_days(3))
    case = replace(OPEN, asked=(waiting,), tasks=(Duty(1, "Visit", in_days(20)),))
    assert next_action(case, ON).kind == "task"
    assert earliest(case) == in_days(3)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"stage": "triage"}, "triage"),
        ({"stage": "watching", "other_lead": "Youth justice"}, "watch"),
        ({"ever_asked": False}, "first"),
        ({"reason_said": False}, "reason"),
        ({}, "decide"),
        ({"last_meaningful_on": in_days(-28)}, "stalled"),
        ({"proposed": (Proposed(4, "Moved away", in_days(-1), closure=True),)}, "closure"),
        ({"proposed": (Proposed(5, "Ask Border Force", in_days(-1)),)}, "approve"),
        ({"proposed": (Proposed(5, "Ask Border Force", in_days(-9), mine=False),)}, "wait"),
    ],
)
def test_every_state_of_a_case_has_its_next_action(changes: dict, kind: str) -> None:
    assert next_action(replace(OPEN, **changes), ON).kind == kind


def test_triage_says_when_it_is_due() -> None:
    friday = replace(OPEN, stage="triage", triage_by=ON)
    assert next_action(friday, ON).words == "Due today: Name who leads this case"


def test_the_most_pressing_comes_first() -> None:
    tasks = (
        Duty(1, "later", in_days(30)),
        Duty(2, "today", ON),
        Duty(3, "longest overdue", in_days(-9)),
        Duty(4, "overdue", in_days(-1)),
    )
    assert next_action(replace(OPEN, tasks=tasks), ON).about == 3
    stalled = replace(OPEN, tasks=tasks[:1], last_meaningful_on=in_days(-60))
    assert next_action(stalled, ON).words == "Get this case moving; no contact, visit or answer for 60 days"
    assert next_action(replace(stalled, tasks=tasks[:2]), ON).about == 2


def test_a_case_is_stalled_on_the_day_the_setting_says() -> None:
    days = work_settings().stalled_after_days
    assert stalled_days(in_days(-days), ON) == days
    assert stalled_days(in_days(1 - days), ON) is None
    assert work_settings().to_be_confirmed


def points(**given: object) -> int:
    asked = {
        "flags": (),
        "born": date(2014, 1, 1),
        "whereabouts": "",
        "seen": True,
        "address_protected": False,
        "on": ON,
    }
    return vulnerability(**(asked | given)).points


def test_what_raises_a_childs_place_and_what_never_does() -> None:
    assert points() == 0
    for more in (
        {"flags": ("cp",)},
        {"whereabouts": "unknown"},
        {"seen": False},
        {"address_protected": True},
        {"born": date(2019, 6, 1)},
    ):
        assert points(**more) > 0
    assert points(flags=("cp", "lac", "cp")) == points(flags=("lac",)) + points(flags=("cp",))
    assert points(flags=("service_child", "fsm", "sex:F", "ethnicity")) == 0
    found = vulnerability(flags=("cp",), born=None, whereabouts="unknown", seen=True, address_protected=False, on=ON)
    assert found.words == "a child protection plan is open (30), recorded with whereabouts unknown (10)"


def test_order_is_clock_then_risk_then_stillness() -> None:
    def key(due: date | None = None, risk: int = 0, still: int = 0, priority: int = 3, **more: bool):
        return place(priority=priority, due_on=due, points=risk, last_meaningful_on=in_days(-still), on=ON, **more).key

    ordered = [
        key(in_days(30), priority=1),
        key(in_days(-1), risk=30),
        key(in_days(-1), risk=5, still=9),
        key(in_days(-9), risk=5, still=3),
        key(ON),
        key(in_days(3), still=40, risk=2),
        key(in_days(3), risk=90),
        key(None, risk=99),
        key(in_days(30)),
        key(None, still=99, watching=True),
    ]
    assert ordered == sorted(ordered)
