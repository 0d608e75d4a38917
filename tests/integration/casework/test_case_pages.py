"""Do the pages of a case say how it stands, keep what was typed, and give away nothing that is protected?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.casework.actions import closing, contacts, deciding, escalating, noting, people, tasks
from onroll.casework.actions.opening import open_case
from onroll.casework.models import Case, Contact, Event, Task
from onroll.web.kept_forms import KEPT_FOR, KEY
from page_children import GIVES_AWAY, load_children, number_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def form_of(page) -> dict:
    """The hidden answers of a page's form, as a browser sends them."""
    import re

    return dict(
        re.findall(
            r'<input type="hidden" name="(typed_by|read_version|read_event|sent_once)" value="([^"]*)"',
            page.content.decode(),
        )
    )


def words(page) -> str:
    return " ".join(page.content.decode().split())


def test_the_page_says_what_comes_next_and_how_it_stands(a_case, officer, who, client_of) -> None:
    case = a_case(lead=officer)
    noting.add_note(case=case, text="Rang the school", **who(officer))
    event = Event.objects.get(kind="note")
    noting.correct(event=event, text="It was the nursery", **who(officer))
    people.add_person(case=case, name="Ada Mum", role="mother", safe_contact="Text only", **who(officer))
    escalating.raise_proposed(case, on=DAY, at=who(officer)["at"])
    page = words(client_of(officer).get(reverse("case", args=[case.reference])))
    assert page.index("onroll-next") < page.index("How it stands") < page.index("Timeline")
    for said in (
        "Enquiries under way",
        officer.name,
        "Not seen in this case",
        "Ada Mum",
        "Text only",
        "It was the nursery",
        "No trace: tell social care",
    ):
        assert said in page
    assert f'href="#event-{event.pk}"' in page
    looks = Entry.objects.filter(action="child.looked", detail__what="case case")
    assert looks.get().children == [case.child_id]


def test_the_timeline_can_be_narrowed_to_a_kind(a_case, officer, who, client_of) -> None:
    case = a_case()
    noting.add_note(case=case, text="Only a note", **who(officer))
    contacts.record_contact(case=case, kind="call", state="done", happened_on=DAY, note="Only a call", **who(officer))
    page = words(client_of(officer).get(reverse("case", args=[case.reference]), {"kind": "note"}))
    assert "Only a note" in page and "Only a call" not in page
    assert "Only a call" in words(client_of(officer).get(reverse("case", args=[case.reference]), {"kind": "nonsense"}))


def test_a_visit_is_recorded_on_the_form_and_kept_once(a_case, officer, client_of) -> None:
    case, client = a_case(on=date(2026, 1, 5)), client_of(officer)
    address = reverse("case-visit", args=[case.reference])
    given = form_of(client.get(address)) | {
        "kind": "visit",
        "state": "done",
        "child_seen": "yes",
        "happened_on": "19 11 2025",
        "note": "Well",
    }
    faulty = client.post(address, given | {"child_seen": ""})
    assert "Say whether the child was seen" in words(faulty) and "Well" in words(faulty)
    given["happened_on"] = timezone.localdate().isoformat()
    for _ in range(2):
        assert client.post(address, given)["Location"] == reverse("case-contacts", args=[case.reference])
    assert Contact.objects.get().seen_by == officer.name
    page = words(client.get(reverse("case-contacts", args=[case.reference])))
    assert "Child seen" in page and f'data-drafts-arrived="{given["sent_once"]}"' in page


def test_what_can_not_be_is_said_beside_its_question(a_case, officer, client_of) -> None:
    case, client = a_case(), client_of(officer)
    address = reverse("case-visit", args=[case.reference])
    given = form_of(client.get(address)) | {
        "kind": "visit",
        "state": "refused",
        "child_seen": "yes",
        "note": "Shouted at",
    }
    page = words(client.post(address, given | {"happened_on": (timezone.localdate() + timedelta(days=3)).isoformat()}))
    assert "choose “Done”" in page and 'id="id_state_error"' in page and "Shouted at" in page
    assert not Contact.objects.exists()


def test_a_session_that_ended_loses_nothing_without_scripts(a_case, officer, manager, client_of) -> None:
    case, client = a_case(), client_of(officer)
    address = reverse("case-visit", args=[case.reference])
    given = form_of(client.get(address)) | {
        "kind": "visit",
        "state": "done",
        "child_seen": "no",
        "note": "Half an hour of typing",
        "where": "77 Refuge Lane",
    }
    client.logout()
    answer = client.post(address, given)
    assert answer["Location"].endswith(f"next={address}")
    assert "Refuge" not in str(dict(client.session))
    client.force_login(officer)
    page = words(client.get(address))
    assert "Half an hour of typing" in page and "when your session ended" in page
    assert form_of(client.get(address))["sent_once"] != given["sent_once"]  # given back once


def test_what_was_kept_is_for_the_same_person_and_half_an_hour(
    a_case, officer, manager, client_of, monkeypatch
) -> None:
    case = a_case()
    address = reverse("case-note", args=[case.reference])
    for person, later in ((manager, timedelta()), (officer, KEPT_FOR + timedelta(minutes=1))):
        client = client_of(officer)
        given = form_of(client.get(address)) | {"text": "For one pair of eyes"}
        client.logout()
        client.post(address, given)
        client.force_login(person)
        moment = timezone.now() + later
        with monkeypatch.context() as patched:
            patched.setattr("onroll.web.kept_forms.timezone.now", lambda at=moment: at)
            assert "one pair of eyes" not in words(client.get(address))
        assert KEY not in client.session


def test_a_stranger_can_store_nothing(a_case, officer, client_of, client) -> None:
    case = a_case()
    address = reverse("case-note", args=[case.reference])
    own = form_of(client_of(officer).get(address))["typed_by"]
    for mark in ("", "made up", own + "x"):
        answer = client.post(address, {"text": "spam", "typed_by": mark})
        assert answer["Location"].endswith("next=/")
        assert KEY not in client.session
    other = reverse("case-note", args=[a_case().reference])
    client.post(other, {"text": "spam", "typed_by": own})  # a mark is for one page
    assert KEY not in client.session


def test_two_people_at_once_see_each_other_s_change_and_lose_no_word(a_case, officer, manager, client_of) -> None:
    case, slow, quick = a_case(), client_of(officer), client_of(manager)
    address, urgent = reverse("case-reason", args=[case.reference]), reverse("case-priority", args=[case.reference])
    first = form_of(slow.get(address)) | {
        "reason": "Unknown",
        "whereabouts": "unknown",
        "because": "Nobody at the door for a week",
    }
    quick.post(urgent, form_of(quick.get(urgent)) | {"priority": "1", "because": "A threat was made"})
    page = slow.post(address, first)
    assert page.status_code == 409
    said = words(page)
    for expected in (
        "Somebody else changed",
        "Emergency, was normal",
        manager.name,
        "A threat was made",
        "Nobody at the door for a week",
    ):
        assert expected in said
    assert Case.objects.get().reason == ""
    again = form_of(page) | {key: first[key] for key in ("reason", "whereabouts", "because")}
    assert slow.post(address, again).status_code == 302
    case.refresh_from_db()
    assert (case.reason, case.priority) == ("Unknown", 1)


def test_closing_asks_for_the_outcome_s_evidence(a_case, officer, client_of) -> None:
    case, client = a_case(), client_of(officer)
    page = words(client.get(reverse("case-close", args=[case.reference])))
    assert "Believed moved is not among them" in page and "believed_moved" not in page
    chosen = client.get(reverse("case-close", args=[case.reference]), {"outcome": "on_roll"})
    address = reverse("case-close-evidence", args=[case.reference, "on_roll"])
    assert chosen["Location"] == address
    given = form_of(client.get(address)) | {"school": "Abbey Primary", "seen_by": "A. Head"}
    assert "Enter the first day the child was seen" in words(client.post(address, given))
    client.post(address, given | {"first_seen_on": timezone.localdate().isoformat()})
    case.refresh_from_db()
    assert case.outcome == "on_roll"
    assert "Abbey Primary" in words(client.get(reverse("case", args=[case.reference])))
    assert client.get(reverse("case-close-evidence", args=[case.reference, "believed-moved"])).status_code == 409


def test_a_second_person_agrees_on_the_page_and_the_first_is_not_asked(
    a_case, officer, manager, who, client_of
) -> None:
    case = a_case()
    evidence = {"country": "Poland", "evidence": "A letter", "evidenced_on": date(2026, 11, 10)}
    decision = closing.propose_closure(
        case=case, outcome="moved_abroad_evidenced", evidence=evidence, reason="They wrote", **who(officer)
    )
    address, agree = (
        reverse("case-decisions", args=[case.reference]),
        reverse("case-agree", args=[case.reference, decision.pk]),
    )
    assert "You decided this yourself" in words(client_of(officer).get(address))
    assert client_of(officer).post(agree).status_code == 409
    assert "Agree" in words(client_of(manager).get(address))
    assert client_of(manager).post(agree).status_code == 302
    case.refresh_from_db()
    assert case.outcome == "moved_abroad_evidenced"


def test_nothing_written_on_a_case_gives_a_protected_address_away(a_case, a_child, officer, who, client_of) -> None:
    case = a_case(child=a_child(address_hidden=True, safe_contact="hide_address", household="77refugelane"))
    sibling = a_case(child=a_child(household="77refugelane"))
    contacts.record_contact(
        case=case, kind="visit", state="done", happened_on=DAY, where="77 Refuge Lane", note="Well", **who(officer)
    )
    client = client_of(officer)
    for name in ("case", "case-contacts", "case-visit"):
        page = words(client.get(reverse(name, args=[case.reference])))
        assert "Refuge Lane" not in page, name
        assert sibling.reference not in page, name


def test_who_may_agree_but_not_work_cases_can_turn_a_decision_down(a_case, officer, somebody, who, client_of) -> None:
    case = a_case()
    decision = deciding.decide(
        case=case, act="decide", words="Wait", reason="Monday", needs_approval=True, **who(officer)
    )
    address = reverse("case-turn-down", args=[case.reference, decision.pk])
    assert client_of(somebody("tracking_officer")).get(address).status_code == 409
    senior = client_of(somebody("accountable_senior"))
    assert senior.post(address, form_of(senior.get(address)) | {"because": "Don't wait"}).status_code == 302
    decision.refresh_from_db()
    assert decision.refused_because == "Don't wait"


def test_tasks_by_a_rule_open_to_why(a_case, officer, who, client_of) -> None:
    case = a_case()
    escalating.raise_proposed(case, on=DAY, at=who(officer)["at"])
    page = words(client_of(officer).get(reverse("case-tasks", args=[case.reference])))
    assert "18 December 2026" in page and "/deadlines/" in page.replace(reverse("deadline-calculator"), "/deadlines/")
    assert "to be confirmed" in page and "Tell them, or decide not to" in page
    assert Task.objects.get().due_on is None


@pytest.mark.parametrize("name", ["case", "case-contacts", "case-tasks", "case-decisions"])
def test_a_case_nobody_may_see_is_not_there(a_case, somebody, client_of, name: str) -> None:
    address = reverse(name, args=[a_case().reference])
    assert client_of(somebody("scrutiny")).get(address).status_code == 403
    assert client_of(somebody("tracking_officer")).get(reverse(name, args=["CME-1999-00001"])).status_code == 404


def test_no_page_of_a_case_gives_a_refuge_away_whatever_people_write(
    tmp_path, officer, manager, who, client_of
) -> None:
    load_children(tmp_path, others=1)
    case = open_case(
        child=number_of("Maya"),
        pathway_id="missing_education",
        on=DAY,
        at=who(officer)["at"],
        by=SYSTEM,
        because="Lives at 77 Refuge Lane",
    )
    Case.objects.filter(pk=case.pk).update(stage="enquiring", lead=officer)
    says = "77 Refuge Lane, NN11 9ZZ, 07700 900123"
    noting.add_note(case=case, text=says, **who(officer))
    noting.correct(event=Event.objects.get(kind="note"), text=says, **who(officer))
    contacts.record_contact(
        case=case, kind="visit", state="done", happened_on=DAY, where=says, with_whom=says, note=says, **who(officer)
    )
    people.add_person(
        case=case, name="Ana Sheltered", role="mother", phone="07700 900456", email="mum@hidden.example", **who(officer)
    )
    task = tasks.add_task(case=case, title=f"Call at {says}", why=says, **who(officer))
    decision = deciding.decide(
        case=case, act="decide", words=f"Visit {says}", reason=says, needs_approval=True, **who(officer)
    )
    client = client_of(manager)
    for name, *more in (("case",), ("case-contacts",), ("case-tasks",), ("case-decisions",), ("case-reason",), ("case-visit",), ("case-close",),
                        ("case-task-done", task.pk), ("case-turn-down", decision.pk), ("case-correct", Event.objects.get(kind="note").pk)):  # fmt: skip
        page = words(client.get(reverse(name, args=[case.reference, *more]))).lower()
        assert [one for one in GIVES_AWAY if one in page] == [], name
        assert "[protected]" in page or name in ("case-reason", "case-visit", "case-close"), name
    page = words(client.get(reverse("child-chronology", args=[case.child_id]))).lower()
    assert "home visit: done" in page and [one for one in GIVES_AWAY if one in page] == []
