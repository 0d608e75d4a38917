"""Is an enquiry asked safely, chased, answered once, and corrected by adding? What the stories of Leicestershire don't tell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from onroll.audit.models import Entry
from onroll.casework.actions import between_authorities as ledger
from onroll.casework.actions.enquiring import ask, chase, correct_answer, open_enquiries, record_answer, withdraw
from onroll.casework.actions.people import add_person
from onroll.casework.actions.stopping_contact import record_advice, stop_contact
from onroll.casework.models import Event
from onroll.casework.permitted import CannotDo, NotPossibleNow
from onroll.casework.selectors.around import adults_around
from onroll.casework.selectors.enquiries import of_case, waiting_counts
from onroll.casework.selectors.ledger import exchanges
from onroll.casework.selectors.situation import plan_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)  # a Friday
BEFORE = date(2026, 11, 2)


def mother(case, officer, who, safe: str) -> None:
    add_person(case=case, name="Ada Mum", role="mother", safe_contact=safe, **who(officer))


@pytest.mark.parametrize(("safe", "way", "refused"), [
    ("Never write, the father opens letters", "writing", "Ada Mum must never be written to"),
    ("Phone only", "writing", "Ada Mum may be contacted by phone only"),
    ("Ask the refuge first", "phone", "Ada Mum must not be contacted in any way"),
    ("Never write", "phone", ""),
    ("", "writing", ""),
])  # fmt: skip
def test_how_an_adult_may_be_contacted_is_obeyed_by_the_enquiry_itself(
    a_case, officer, who, safe, way, refused
) -> None:
    case = a_case()
    mother(case, officer, who, safe)
    given = {"agency": "parents", "aim": "adult", "aimed_at": "ada  mum", "way": way} | who(officer)
    if not refused:
        assert ask(cases=[case], **given).asked_on == DAY
        return
    with pytest.raises(CannotDo, match=refused):
        ask(cases=[case], **given)
    assert not open_enquiries(case)


def test_a_name_not_on_the_record_is_no_way_round_safe_contact(a_case, officer, who) -> None:
    case = a_case()
    mother(case, officer, who, "Never write")
    with pytest.raises(CannotDo, match="Choose the adult by the name on the record"):
        ask(cases=[case], agency="parents", aim="adult", aimed_at="Mrs A. Mum", **who(officer))


def test_the_most_careful_word_about_an_adult_counts(a_case, officer, who) -> None:
    case = a_case()
    for safe in ("", "Phone only", "Never write", "Phone only"):
        mother(case, officer, who, safe)
    assert [(adult.name, adult.safe_contact) for adult in adults_around(case)] == [("Ada Mum", "never_write")]


def test_where_honour_based_abuse_is_feared_nobody_of_the_family_is_asked_until_a_specialist_says_so(
    a_case, officer, who
) -> None:
    case = a_case()
    mother(case, officer, who, "")
    visit = {"cases": [case], "agency": "home-visit"} | who(officer)
    stop_contact(case=case, reason="Her teacher heard of a wedding abroad", **who(officer))
    assert plan_of(case, DAY).next[0].rule.id == "specialist-advice"
    for agency in ("home-visit", "neighbours"):
        with pytest.raises(CannotDo, match="nobody of the family or community may be contacted"):
            ask(cases=[case], agency=agency, **who(officer))
    assert ask(cases=[case], agency="social-care", **who(officer))
    record_advice(case=case, advice="Wait", advised_by="A specialist", may_contact=False, **who(officer))
    with pytest.raises(CannotDo, match="feared"):
        ask(**visit)
    record_advice(
        case=case,
        advice="See her at school first, then the family",
        advised_by="A specialist",
        may_contact=True,
        **who(officer),
    )
    assert ask(**visit)


def test_what_needs_saying_is_said_beside_its_field(a_case, officer, who) -> None:
    case = a_case()
    for given, field in (
        ({"agency": "no-such"}, "agency"), ({"agency": "sibling-school", "aim": "adult"}, "aim"), ({"agency": "gp", "aim": "adult"}, "aimed_at"),
        ({"agency": "other-authority"}, "authority"), ({"agency": "other-authority", "authority": "941"}, "authority"),
        ({"agency": "gp", "asked_on": DAY + timedelta(days=1)}, "asked_on"),
    ):  # fmt: skip
        with pytest.raises(CannotDo) as refused:
            ask(cases=[case], **given, **who(officer))
        assert refused.value.field == field
    with pytest.raises(NotPossibleNow):
        ask(cases=[a_case(stage="triage")], agency="gp", **who(officer))


def test_pressing_twice_asks_once_and_chasing_twice_on_a_day_counts_once(a_case, officer, who) -> None:
    case = a_case()
    asked = ask(cases=[case], agency="gp", agency_words="Mill Lane Surgery", **who(officer, BEFORE))
    with pytest.raises(CannotDo, match="GP practice, Mill Lane Surgery was asked this on 2 November 2026"):
        ask(cases=[case], agency="gp", agency_words="mill lane surgery", **who(officer))
    before = of_case(case, DAY)[0].waiting
    assert (before.days, before.overdue) == (18, True)
    for _ in range(2):
        chase(enquiry=asked, **who(officer))
    one = of_case(case, DAY)[0]
    assert (one.enquiry.chases, one.waiting.overdue) == (1, False)
    assert Event.objects.get(kind="chased").words == "Chased GP practice, Mill Lane Surgery: no answer after 18 days"
    assert waiting_counts([case.pk]) == {case.pk: 1}


def test_an_answer_moves_the_case_an_acknowledgement_doesnt_and_neither_is_kept_twice(a_case, officer, who) -> None:
    case = a_case(on=BEFORE)
    asked = ask(cases=[case], agency="gp", **who(officer, BEFORE))
    record_answer(enquiry=asked, kind="acknowledged", **who(officer))
    case.refresh_from_db()
    assert case.last_meaningful_on == BEFORE and open_enquiries(case)
    record_answer(enquiry=asked, kind="nil", answered_on=date(2026, 11, 18), **who(officer))
    case.refresh_from_db()
    assert case.last_meaningful_on == date(2026, 11, 18) and not open_enquiries(case)
    with pytest.raises(CannotDo, match=f"answered on 18 November 2026 already, recorded by {officer.name}"):
        record_answer(enquiry=asked, kind="trace", **who(officer))
    with pytest.raises(CannotDo, match="answered on 18 November 2026 already"):
        chase(enquiry=asked, **who(officer))
    too_early = ask(cases=[case], agency="police", **who(officer))
    for wrong in (
        {"answered_on": BEFORE},
        {"kind": "maybe"},
        {"leads_to": "nobody"},
        {"seen_on": DAY + timedelta(days=1)},
        {"leads_to": "other-authority"},
    ):
        with pytest.raises(CannotDo):
            record_answer(**({"enquiry": too_early, "kind": "trace"} | wrong | who(officer)))


def test_a_correction_is_another_event_and_the_first_answer_stays(a_case, officer, who) -> None:
    case = a_case()
    asked = ask(cases=[case], agency="gp", **who(officer))
    wrong = record_answer(enquiry=asked, kind="nil", **who(officer))
    right = correct_answer(
        answer=wrong, kind="trace", place="Quay Practice", leads_to="gp", because="They rang back", **who(officer)
    )
    assert [answer.kind for answer in asked.answers.all()] == ["nil", "trace"] and right.corrects == wrong
    event = Event.objects.get(kind="correction")
    assert event.corrects == Event.objects.get(kind="answer") and event.text == "They rang back"
    assert of_case(case, DAY)[0].newest == right
    assert plan_of(case, DAY).next[0].of == "Quay Practice"
    with pytest.raises(CannotDo, match="corrected this answer already"):
        correct_answer(answer=wrong, kind="nil", because="Again", **who(officer))


def test_an_enquiry_recorded_by_mistake_stays_with_its_reason(a_case, officer, who) -> None:
    case = a_case()
    asked = ask(cases=[case], agency="police", **who(officer))
    withdraw(enquiry=asked, because="Meant for another case", **who(officer))
    assert not open_enquiries(case) and of_case(case, DAY)[0].enquiry.withdrawn_because == "Meant for another case"
    with pytest.raises(CannotDo, match="Meant for another case"):
        record_answer(enquiry=asked, kind="nil", **who(officer))


def test_nothing_of_a_person_goes_into_the_audit_log(a_case, officer, who) -> None:
    case = a_case()
    mother(case, officer, who, "")
    asked = ask(
        cases=[case], agency="gp", aim="adult", aimed_at="Ada Mum", question="Is Ada Mum registered?", **who(officer)
    )
    record_answer(enquiry=asked, kind="other", words="Ada Mum moved", **who(officer))
    entries = Entry.objects.filter(action__in=["case.enquiry", "case.answer"])
    assert entries.count() == 2 and not any("Ada" in f"{entry.detail}{entry.reason}" for entry in entries)


def test_another_authority_asks_us(a_case, officer, who, somebody) -> None:
    case = a_case()
    given = {
        "authority": "860",
        "contact": "Pat, pat@staffordshire.example",
        "surname": "Example",
        "question": "On a roll with you?",
    }
    asked = ledger.receive(**given, asked_on=BEFORE, **who(officer))
    (row,) = exchanges(officer, "in", DAY)
    assert (row.name, row.standing.waiting.chase_on, row.standing.waiting.overdue) == (
        "Staffordshire",
        date(2026, 11, 9),
        True,
    )
    with pytest.raises(CannotDo, match="which child"):
        ledger.answer_them(enquiry=asked, kind="trace", words="Yes", **who(officer))
    ledger.match(enquiry=asked, child=case.child_id, **who(officer))
    ledger.match(enquiry=asked, child=case.child_id, **who(officer))
    assert Event.objects.filter(case=case, words="Staffordshire asks us about this child").count() == 1
    assert not open_enquiries(case), "their question to us is no enquiry of ours that waits"
    ledger.acknowledge(enquiry=asked, on=DAY, by=officer.as_actor(), person=officer)
    ledger.answer_them(enquiry=asked, kind="trace", words="On a roll here since September", **who(officer))
    (row,) = exchanges(officer, "in", DAY)
    assert not row.standing.open and row.standing.enquiry.acknowledged_on == DAY
    with pytest.raises(CannotDo, match="answered on 20 November 2026 already"):
        ledger.acknowledge(enquiry=asked, on=DAY, by=officer.as_actor(), person=officer)
    with pytest.raises(CannotDo, match="which authority asks"):
        ledger.receive(**(given | {"authority": "941"}), asked_on=BEFORE, **who(officer))
    with pytest.raises(NotPossibleNow):
        ledger.receive(**given, asked_on=BEFORE, **who(somebody("scrutiny")))
    assert exchanges(somebody("scrutiny"), "in", DAY) == []
