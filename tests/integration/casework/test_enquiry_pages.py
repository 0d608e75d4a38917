"""Do the pages of enquiries say what to ask next and why, save an answer by one button, and show nobody more than they may see?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from onroll.audit.models import Entry
from onroll.casework.actions.deciding import approve
from onroll.casework.actions.enquiring import ask, open_enquiries, record_answer
from onroll.casework.actions.people import add_person
from onroll.casework.models import Case, CaseDecision, Enquiry
from onroll.casework.selectors.situation import plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(who):
    """Who acts on the real day: pages read the clock."""
    return lambda person, days=0: who(person, timezone.localdate() - timedelta(days=days))


def words(page) -> str:
    return " ".join(page.content.decode().split())


def page_of(case: Case, name: str = "case-enquiries", *more: object) -> str:
    return reverse(name, args=[case.reference, *more])


def test_what_to_ask_next_stands_first_with_why_and_is_recorded_by_ticking(
    a_case, a_child, officer, client_of, today
) -> None:
    case, brother = (
        a_case(child=a_child(household="1 high street nn15bd", address="1 High Street", forename=name))
        for name in ("Ola", "Tom")
    )
    client = client_of(officer)
    page = words(client.get(page_of(case)))
    assert page.index("Ask next") < page.index("Waiting for an answer") < page.index("Answered")
    assert "Every child is checked with social care" in page and f"Tom ({brother.reference})" in page
    plan = plan_of(case, timezone.localdate()).next
    keys = [one.key for one in plan if one.rule.id in ("social-care", "own-databases")]
    client.post(page_of(case, "case-ask-proposed"), {"key": keys, "also": "yes"})
    for one in (case, brother):
        assert {enquiry.agency for enquiry in open_enquiries(one)} == {"social-care", "own-databases"}
    assert Enquiry.objects.count() == 2, "one enquiry for both"
    page = words(client.get(page_of(case)))
    assert f"One enquiry for {case.reference}, {brother.reference}" in page and "0 days waiting" in page
    client.post(page_of(case, "case-ask-proposed"), {"key": ["no-such"]})
    assert Enquiry.objects.count() == 2
    ask(cases=[brother], agency="lost-pupil", **today(officer))
    key = next(one.key for one in plan if one.rule.id == "lost-pupil")
    client.post(page_of(case, "case-ask-proposed"), {"key": key, "also": "yes"})
    assert [one.about.count() for one in Enquiry.objects.filter(agency="lost-pupil")] == [1, 1], (
        "he isn't asked for twice"
    )


def test_an_answer_is_saved_by_one_button_and_leads_back_to_the_list(a_case, officer, client_of, today) -> None:
    case = a_case()
    ask(cases=[case], agency="gp", **today(officer, 20))
    client = client_of(officer)
    page = words(client.get(page_of(case, "case-answer") + "?next=/cases"))
    assert "20 days ago" in page and 'value="nil"' in page and 'type="radio"' not in page
    number = open_enquiries(case)[0].pk
    saved = client.post(page_of(case, "case-answer"), {"enquiry": number, "kind": "nil", "next": "/cases"})
    assert (saved.status_code, saved.url) == (302, "/cases") and not open_enquiries(case)
    assert client.get(page_of(case, "case-answer")).url == page_of(case)
    again = client.post(
        page_of(case, "case-answer"), {"enquiry": number, "kind": "nil", "next": "//elsewhere.example/"}
    )
    assert again.url == page_of(case), "nobody is sent to another machine"


def test_with_several_waiting_one_is_chosen_and_what_is_missing_is_said(a_case, officer, client_of, today) -> None:
    case = a_case()
    gp, police = (ask(cases=[case], agency=agency, **today(officer, 3)) for agency in ("gp", "police"))
    client = client_of(officer)
    assert words(client.get(page_of(case, "case-answer") + f"?enquiry={police.pk}")).count(" checked") == 1
    assert "Choose which enquiry was answered" in words(client.post(page_of(case, "case-answer"), {"kind": "nil"}))
    assert "press one of the buttons" in words(
        client.post(page_of(case, "case-answer"), {"enquiry": gp.pk, "kind": ""})
    )
    wrong = {"enquiry": gp.pk, "kind": "trace", "leads_to": "other-authority"}
    assert "Choose the authority that the trace leads to" in words(client.post(page_of(case, "case-answer"), wrong))
    assert len(open_enquiries(case)) == 2
    client.post(page_of(case, "case-answer"), wrong | {"authority": "860", "place": "Burton upon Trent"})
    page = words(client.get(page_of(case)))
    assert "Where the trace leads" in page and "Asked there today" in page
    one = plan_of(case, timezone.localdate()).next[0]
    client.post(page_of(case, "case-ask-proposed"), {"key": one.key})
    assert Enquiry.objects.get(follows=gp).authority == "860"
    assert "Followed up: Another authority, Burton upon Trent, no answer yet" in words(client.get(page_of(case)))


def test_a_trace_on_a_roll_of_ours_is_found_with_one_button(a_case, officer, client_of, today) -> None:
    case = a_case()
    asked = ask(cases=[case], agency="lost-pupil", **today(officer))
    record_answer(enquiry=asked, kind="trace", place="Abbey Primary", leads_to="on-roll-here", **today(officer))
    client = client_of(officer)
    assert "The child is found there" in words(client.get(page_of(case)))
    client.post(page_of(case, "case-trace-found", asked.pk))
    case.refresh_from_db()
    assert case.stage == "placing"


def test_asking_in_full_refuses_what_isnt_safe_and_keeps_what_was_typed(a_case, officer, client_of, today) -> None:
    case = a_case()
    add_person(case=case, name="Ada Mum", role="mother", safe_contact="Never write", **today(officer))
    one = next(one for one in plan_of(case, timezone.localdate()).next if one.rule.id == "parents")
    client = client_of(officer)
    address = f"{page_of(case, 'case-ask')}?from={one.key}"
    page = words(client.get(address))
    assert "Ada Mum, mother" in page and "Which authority" not in page and "Ada" not in address
    about = page.split('name="about" value="adult-')[1].split('"')[0]
    typed = {
        "agency": "parents",
        "about": f"adult-{about}",
        "way": "writing",
        "asked_on": "1 11 2026",
        "question": "Where is Ola?",
    }
    page = words(client.post(address, typed))
    assert "Ada Mum must never be written to" in page and "Where is Ola?" in page and not open_enquiries(case)
    client.post(address, typed | {"way": "phone"})
    assert [one.aimed_at for one in open_enquiries(case)] == ["Ada Mum"]
    full = words(client.get(page_of(case, "case-ask")))
    assert "Which authority" in full and "Why it is needed and proportionate" in full


def test_a_sensitive_enquiry_waits_for_a_second_person_and_is_then_recorded(
    a_case, officer, manager, client_of, today
) -> None:
    case = a_case()
    client = client_of(officer)
    typed = {"agency": "border-force", "about": "child", "asked_on": "1 11 2026"}
    assert "Say why this is needed" in words(client.post(page_of(case, "case-ask"), typed))
    client.post(page_of(case, "case-ask"), typed | {"reason": "Seen at the airport"})
    decision = CaseDecision.objects.get(act="sensitive_enquiry")
    assert "Waits for approval" in words(client.get(page_of(case))) and not open_enquiries(case)
    client.post(page_of(case, "case-ask-agreed", decision.pk))
    assert not open_enquiries(case)
    approve(decision=decision, **today(manager))
    assert "Agreed" in words(client.get(page_of(case)))
    client.post(page_of(case, "case-ask-agreed", decision.pk))
    assert open_enquiries(case)[0].decision == decision


def test_contact_is_stopped_and_advice_recorded_on_one_page(a_case, officer, client_of) -> None:
    case = a_case()
    client = client_of(officer)
    client.post(page_of(case, "case-safety"), {"reason": "A forced marriage is feared"})
    page = words(client.get(page_of(case)))
    assert "nobody of the family or community may be contacted until a specialist has advised" in page
    client.post(
        page_of(case, "case-safety"), {"advised_by": "A specialist", "advice": "At school only", "may_contact": "yes"}
    )
    assert "nobody of the family" not in words(client.get(page_of(case)))


def test_correcting_chasing_and_setting_aside_from_the_page(a_case, officer, client_of, today) -> None:
    case = a_case()
    client = client_of(officer)
    gp, police = (ask(cases=[case], agency=agency, **today(officer, 9)) for agency in ("gp", "police"))
    client.post(page_of(case, "case-chase", gp.pk))
    assert "chased 1 time" in words(client.get(page_of(case)))
    client.post(page_of(case, "case-enquiry-not-needed", police.pk), {"because": "Found meanwhile"})
    record_answer(enquiry=gp, kind="nil", **today(officer))
    assert client.get(page_of(case, "case-answer-correct", police.pk)).status_code == 302
    client.post(page_of(case, "case-answer-correct", gp.pk), {"kind": "passed_on", "because": "They rang back"})
    page = words(client.get(page_of(case)))
    assert "Message passed on" in page and "corrected 1 time" in page and "Found meanwhile" in page
    paper = words(client.get(page_of(case, "case-enquiries-evidence")))
    assert "1 enquiry by" in paper and "Message passed on" in paper and "Police" not in paper
    assert client.post(page_of(a_case(), "case-chase", gp.pk)).status_code == 404, "an enquiry of another case"


def test_all_that_wait_are_filtered_chased_after_a_look_and_taken_away(
    a_case, officer, somebody, client_of, today
) -> None:
    late, fresh, refused = (a_case() for _ in range(3))
    old = ask(cases=[late], agency="gp", **today(officer, 30))
    ask(cases=[fresh], agency="police", **today(officer))
    record_answer(
        enquiry=ask(cases=[refused], agency="housing", **today(officer, 5)), kind="declined", **today(officer)
    )
    client = client_of(officer)
    everything = words(client.get("/enquiries/"))
    assert late.reference in everything and fresh.reference in everything and refused.reference not in everything
    assert fresh.reference not in words(client.get("/enquiries/?state=overdue"))
    assert refused.reference in words(client.get("/enquiries/?state=declined"))
    assert late.reference not in words(client.get("/enquiries/?agency=police"))
    look = words(client.post("/enquiries/chase/", {"enquiry": [old.pk]}))
    assert "Record 1 as chased today" in look
    old.refresh_from_db()
    assert old.chases == 0, "looking changes nothing"
    client.post("/enquiries/chase/", {"enquiry": [old.pk], "sure": "yes"})
    old.refresh_from_db()
    assert old.chases == 1 and "No enquiry fits these filters" in words(client.get("/enquiries/?state=overdue"))
    lines = client.get("/enquiries/?agency=gp&form=csv").content.decode().splitlines()
    assert len(lines) == 2 and late.reference in lines[1]
    assert Entry.objects.get(action="list.exported").children == [late.child_id]
    assert client_of(somebody("attendance_officer")).get("/enquiries/?form=csv").status_code == 403
    assert client_of(somebody("pupil_advocate")).post("/enquiries/chase/", {"enquiry": [old.pk]}).status_code == 403


def test_the_ledger_logs_matches_and_answers_what_another_authority_asks(a_case, a_child, officer, client_of) -> None:
    from onroll.children.models import SearchName

    child = a_child(surname="Fairlie", forename="Rowan")
    SearchName.objects.create(child=child, key="rowan fairlie")
    case = a_case(child=child)
    client = client_of(officer)
    assert "Enter the child&#x27;s surname" in words(
        client.post("/enquiries/authorities/new/", {"authority": "860", "contact": "Pat", "question": "?"})
    )
    typed = {
        "authority": "860",
        "contact": "Pat",
        "forename": "Rowan",
        "surname": "Fairlie",
        "question": "On a roll?",
        "asked_on": "2 11 2026",
    }
    address = client.post("/enquiries/authorities/new/", typed).url
    page = words(client.get(address))
    assert "Staffordshire asks about a child" in page and "9 November 2026" in page and f'value="{child.pk}"' in page
    assert "Fairlie" not in address
    client.post(f"{address}match/", {"child": child.pk})
    client.post(f"{address}acknowledge/")
    assert "Staffordshire, 2 November 2026" in words(client.get(page_of(case)))
    assert "Choose what we answer" in words(client.post(f"{address}answer/", {"words": "Yes"}))
    client.post(f"{address}answer/", {"kind": "trace", "words": "On a roll here"})
    assert "On a roll here" in words(client.get(address))
    both = (
        words(client.get("/enquiries/authorities/?authority=860")),
        words(client.get("/enquiries/authorities/?way=out&state=overdue")),
    )
    assert "Rowan Fairlie" in both[0] and "No question fits" in both[1]


def test_who_may_only_look_is_offered_nothing_to_press(a_case, officer, somebody, client_of, today) -> None:
    case = a_case()
    asked = ask(cases=[case], agency="gp", **today(officer))
    client = client_of(somebody("virtual_school"))
    page = words(client.get(page_of(case)))
    assert "GP practice" in page and "<button" not in page.split("<main")[1]
    for name, more in (
        ("case-ask", ()),
        ("case-answer", ()),
        ("case-safety", ()),
        ("case-chase", (asked.pk,)),
        ("case-ask-proposed", ()),
    ):
        assert client.post(page_of(case, name, *more)).status_code == 403


def test_a_case_waiting_for_triage_asks_nobody_and_says_why(a_case, officer, client_of) -> None:
    case = a_case(stage="triage")
    client = client_of(officer)
    assert "Ask next" not in words(client.get(page_of(case)))
    assert client.get(page_of(case, "case-ask")).status_code == 409


def test_the_case_s_own_page_names_whom_to_ask_first(a_case, officer, client_of, today) -> None:
    case = a_case()
    add_person(case=case, name="Ada Mum", role="mother", **today(officer))
    page = words(client_of(officer).get(page_of(case, "case")))
    assert "Ask first: Health: named nurse or child health team about Ada Mum." in page
    assert page.index("Ask first") < page.index("How it stands")


def test_where_a_protected_child_lives_stands_on_no_page_of_enquiries(
    tmp_path, a_case, officer, client_of, today
) -> None:
    from onroll.children.models import Child
    from page_children import GIVES_AWAY, load_children, number_of

    load_children(tmp_path)
    case = a_case(child=Child.objects.get(pk=number_of("Maya")))
    told = "She lives at 77 Refuge Lane, NN11 9ZZ; ring 07700 900123"
    for kind, more in (
        ("trace", {"place": "77 Refuge Lane", "leads_to": "address-check"}),
        ("declined", {}),
        ("other", {}),
    ):
        asked = ask(
            cases=[case],
            agency="housing" if kind == "other" else "gp" if kind == "trace" else "police",
            question=told,
            **today(officer, 3),
        )
        record_answer(enquiry=asked, kind=kind, words=told, **more, **today(officer))
    ask(cases=[case], agency="social-care", question=told, **today(officer, 3))
    client = client_of(officer)
    for address in (page_of(case), page_of(case, "case-enquiries-evidence"), page_of(case, "case-answer"), page_of(case, "case"), "/enquiries/",
                    "/enquiries/?state=declined", "/enquiries/?form=csv"):  # fmt: skip
        page = words(client.get(address)).lower()
        assert [piece for piece in GIVES_AWAY if piece in page] == [], address
    assert "[protected]" in words(client.get(page_of(case)))
