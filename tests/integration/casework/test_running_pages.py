"""Do the pages of a day's work show what their counts say, ask the database no more for 40 cases than for 4, and keep to permissions?"""

from __future__ import annotations

import csv
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from onroll.audit.models import Entry
from onroll.casework.actions import enquiring, tasks
from onroll.casework.models import Case, CaseAudit, Cover, Event, SupervisionNote

pytestmark = pytest.mark.django_db
PAGES = ("/my-work", "/cases", "/stalled", "/not-seen", "/team", "/supervision", "/")
MOST_QUERIES = {"/my-work": 22, "/cases": 24, "/stalled": 22, "/not-seen": 22, "/team": 18, "/supervision": 19, "/": 44}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def cases_of(a_case, who, today):
    """So many cases of a person, each with a task overdue and an enquiry unanswered, long without movement."""

    def make(person, number: int, **given) -> list[Case]:
        made = []
        for _ in range(number):
            case = a_case(on=today - timedelta(days=50), lead=person, **given)
            tasks.add_task(case=case, title="Ring the school", due_on=today - timedelta(days=1), **who(person, today))
            enquiring.ask(cases=[case], agency="gp", asked_on=today - timedelta(days=20), **who(person, today))
            made.append(case)
        return made

    return make


def text_of(page) -> str:
    return " ".join(page.content.decode().split())


def test_pages_ask_no_more_for_many_cases_than_for_few(cases_of, manager, client_of) -> None:
    client = client_of(manager)

    def queries() -> dict[str, int]:
        counted = {}
        for page in PAGES:
            client.get(page)  # what is kept for the day is kept now
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counted[page] = len(captured)
        return counted

    cases_of(manager, 2)
    few = queries()
    cases_of(manager, 22)
    assert queries() == few
    assert {page: number for page, number in few.items() if number > MOST_QUERIES[page]} == {}


def test_my_work_says_the_next_action_and_each_count_opens_its_list(cases_of, officer, client_of, today) -> None:
    first, second = cases_of(officer, 2)
    Case.objects.filter(pk=second.pk).update(last_meaningful_on=today)
    client = client_of(officer)
    page = text_of(client.get("/my-work"))
    assert "2 cases: <strong>2 overdue</strong>" in page and "1 stalled" in page
    assert "Ask GP practice again; asked 20 days ago, no answer" in page and "Why this order?" in page
    stalled = text_of(client.get("/my-work?still=yes"))
    assert first.reference in stalled and second.reference not in stalled
    front = text_of(client.get("/"))
    assert "of my cases overdue" in front and "/my-work?due=overdue" in front
    assert Entry.objects.filter(action="list.looked", subject_id="my work").latest("pk").children == [first.child_id]
    assert f"/cases/{first.reference}/answer/?enquiry=" in page


def test_a_protected_address_stays_out_of_the_words_of_a_list(a_case, a_child, officer, who, client_of, today) -> None:
    child = a_child(address_hidden=True, safe_contact="hide_address", surname="Sheltered")
    case = a_case(lead=officer, child=child)
    tasks.add_task(case=case, title="Ring", due_on=today, **who(officer, today))
    assert "Never disclose the address" in text_of(client_of(officer).get("/my-work"))


def test_the_export_holds_exactly_the_list_and_only_for_whoever_may(
    cases_of, officer, somebody, client_of, today
) -> None:
    shown = cases_of(officer, 3, priority=2)
    cases_of(officer, 2)
    client = client_of(officer)
    answer = client.get("/cases?priority=2&sort=-opened&form=csv")
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert sorted(row[0] for row in rows[1:]) == sorted(case.reference for case in shown)
    assert sorted(Entry.objects.get(action="list.exported").children) == sorted(case.child_id for case in shown)
    page = text_of(client.get("/cases?priority=2"))
    assert "3 cases open" in page and "Urgent (3)" in page and "Normal (2)" in page
    other = client_of(somebody("home_education_officer"))
    assert "Download" not in text_of(other.get("/cases")) and other.get("/cases?form=csv").status_code == 403


def test_several_cases_at_once_are_shown_before_anything_changes(cases_of, manager, officer, client_of) -> None:
    cases = cases_of(officer, 3)
    client = client_of(manager)
    given = {"what": "assign", "which": "ticked", "tick": [case.pk for case in cases[:2]], "query": "sort=opened"}
    page = client.post("/cases-together", given)
    assert "Would change: 2" in text_of(page)
    kept = {
        "what": "assign",
        "query": "sort=opened",
        "case": [f"{case.pk}:{case.version}" for case in cases[:2]],
        "lead": manager.pk,
        "because": "Fair shares",
    }
    page = text_of(client.post("/cases-together", kept | {"step": "preview"}))
    assert "would lead 2 cases" in page and "Nothing has changed yet" in page
    assert Case.objects.filter(lead=manager).count() == 0
    Case.objects.filter(pk=cases[0].pk).update(version=99)
    done = client.post("/cases-together", kept | {"step": "do"})
    assert done["Location"] == "/cases?sort=opened"
    page = text_of(client.get(done["Location"]))
    assert "The new lead was named for 1 case." in page and f"{cases[0].reference} did not change" in page
    whole = client.post("/cases-together", {"what": "note", "which": "all", "query": "lead=" + str(officer.pk)})
    assert "Would change: 2" in text_of(whole)
    client.post(
        "/cases-together",
        {"what": "note", "step": "do", "text": "Term dates changed", "case": [f"{case.pk}:1" for case in cases]},
    )
    assert Event.objects.filter(kind="note", text="Term dates changed").count() == 3
    assert client.post("/cases-together", {"what": "note", "which": "ticked"}).status_code == 302


def test_cover_is_entered_and_ended_on_the_board(officer, somebody, manager, client_of, today) -> None:
    other = somebody("tracking_officer")
    given = {
        "away": officer.pk,
        "covered_by": other.pk,
        "started_on": str(today),
        "ended_on": str(today + timedelta(days=2)),
    }
    assert "Somebody else must cover" in text_of(
        client_of(manager).post("/team/cover", given | {"covered_by": officer.pk})
    )
    client = client_of(manager)
    assert client.post("/team/cover", given).status_code == 302
    board = text_of(client.get("/team"))
    assert f"<strong>{officer.name}</strong>" in board and f"{other.name} covers" in board
    client.post(f"/team/cover/{Cover.objects.get().pk}/end")
    assert not Cover.objects.exists()


def test_supervision_and_audit_are_done_on_their_pages(cases_of, officer, manager, somebody, client_of, today) -> None:
    case, *_ = cases_of(officer, 3)
    client = client_of(manager)
    assert officer.name in text_of(client.get("/supervision")) and case.reference in text_of(
        client.get(f"/supervision?officer={officer.pk}")
    )
    one = f"/cases/{case.reference}/supervision/"
    client.post(one + "add/", {"note": "Talked about the aunt", "actions": "Ring the aunt", "due_on": str(today)})
    assert SupervisionNote.objects.get().actions == "Ring the aunt"
    assert "Talked about the aunt" in text_of(client_of(officer).get(one))
    assert client_of(somebody("tracking_officer")).get(one).status_code == 403
    assert client_of(officer).get("/supervision").status_code == 403
    assert client.post("/case-audits", {"size": 2, "auditor": manager.pk}).status_code == 302
    audit = CaseAudit.objects.order_by("pk").first()
    href = f"/cases/{audit.case.reference}/audits/{audit.pk}/"
    assert "Answer this question" in text_of(client.post(href, {"findings": ""}))
    questions = ("identity", "enquiries", "chased", "seen", "risk", "contradictions", "drift", "closing")
    assert client.post(href, dict.fromkeys(questions, "yes")).status_code == 302
    assert "Nothing was found" in text_of(client.get(href))


def test_a_calendar_address_is_shown_once_and_read_without_signing_in(cases_of, officer, client_of) -> None:
    [case] = cases_of(officer, 1)
    client = client_of(officer)
    page = client.post("/my-work/calendar", {"what": "open"}).content.decode()
    address = urlsplit(page.split('<code class="onroll-code">')[1].split("<")[0]).path
    assert address not in client.get("/my-work/calendar").content.decode()
    outside = Client()
    answer = outside.get(address)
    assert answer["Content-Type"].startswith("text/calendar") and case.reference in answer.content.decode()
    assert "Example" not in answer.content.decode() and "Ring the school" not in answer.content.decode()
    client.post("/my-work/calendar", {"what": "close"})
    assert outside.get(address).status_code == 404 and outside.get("/calendar/guess.ics").status_code == 404
