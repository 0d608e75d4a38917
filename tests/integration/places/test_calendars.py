"""A school day is the school's own, its authority's, or an estimate that says so."""

from __future__ import annotations

from datetime import date

import pytest

from integration.places.given import FIRST, LATER, counts, loaded, rows
from onroll.places.calendars import SchoolCalendars, calendar_for
from onroll.places.models import TermDate

pytestmark = pytest.mark.django_db

TERM = {"urn": "", "academic_year": "2026/27", "start": "2026-09-01", "end": "2026-10-23", "kind": "term"}
SCHOOLS_TERM = TERM | {"urn": "900001"}
INSET = {"urn": "900001", "academic_year": "2026/27", "start": "02/09/2026", "end": "02/09/2026", "kind": "INSET"}
WEDNESDAY = date(2026, 9, 2)


def test_a_school_keeps_its_own_inset_day() -> None:
    assert counts(loaded("term_dates", rows([TERM, SCHOOLS_TERM, INSET]))) == (3, 0, 0, 0)
    assert not calendar_for("900001").is_school_day(WEDNESDAY)
    assert not calendar_for("900001").estimated_on(WEDNESDAY)
    assert calendar_for(None).is_school_day(WEDNESDAY)


def test_a_school_that_sent_nothing_follows_the_authority_as_an_estimate() -> None:
    loaded("term_dates", rows([TERM]))
    assert calendar_for("900002").is_school_day(WEDNESDAY)
    assert calendar_for("900002").estimated_on(WEDNESDAY)
    assert not calendar_for(None).estimated_on(WEDNESDAY)


def test_with_no_dates_at_all_every_weekday_is_an_estimate() -> None:
    assert calendar_for("900002").estimated
    assert calendar_for(None).is_school_day(WEDNESDAY)


def test_the_calendars_of_many_schools_cost_two_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    loaded("term_dates", rows([TERM, INSET, *(TERM | {"urn": str(urn)} for urn in range(900002, 900050))]))
    with django_assert_num_queries(2):
        calendars = SchoolCalendars()
        made = [calendars.of(str(urn)) for urn in range(900001, 900060)]
    assert made[0] is calendars.of("900001")


def test_what_was_known_before_is_what_counted_then() -> None:
    loaded("term_dates", rows([TERM, SCHOOLS_TERM]))
    loaded("term_dates", rows([INSET]), recorded_at=LATER)
    assert calendar_for("900001", known_at=FIRST).is_school_day(WEDNESDAY)
    assert not calendar_for("900001").is_school_day(WEDNESDAY)


def test_the_same_dates_twice_change_nothing() -> None:
    loaded("term_dates", rows([TERM]))
    assert counts(loaded("term_dates", rows([TERM, TERM]), recorded_at=LATER)) == (0, 0, 2, 0)
    assert TermDate.objects.count() == 1


@pytest.mark.parametrize(
    "fault", [{"end": "2026-08-01"}, {"start": "soon"}, {"end": "2062-10-23"}, {"kind": "party"}, {"end": ""}]
)
def test_a_term_date_that_makes_no_sense_is_set_aside(fault: dict[str, str]) -> None:
    assert counts(loaded("term_dates", rows([TERM | fault]))) == (0, 0, 0, 1)
