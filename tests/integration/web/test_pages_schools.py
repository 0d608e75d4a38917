"""Does each school owe what a plain count says, does its link tell nobody who a pupil is, and is a meeting held once?"""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from extract_files import load, roll_row, write

from onroll.attendance.axis import day_of, first_monday, slot_of
from onroll.attendance.codes import BYTES
from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.casework.models import ReturnLink, SchoolAction, SchoolMeeting, SchoolOfficer
from onroll.casework.schools import absences
from onroll.casework.schools.owing import standing_of
from onroll.children.catching_up import link_and_rebuild
from onroll.intake.models import Fact
from onroll.people.identifiers import make_upn
from onroll.registers.models import RegisterYear
from onroll.rules.returns import counts
from page_checks import CheckedClient

pytestmark = pytest.mark.django_db
URN, OTHER = "990001", "990002"
UPN = make_upn("941", "2000", 16, 1)
NAMES = ("", "Ada", "Bilal", "Cerys", "Dorota", "Emeka", "Farah", "Gwen", "Hamza")


def school(urn: str, name: str) -> dict[str, str]:
    return {
        "URN": urn, "LA (code)": "941", "EstablishmentName": name, "EstablishmentStatus (name)": "Open", "PhaseOfEducation (name)": "Primary",
        "StatutoryLowAge": "4", "StatutoryHighAge": "11", "Trusts (name)": "Elm Trust" if urn == URN else "",
    }  # fmt: skip


@pytest.fixture
def today(tmp_path) -> date:
    """Two schools; at the first: a new pupil overdue, one owed, one sent in time, a deletion sent late on ground i, a long timetable."""
    cache.clear()
    on = timezone.localdate()

    def ago(days: int) -> str:
        return (on - timedelta(days=days)).isoformat()

    def pupil(number: int, **other: str) -> dict[str, str]:
        """Nobody is taken for another: each has a name and a day of birth of their own."""
        return roll_row(
            number,
            **(
                {
                    "forename": NAMES[number],
                    "surname": f"{NAMES[-number]}son",
                    "date_of_birth": f"{on.year - 10}-0{number}-1{number}",
                }
                | other
            ),
        )

    young = [pupil(number, date_of_birth=f"{on.year - 6}-01-0{number}", entry_date=ago(400)) for number in (1, 2, 3)]
    told = [
        {"source_id": "R6", "urn": URN, "return": "addition", "return_date": ago(17), "from_date": ago(20)},
        {
            "source_id": "R7",
            "urn": URN,
            "return": "deletion",
            "return_date": ago(5),
            "from_date": ago(10),
            "ground": "i",
        },
    ]
    rows = [
        *young, pupil(4, entry_date=ago(20), upn=UPN), pupil(5, entry_date=ago(2)), pupil(6, entry_date=ago(20)),
        pupil(7, entry_date=ago(900), leaving_date=ago(10), leaving_ground="i"), pupil(8, entry_date=ago(900)),
    ]  # fmt: skip
    people = {row["source_id"]: row for row in rows}
    who = ("source_id", "surname", "forename", "date_of_birth", "sex")
    told = [{name: people[one["source_id"]][name] for name in who} | one for one in told]
    part = {name: people["R8"][name] for name in who} | {
        "urn": URN,
        "kind": "reduced",
        "hours_per_week": "10",
        "start_date": ago(50),
    }
    load(
        write(tmp_path / "all", schools=[school(URN, "Elm Primary School"), school(OTHER, "Oak Primary School")], roll=rows, school_returns=told, part_time=[part]),
        on - timedelta(days=1), accept_missing=True,
    )  # fmt: skip
    link_and_rebuild(actor=SYSTEM, at=timezone.now())
    return on


@pytest.fixture
def officer(today, as_role) -> CheckedClient:
    return as_role("attendance_officer")


def secret(client: CheckedClient, urn: str) -> str:
    made = client.post(reverse("school-link", args=[urn]), {"sent_to": "office@elm.example"})
    return re.search(r"/school-answer/[^\s<]+", made.content.decode()).group(0)


def test_what_is_owed_is_what_a_plain_count_of_the_rows_says(today, officer) -> None:
    by = counts(standing_of(URN, today).lines)
    assert by == {"owed": 1, "overdue": 2, "sent": 1, "sent_late": 1, "contradictory": 1}
    assert counts(standing_of(URN, today - timedelta(days=16)).lines)["overdue"] == 0
    page = officer.get(reverse("schools")).content.decode()
    assert "2 schools" in page and "2 returns overdue" in page and "Oak Primary School" in page
    assert "Elm Primary School" not in officer.get(reverse("schools") + "?show=unnamed&trust=none").content.decode()
    one = officer.get(reverse("school", args=[URN])).content.decode()
    assert (
        "no joint enquiries" in one
        and "deleted retrospectively" in one
        and "return-new-pupil" in one
        and "over six weeks" in one
    )
    late = officer.get(reverse("school-returns", args=[URN]) + "?state=sent_late&form=csv").content.decode("utf-8-sig")
    assert len(late.splitlines()) == 2 and "return-deletion" in late
    assert officer.get(reverse("schools") + "?form=csv").content.decode("utf-8-sig").count("\n") == 3
    assert Entry.objects.filter(action="list.looked", subject_id="school").exists()


def test_a_link_names_no_pupil_a_get_answers_nothing_and_an_answer_becomes_the_return(today, officer) -> None:
    address, school_ = secret(officer, URN), CheckedClient()
    page = school_.get(address).content.decode()
    assert not any(name in page for name in NAMES[1:]) and UPN not in page and f"ending {UPN[-3:]}" in page
    assert ReturnLink.objects.get().opened == 1 and not Fact.objects.filter(record__feed="onroll").exists()
    assert ReturnLink.objects.get().digest not in address
    refused = school_.post(address, {"nil": "1"}).content.decode()
    assert "a nil return can&#x27;t be made yet" in refused

    asked = re.findall(r'name="answer-(R-\w+)" id="made', page)
    assert len(asked) == 3
    answered = school_.post(address, {f"answer-{one}": "made" for one in asked}).content.decode()
    assert "3 answers of Elm Primary School kept" in answered
    assert counts(standing_of(URN, today).lines)["owed"] == counts(standing_of(URN, today).lines)["overdue"] == 0
    assert Fact.objects.filter(record__feed="onroll", kind="school_return", place=URN).count() == 3
    assert set(Entry.objects.filter(action__startswith="school.link").values_list("action", flat=True)) == {"school.link_made", "school.link_opened", "school.link_answered"}  # fmt: skip


def test_a_nil_return_ends_silence_once_and_only_the_newest_link_opens(today, officer) -> None:
    silent = reverse("schools") + "?show=silent"
    assert "Oak Primary School" in officer.get(silent).content.decode()
    first, second = secret(officer, OTHER), secret(officer, OTHER)
    visitor = CheckedClient()
    assert visitor.get(first).status_code == 404 and visitor.get(second).status_code == 200
    assert visitor.get(second[:-1] + ("0" if second[-1] != "0" else "1")).status_code == 404
    for _ in range(2):  # pressed twice
        assert "has nothing to tell" in visitor.post(second, {"nil": "1"}).content.decode()
    assert Fact.objects.filter(kind="school_return", code="nil", place=OTHER).count() == 1
    assert (
        "Oak Primary School" not in officer.get(silent).content.decode().partition("<table")[2].partition("</table")[0]
    )
    ReturnLink.objects.update(expires_at=timezone.now())
    assert visitor.post(second, {"nil": "1"}).status_code == 404


def test_a_meeting_is_planned_typed_into_and_frozen_and_its_actions_reach_my_work(today, officer) -> None:
    officer.post(reverse("schools-officers"), {"officer": officer.person.pk, "urns": [URN, OTHER]})
    assert SchoolOfficer.objects.filter(officer=officer.person).count() == 2
    officer.post(reverse("school-meeting-plan", args=[URN]), {"planned_on": today.isoformat()})
    held = SchoolMeeting.objects.get()
    page = reverse("school-meeting", args=[held.pk])
    assert held.pack["on_roll"] == len([1, 2, 3, 4, 6, 8]) and held.pack_on == today - timedelta(days=7)
    assert not any(name in str(held.pack) for name in NAMES[1:])
    typed = {
        "read_version": 0,
        "planned_on": today.isoformat(),
        "note_reduced": "Reviewed weekly.",
        "present": "The head",
        "held_on": "",
    }
    assert officer.post(page, typed).status_code == 302
    assert "Somebody else saved" in officer.post(page, typed).content.decode()
    officer.post(
        reverse("school-meeting-action", args=[held.pk]),
        {"title": "Visit the family", "owner": "authority", "assigned_to": "", "due_on": ""},
    )
    assert "Visit the family" in officer.get("/my-work").content.decode()
    assert officer.post(page, typed | {"read_version": 1, "held_on": today.isoformat()}).status_code == 302
    frozen = officer.get(page).content.decode()
    assert "Reviewed weekly." in frozen and "<textarea" not in frozen
    assert "notes stand as they are" in officer.post(page, typed | {"read_version": 2}).content.decode()
    action = SchoolAction.objects.get()
    assert officer.post(reverse("school-action-done", args=[action.pk]), {"back": "my-work"}).status_code == 302
    assert "Visit the family" not in officer.get("/my-work").content.decode()


def test_who_may_only_look_changes_nothing(today, as_role) -> None:
    reader = as_role("send_officer")
    page = reader.get(reverse("school", args=[URN])).content.decode()
    assert "Make a link" not in page
    assert reader.post(reverse("school-link", args=[URN]), {"sent_to": "me"}).status_code == 403
    assert as_role("scrutiny").get(reverse("schools")).status_code == 403


def naive_runs(marks: dict[tuple[date, int], str], days: int) -> list[date]:
    """Day by day: the day on which each run of whole days of O reaches its length."""
    found, length = [], 0
    for day in sorted({day for day, _ in marks}):
        codes = [marks[day, half] for half in (0, 1) if (day, half) in marks and marks[day, half] != "#"]
        if codes:
            length = length + 1 if all(code == "O" for code in codes) else 0
            if length == days:
                found.append(day)
    return found


def test_runs_and_sums_of_absence_are_those_of_a_count_day_by_day(today) -> None:
    dice, monday, on = random.Random(7), first_monday(2026), date(2026, 12, 18)
    for number in range(40):
        marks, register = {}, bytearray(520)
        for slot in range(slot_of(on, 1, monday=monday) + 1):
            day, half = day_of(slot, monday=monday)
            before = marks.get((day, 0)) if half else marks.get((day_of(max(slot - 1, 0), monday=monday)[0], 1))
            code = before if before and dice.random() < 0.96 else dice.choice(["O", "O", "I", "/", "#"])
            marks[day, half] = code
            register[slot] = BYTES[code]
        RegisterYear.objects.create(year=2026, urn=OTHER, upn=f"N{number:012}", marks=bytes(register))
        mine = [one for one in absences.reached([OTHER], on) if one.upn == f"N{number:012}"]
        assert [one.on for one in mine if one.kind == "attendance"] == naive_runs(marks, 10)
        ill = sorted(key for key, code in marks.items() if code == "I")
        assert [one.on for one in mine if one.kind == "sickness"] == ([ill[29][0]] if len(ill) >= 30 else [])
        added = [(one.possible, one.absent) for one in absences.sessions([OTHER], on).get(OTHER, ())]
        possible = sum(code != "#" for code in marks.values())
        assert added == ([(possible, sum(code in "OI" for code in marks.values()))] if possible else [])
        RegisterYear.objects.all().delete()
