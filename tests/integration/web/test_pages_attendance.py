"""Do the pages and the command of attendance say what the registers hold, and only to who may see it, with the look written down?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from onroll.attendance.axis import first_monday, slot_of
from onroll.attendance.codes import byte_of
from onroll.audit.models import Entry
from onroll.children.models import ChildSummary
from onroll.places.models import School
from onroll.registers.models import DayReceived, MarkChange, RegisterYear
from onroll.reports.attendance.keeping import forget
from page_children import DAY, load_children

pytestmark = pytest.mark.django_db
URN = "990003"
FIRST = date(2026, 9, 7)


def register(absent: dict[date, str], last: date = DAY) -> bytes:
    """Present every weekday from FIRST to `last`, but for these days, whole."""
    held = bytearray(520)
    for number in range((last - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        if day.weekday() < 5:
            for half in (0, 1):
                held[slot_of(day, half, monday=first_monday(2026))] = byte_of(absent.get(day, "/\\"[half]))
    return bytes(held).rstrip(b"\0")


def days(count: int, code: str, start: date = date(2026, 11, 2)) -> dict[date, str]:
    found = [start + timedelta(days=number) for number in range(40) if (start + timedelta(days=number)).weekday() < 5]
    return dict.fromkeys(found[:count], code)


@pytest.fixture(autouse=True)
def loaded(tmp_path) -> None:
    forget()
    load_children(tmp_path, others=4)
    School.objects.update_or_create(
        urn=URN,
        defaults={
            "name": "St Thomas's Primary",
            "phase": "Primary",
            "as_at": DAY,
            "recorded_at": datetime(2026, 9, 1, tzinfo=UTC),
        },
    )
    for number, child in enumerate(ChildSummary.objects.order_by("pk")[:8]):
        ChildSummary.objects.filter(pk=child.pk).update(upn=f"A9412002{number:05d}")
    for number, child in enumerate(pupils()):
        marks = [{}, days(6, "I"), days(10, "O"), days(5, "O")][number % 4]
        RegisterYear.objects.create(year=2026, urn=URN, upn=child.upn, marks=register(marks))
    DayReceived.objects.create(urn=URN, on=DAY, recorded_at=datetime(2026, 11, 20, 16, tzinfo=UTC))


def pupils() -> list[ChildSummary]:
    return list(ChildSummary.objects.exclude(upn="").order_by("pk"))


def test_the_authority_is_told_with_its_base_its_remainder_and_what_is_published(as_role) -> None:
    page = as_role("attendance_officer").get(f"/attendance?on={DAY}").content.decode()
    assert "31 August 2026 to 20 November 2026" in page
    assert "Last year, same weeks" in page and "no marks held" in page
    assert "England" in page and "2025/26" in page and "ours is of 31 August 2026" in page  # another period is said
    assert "O: absent in other or unknown circumstances" in page


def test_numbers_of_a_school_add_to_the_registers(as_role) -> None:
    page = as_role("attendance_officer").get(f"/attendance/schools/{URN}?on={DAY}").content.decode()
    held = len(pupils())
    absent = sum([0, 12, 20, 10][number % 4] for number in range(held))
    possible = 110 * held
    assert f"{round(100 * (possible - absent) / possible, 1)} %" in page
    assert held == 8 and f"of {held} pupils" in page


@pytest.mark.parametrize(
    "by", ["phase", "year", "sex", "meals", "sen", "plan", "care", "ethnicity", "district", "school"]
)
def test_every_breakdown_counts_each_register_once(by: str, as_role) -> None:
    page = as_role("attendance_officer").get(f"/attendance/groups?by={by}&on={DAY}")
    rows = page.context["table"].held
    counts = {str(row[0].cell.words): row[1].cell.words for row in rows}
    total = counts.pop("Total", None)
    assert sum(int(value) for value in counts.values()) == len(pupils()) and total in (None, str(len(pupils())))


def test_a_list_shows_who_the_marks_say_and_the_log_names_them(as_role) -> None:
    client = as_role("attendance_officer")
    page = client.get(f"/attendance/lists/threshold?on={DAY}").content.decode()
    expected = [child for number, child in enumerate(pupils()) if number % 4 in (2, 3)]
    assert all(f'href="/children/{child.pk}/attendance"' in page for child in expected)
    assert page.count("Ten unauthorised sessions in ten school weeks on") == len(expected)
    assert Entry.objects.latest("pk").children == sorted(child.pk for child in expected)
    assert f">{len(expected)}</strong>" in client.get(f"/attendance/lists?on={DAY}").content.decode()


def test_what_is_taken_away_is_exactly_the_list(as_role) -> None:
    client = as_role("attendance_officer")
    answer = client.get(f"/attendance/lists/persistent?on={DAY}&school={URN}&form=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(answer)))
    expected = {child.upn: [0, 12, 20, 10][number % 4] for number, child in enumerate(pupils()) if number % 4 in (1, 2)}
    assert {row["upn"]: int(row["absent"]) for row in rows} == expected
    assert all(row["absence_percent"] == str(round(100 * int(row["absent"]) / 110, 1)) for row in rows)
    assert as_role("pupil_advocate").get(f"/attendance/lists/persistent?on={DAY}&form=csv").status_code == 403


def test_a_childs_register_shows_every_code_and_the_look_is_written_down(as_role) -> None:
    child = pupils()[1]
    client = as_role("attendance_officer")
    MarkChange.objects.create(
        upn=child.upn, urn=URN, on=date(2026, 11, 2), session=0, old="O", new="I", changed_by="Extract of 6 November 2026",
        recorded_at=datetime(2026, 11, 6, tzinfo=UTC),
    )  # fmt: skip
    page = client.get(f"/children/{child.pk}/attendance?on={DAY}").content.decode()
    assert page.count('<span class="onroll-session__code">I</span>') == 12
    assert "2 November 2026, morning: I: ill (not an appointment)" in page
    assert "Extract of 6 November 2026" in page and "O: absent in other or unknown circumstances" in page
    entry = Entry.objects.filter(action="child.looked").latest("pk")
    assert (entry.subject_id, entry.detail["what"]) == (str(child.pk), "attendance")
    earlier = client.get(f"/children/{child.pk}/attendance?on=2026-11-03").content.decode()
    assert earlier.count('<span class="onroll-session__code">I</span>') == 4  # marks after the day asked aren't shown


def test_nobody_without_the_permission_sees_the_tab_or_the_pages(as_role) -> None:
    child = pupils()[0]
    client = as_role("scrutiny")
    assert client.get("/attendance").status_code == client.get(f"/children/{child.pk}/attendance").status_code == 403
    assert (
        f"/children/{child.pk}/attendance" in as_role("tracking_officer").get(f"/children/{child.pk}").content.decode()
    )


def test_no_marks_is_said(as_role) -> None:
    client = as_role("attendance_officer")
    for address in (
        "/attendance",
        "/attendance/groups",
        "/attendance/lists",
        "/attendance/lists/severe",
        f"/attendance/schools/{URN}",
    ):
        assert (
            "held" in client.get(f"{address}?on=2020-01-10").content.decode()
            or "Nobody" in client.get(f"{address}?on=2020-01-10").content.decode()
        )
    assert client.get("/attendance/lists/no-such-list").status_code == 404


def test_a_mark_is_put_right_and_what_stood_before_is_shown(as_role) -> None:
    child = pupils()[2]
    client = as_role("attendance_officer")
    client.get(f"/attendance/lists/threshold?on={DAY}")
    sent = {"urn": URN, "on": "2 11 2026", "session": "0", "code": "i", "reason": "The school's letter of 4 November"}
    page = client.post(f"/children/{child.pk}/attendance/correct", sent, follow=True).content.decode()
    assert "The school&#x27;s letter of 4 November" in page
    (change,) = MarkChange.objects.filter(upn=child.upn)
    assert (change.old, change.new, change.session, change.changed_by) == ("O", "I", 0, client.person.name)
    export = client.get(f"/attendance/lists/threshold?on={DAY}&form=csv").content.decode("utf-8-sig")
    rows = {row["upn"]: row["unauthorised"] for row in csv.DictReader(io.StringIO(export))}
    assert rows[child.upn] == "19"  # answers that were kept follow at once
    assert Entry.objects.filter(action="mark.corrected").count() == 1
    again = client.post(f"/children/{child.pk}/attendance/correct", sent).content.decode()
    assert "That is the mark it has already" in again
    assert (
        "no attendance code"
        in client.post(f"/children/{child.pk}/attendance/correct", sent | {"code": "=1"}).content.decode()
    )
    weekend = client.post(f"/children/{child.pk}/attendance/correct", sent | {"on": "31 10 2026"}).content.decode()
    assert "Registers have no Saturday or Sunday" in weekend
    assert as_role("tracking_officer").post(f"/children/{child.pk}/attendance/correct", sent).status_code == 403


def test_the_years_are_as_published_and_the_one_not_collected_is_a_gap(as_role, settings) -> None:
    settings.AUTHORITY = "331"
    page = as_role("attendance_officer").get("/attendance/years")
    overall, persistent, _ = (dict(chart.table) for _, chart in page.context["charts"])
    assert overall["2023/24"][0] == "7.4 %" and persistent["2023/24"][0] == "21.4 %"  # Coventry's own slides of 2025
    assert set(overall["2019/20"]) == {"–"}
