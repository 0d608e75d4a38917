"""Is a referral kept once, decided once, and does a child never have two open cases on one pathway, however many act at once?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from onroll.audit.actor import SYSTEM
from onroll.audit.models import Entry
from onroll.casework.actions import allocating
from onroll.casework.actions.referring import NothingSaid, receive_referral
from onroll.casework.actions.triaging import Allocation, SettledAlready, triage_referral
from onroll.casework.models import Case, Cover, Event, Priority, Referral, Task
from onroll.casework.permitted import CannotDo, ChangedMeanwhile, NotPossibleNow
from onroll.casework.selectors.load import loads, suggested
from onroll.casework.selectors.matching import possible_matches
from onroll.casework.selectors.referrals import inbox, late_count, waiting_count
from onroll.casework.watching import bring_back
from onroll.children.models import ChildSummary, LinkDecision, Membership, StatusSpell

DAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SAID = {"surname": "Example", "forename": "Ada", "date_of_birth": date(2015, 3, 2), "concern": "Never goes to school."}


def sent(said: dict[str, Any] | None = None, *, on: date = DAY, **given: Any) -> Referral:
    return receive_referral(
        **{"route": "public", "said": SAID if said is None else said, "on": on, "at": NOW, "by": SYSTEM} | given
    )


@pytest.fixture
def decided(manager, who, officer) -> Callable[..., Referral]:
    """A pathway manager decides; by default the case is opened and the officer leads."""

    def decide(referral: Referral, outcome: str = "open", **given: Any) -> Referral:
        given.setdefault("allocation", Allocation(lead=officer))
        return triage_referral(referral=referral, outcome=outcome, **given, **who(manager))

    return decide


@pytest.mark.django_db
def test_what_was_said_is_kept_as_said_and_the_audit_log_names_nobody() -> None:
    referral = sent(SAID | {"detail": {"who": "public"}, "safeguarding": True})
    assert (referral.reference, referral.state, referral.surname) == ("REF-2026-00001", "new", "Example")
    entry = Entry.objects.get(action="referral.received")
    assert entry.detail == {"route": "public", "pathway": "missing_education", "safeguarding": True}
    assert "Example" not in str(entry.detail) + entry.subject_id


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_kept_once() -> None:
    mark = uuid4()
    assert sent(sent_once=mark).pk == sent(sent_once=mark).pk
    assert Referral.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "fault"),
    [({"said": {"concern": "somebody"}}, NothingSaid), ({"route": "pigeon"}, KeyError), ({"said": SAID | {"nonsense": 1}}, TypeError),
     ({"pathway_id": "nowhere"}, KeyError)],
)  # fmt: skip
def test_what_can_not_be_a_referral_is_refused(given: dict, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        sent(**given)
    assert not Referral.objects.exists()


@pytest.mark.django_db
def test_a_case_is_opened_with_its_lead_and_says_where_it_came_from(a_child, decided, officer) -> None:
    child = a_child()
    referral = decided(sent(SAID | {"safe_contact": "Phone the aunt only."}), child=child.pk)
    case = referral.case
    assert (referral.state, case.stage, case.lead, case.child_id) == ("opened", "enquiring", officer, child.pk)
    kinds = list(Event.objects.filter(case=case).exclude(kind="task").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["opened", "referred", "triaged"]  # beside what the pathway's own clocks raise
    told = Event.objects.get(case=case, kind="referred")
    assert referral.reference in told.words
    assert "safely" in told.words
    assert told.text == SAID["concern"]


@pytest.mark.django_db
def test_the_second_referral_joins_the_open_case_and_may_only_make_it_more_urgent(a_child, decided) -> None:
    child = a_child()
    first = decided(sent(), child=child.pk)
    again = decided(sent(), child=child.pk, allocation=Allocation(priority=Priority.EMERGENCY))
    third = decided(sent(), child=child.pk, allocation=Allocation(priority=Priority.NORMAL))
    assert [again.state, third.state] == ["joined", "joined"]
    assert Case.objects.get() == first.case == again.case == third.case
    assert Case.objects.get().priority == Priority.EMERGENCY
    assert Event.objects.filter(kind="referred").count() == 3


@pytest.mark.django_db
def test_a_child_nobody_holds_becomes_a_record_with_a_status_and_is_kept_apart_from_who_was_refused(
    a_child, decided
) -> None:
    other = sent(SAID | {"forename": "Ada"})
    known = decided(other, new_child=True).child_id
    referral = sent(SAID | {"postcode": "NN1 5BD", "address": "1 High Street\nNorthampton", "upn": "not one"})
    made = decided(referral, new_child=True, not_these=[known]).child_id
    summary = ChildSummary.objects.get(pk=made)
    assert made != known
    assert (summary.surname, summary.postcode, summary.upn, summary.feeds) == ("Example", "NN1 5BD", "", ["referral"])
    assert StatusSpell.objects.filter(child=made).exists()
    decision = LinkDecision.objects.get()
    assert decision.same is False
    assert {Membership.objects.get(record=one, superseded_at=None).child_id for one in (decision.a, decision.b)} == {
        made,
        known,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [({"outcome": "eat"}, "outcome"), ({}, "child"), ({"outcome": "no_action"}, "because"), ({"outcome": "not_ours"}, "authority"),
     ({"new_child": True, "allocation": Allocation()}, "lead"), ({"new_child": True, "allocation": Allocation(service="nobody")}, "service"),
     ({"new_child": True, "allocation": Allocation(service="health", review_on=DAY)}, "review_on")],
)  # fmt: skip
def test_an_unfinished_decision_changes_nothing_and_names_its_question(decided, given: dict, field: str) -> None:
    referral = sent()
    with pytest.raises(CannotDo) as refused:
        decided(referral, **given)
    assert refused.value.field == field
    referral.refresh_from_db()
    assert referral.state == "new"
    assert not Case.objects.exists()
    assert not ChildSummary.objects.exists()


@pytest.mark.django_db
def test_no_action_and_another_authority_keep_their_reason_and_open_nothing(decided, a_child) -> None:
    child = a_child()
    quiet = decided(sent(), "no_action", because="At school: seen on the roll.", child=child.pk)
    away = decided(sent(), "not_ours", authority="928")
    assert (quiet.state, quiet.settled_because, quiet.child_id) == (
        "no_action",
        "At school: seen on the roll.",
        child.pk,
    )
    assert (away.state, away.detail["authority"]) == ("not_ours", "928")
    assert away.settled_because.startswith("Sent to ")
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_only_who_triages_decides_and_nobody_twice(decided, officer, who, a_child) -> None:
    referral, child = sent(), a_child()
    with pytest.raises(CannotDo):
        triage_referral(referral=referral, outcome="no_action", because="x", **who(officer))
    decided(referral, child=child.pk)
    with pytest.raises(SettledAlready, match="CME-2026-00001"):
        decided(referral, "no_action", because="x")


@pytest.mark.django_db
def test_the_inbox_puts_fear_for_a_child_first_then_the_oldest(manager, officer) -> None:
    old = sent(on=date(2026, 11, 16), at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    new = sent()
    feared = sent(SAID | {"safeguarding": True})
    assert list(inbox(manager)) == [feared, old, new]
    assert (waiting_count(manager, DAY), waiting_count(officer, DAY)) == (3, 0)
    assert late_count(manager, DAY) == 1
    assert late_count(manager, date(2026, 11, 23)) == 1  # Monday: Friday's are due today
    assert late_count(manager, date(2026, 11, 24)) == 3


@pytest.mark.django_db
def test_who_has_room_is_offered_first_and_who_is_away_not_at_all(somebody, manager, a_case) -> None:
    idle, busy, away = somebody("tracking_officer"), somebody("tracking_officer"), somebody("tracking_officer")
    a_case(lead=busy, priority=Priority.URGENT)
    a_case(lead=idle)
    Cover.objects.create(
        away=away, covered_by=idle, started_on=DAY, ended_on=date(2026, 11, 27), entered_at=NOW, entered_by="x"
    )
    held = {one.person: one for one in loads(DAY)}
    assert (held[idle].weight, held[busy].weight, held[away].away_until) == (1.0, 2.0, date(2026, 11, 27))
    assert suggested(DAY).person == idle
    assert [one.person for one in loads(DAY)][-1] == away
    with pytest.raises(CannotDo, match="away until 27 November 2026"):
        allocating.assign_case(case=a_case(), lead=away, because="", on=DAY, at=NOW, by=SYSTEM, person=manager)


@pytest.mark.django_db
def test_a_case_is_given_on_and_a_stale_page_overwrites_nobody(a_case, manager, somebody, who, officer) -> None:
    case, next_one = a_case(lead=officer), somebody("tracking_officer")
    allocating.assign_case(case=case, lead=next_one, because="Sick leave", read_version=case.version, **who(manager))
    with pytest.raises(ChangedMeanwhile):
        allocating.assign_case(case=case, lead=officer, because="", read_version=case.version, **who(manager))
    case.refresh_from_db()
    assert case.lead == next_one
    with pytest.raises(NotPossibleNow):
        allocating.assign_case(case=case, lead=officer, because="", **who(officer))


@pytest.mark.django_db
def test_a_watched_case_has_a_day_to_look_again_and_comes_back(a_case, manager, who, officer) -> None:
    case = a_case(lead=officer)
    allocating.hand_to_service(
        case=case, service="social_care", review_on=date(2026, 12, 4), because="Plan is theirs", **who(manager)
    )
    case.refresh_from_db()
    assert (case.stage, case.other_lead, case.lead) == ("watching", "Children's social care", manager)
    assert Task.objects.get(case=case).due_on == date(2026, 12, 4)
    assert (
        bring_back(on=date(2026, 12, 1), at=NOW, by=SYSTEM) == 0
    )  # nothing was ever sent: its review day brings it back
    allocating.take_back(case=case, lead=officer, because="Plan ended", **who(manager))
    case.refresh_from_db()
    assert (case.stage, case.other_lead, case.lead) == ("enquiring", "", officer)


@pytest.mark.django_db
def test_a_referral_finds_the_child_by_a_short_name_and_never_by_a_hidden_postcode(a_child, manager) -> None:
    from onroll.children.models import SearchName

    child = a_child(surname="Bailey", forename="Georgina", postcode="NN6 0XB", address="4 Lane", address_hidden=True)
    SearchName.objects.create(child=child, key="georgina bailey")
    (found,) = possible_matches(
        sent({"surname": "Bailey", "forename": "Geor", "date_of_birth": date(2015, 3, 2), "postcode": "NN6 0XB"}),
        user=manager,
        on=DAY,
    )
    assert (found.summary.pk, found.hidden, found.outcome) == (child.pk, True, "link")
    assert not any("postcode" in words for words in found.words)
    assert possible_matches(sent({"forename": "Zed", "postcode": "NN6 0XB"}), user=manager, on=DAY) == []


class AtOnce(threading.Thread):
    """One of several things done at the same moment on its own connection."""

    def __init__(self, start: threading.Barrier, act: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.gate, self.act, self.gave, self.fault = start, act, None, None
        self.start()

    def run(self) -> None:
        try:
            self.gate.wait(20)
            self.gave = self.act()
        except Exception as fault:  # noqa: BLE001 (told by the test)
            self.fault = fault
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_case_one_decision_and_one_referral(a_child, manager, officer, who) -> None:
    child, mark = a_child(), uuid4()
    referrals, twice = [sent() for _ in range(4)], sent()

    def open_for(referral: Referral) -> Callable[[], Referral]:
        return lambda: triage_referral(
            referral=referral, outcome="open", child=child.pk, allocation=Allocation(lead=officer), **who(manager)
        )

    acts = [open_for(one) for one in (*referrals, twice, twice)] + [lambda: sent(sent_once=mark)] * 2
    gate = threading.Barrier(len(acts))
    done = [AtOnce(gate, act) for act in acts]
    for thread in done:
        thread.join(30)
        assert not thread.is_alive(), "a deadlock"
    faults = [thread.fault for thread in done if thread.fault]
    assert [type(fault) for fault in faults] == [SettledAlready]
    assert Case.objects.filter(child=child, closed_on=None).count() == 1
    states = sorted(
        Referral.objects.filter(pk__in=[one.pk for one in (*referrals, twice)]).values_list("state", flat=True)
    )
    assert states == ["joined"] * 4 + ["opened"]
    assert Event.objects.filter(kind="referred").count() == 5
    assert Referral.objects.filter(sent_once=mark).count() == 1
