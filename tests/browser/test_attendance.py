"""Is attendance read by everybody: the charts, a register's calendar, a list, the form for a mark? With the keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def register(authority: None, django_db_blocker: Any) -> Iterator[int]:
    """Registers of twenty pupils of one school for the last weeks; answers with the number of one who was often away."""
    from onroll.attendance.axis import first_monday, slot_of, slots_of, year_of
    from onroll.attendance.codes import byte_of
    from onroll.children.models import ChildSummary
    from onroll.places.models import School
    from onroll.registers.models import DayReceived, RegisterYear
    from onroll.reports.attendance.keeping import forget

    with django_db_blocker.unblock():
        last = timezone.localdate() - timedelta(days=1)
        last -= timedelta(days=max(last.weekday() - 4, 0))
        year, urn = year_of(last), School.objects.filter(phase="Primary").order_by("urn")[0].urn
        monday = first_monday(year)
        children = list(ChildSummary.objects.exclude(upn="").order_by("pk")[:20])
        RegisterYear.objects.filter(upn__in=[child.upn for child in children]).delete()  # the demonstration's own
        for number, child in enumerate(children):
            held = bytearray(slots_of(year))
            for back in range(60):
                day = last - timedelta(days=back)
                if day.weekday() < 5 and day >= monday:
                    for half in (0, 1):
                        code = "O" if number < 3 and back % 4 == 0 else "/\\"[half]
                        held[slot_of(day, half, monday=monday)] = byte_of(code)
            RegisterYear.objects.update_or_create(
                year=year, urn=urn, upn=child.upn, defaults={"marks": bytes(held).rstrip(b"\0")}
            )
        DayReceived.objects.get_or_create(urn=urn, on=last, defaults={"recorded_at": timezone.now()})
        forget()
        yield children[0].pk


def test_attendance_from_the_authority_to_one_child(page, sign_in, check, register: int) -> None:
    sign_in("attendance_officer")
    page.goto("/attendance")
    expect(page.locator("svg.onroll-chart__drawing")).to_be_visible()
    page.get_by_text("The numbers of this chart").click()  # the same as a table
    expect(page.locator("figure table")).to_be_visible()
    check("attendance", pictured="attendance")
    page.get_by_role("navigation", name="Attendance").get_by_role("link", name="Lists").click()
    check("attendance-lists")
    page.locator("a[href$='/attendance/lists/persistent']").click()
    check("attendance-list", pictured="attendance-list")
    page.goto(f"/children/{register}/attendance")
    expect(page.locator("td.onroll-session--unauthorised").first).to_have_text("O")
    check("child-attendance", pictured="child-attendance")


def test_a_mark_is_put_right_with_its_reason_and_what_stood_before_is_kept(page, sign_in, check, register: int) -> None:
    sign_in("attendance_officer")
    page.goto(f"/children/{register}/attendance/correct")
    page.get_by_role("button", name="Put it right").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Enter the day of the session")
    check("attendance-correct")
    page.goto(f"/children/{register}/attendance")
    title = page.locator("td.onroll-session--unauthorised").first.get_attribute("title") or ""
    day, half = title.split(":")[0].rsplit(", ", 1)
    page.get_by_role("link", name="Put a mark right").click()
    page.get_by_label("Day").fill(day)
    page.get_by_label(half.capitalize()).check()
    page.get_by_label("The code that is right").fill("I")
    page.get_by_label("Who says so, and why").fill("The school wrote that she was ill that day.")
    page.get_by_role("button", name="Put it right").click()
    expect(page.locator("#changes, table:has-text('Marks altered')").first).to_contain_text(
        "The school wrote that she was ill"
    )
