"""Does an act do exactly what its preview said: as many records moved, and everybody's status the one announced?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from extract_files import SECOND, load, roll_row, write
from test_identity_and_timelines import NOW, SCHOOLS, link, patient

from onroll.audit.actor import SYSTEM
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import CannotDecide, Decided, decide, separate, undo_decision
from onroll.children.models import Child, Membership
from onroll.children.recording import record_fact
from onroll.children.selectors.child import spell_on
from onroll.children.selectors.effects import Effect, if_not_same, if_same, if_separated, if_undone
from onroll.children.selectors.records import record_printed
from onroll.intake.own_facts import OwnFact

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def children(tmp_path: Path) -> None:
    """One on a roll and with a GP, one with a GP only, one seen at a school by an officer."""
    load(write(tmp_path, schools=SCHOOLS, roll=[roll_row(1), roll_row(3, surname="Okoro", forename="Ife", date_of_birth="2012-02-03")],
               health=[patient(1), patient(2, surname="Bell", forename="Zac", date_of_birth="2013-01-09")]))  # fmt: skip
    link()
    fact = OwnFact("roll", date(2026, 9, 7), la="928", code="C", detail={"school_name": "Abbey House"})
    about = record_printed("health:H1")
    record_fact(child=Child.objects.get(pk=child_of("health:H1")), about=about, fact=fact, reason="", by=SYSTEM, at=NOW)


def child_of(name: str) -> int:
    return Membership.objects.get(record=record_printed(name), superseded_at=None).child_id


def owners() -> dict[int, int]:
    return dict(Membership.objects.filter(superseded_at=None).values_list("record_id", "child_id"))


def check(effect: Effect, act: Callable[[], list[Decided]]) -> Decided:
    """Do it, and hold it against what was said before."""
    before, known = owners(), set(Child.objects.values_list("pk", flat=True))
    done = act()
    rebuild_at_once({child for one in done for child in one.children})
    after = owners()
    assert not effect.refused
    assert effect.moved == sum(before[record] != after[record] for record in before)
    made = sorted(set(after.values()) - known)
    announced = [one for one in effect.children if one.child is None]
    assert len(announced) == len(made)
    for one in effect.children:
        child = one.child if one.child is not None else made[announced.index(one)]
        assert list(before.values()).count(child) == one.records_before
        assert list(after.values()).count(child) == one.records_after
        spell = spell_on(child, SECOND) if one.records_after else None
        assert (spell and (spell.status, spell.because)) == (one.after and (one.after.status, one.after.because))
    return done[0]


def test_same_and_its_undoing(children: None) -> None:
    a, b = record_printed("roll:R3"), record_printed("health:H2")
    effect = if_same(child_of("roll:R3"), child_of("health:H2"), SECOND)
    assert (effect.moved, effect.found) == (1, 1)
    decided = check(effect, lambda: [decide(a=a, b=b, same=True, reason="", by=SYSTEM, at=LATER)])
    back = if_undone(decided.decision, SECOND)
    assert (back.moved, back.found) == (1, -1)
    check(back, lambda: [undo_decision(decision=decided.decision, reason="", by=SYSTEM, at=LATER + timedelta(hours=1))])


def test_not_the_same_of_two_held_as_one(children: None) -> None:
    a, b = record_printed("roll:R1"), record_printed("health:H1")
    effect = if_not_same(a, b, SECOND)
    assert effect.moved == 2, "the GP's record goes, and with it what an officer recorded of it"
    assert [one.after.status for one in effect.children] == ["in_school", "in_school"]
    check(effect, lambda: [decide(a=a, b=b, same=False, reason="", by=SYSTEM, at=LATER)])


def test_separating(children: None) -> None:
    child, going = child_of("roll:R1"), [record_printed("health:H1")]
    effect = if_separated(child, going, SECOND)
    check(effect, lambda: separate(child=Child.objects.get(pk=child), records=going, reason="", by=SYSTEM, at=LATER))


def test_what_would_be_refused_is_announced_as_refused(children: None) -> None:
    a, b = record_printed("roll:R1"), record_printed("health:H2")
    decide(a=a, b=b, same=False, reason="cousins", by=SYSTEM, at=LATER)
    said = if_same(child_of("roll:R1"), child_of("health:H2"), SECOND).refused
    with pytest.raises(CannotDecide) as refused:
        decide(a=a, b=record_printed("health:H1"), same=True, reason="", by=SYSTEM, at=LATER)
        decide(a=record_printed("health:H1"), b=b, same=True, reason="", by=SYSTEM, at=LATER)
    assert said == str(refused.value)
    assert if_separated(child_of("roll:R1"), [], SECOND).refused


def test_nothing_moves_where_nothing_would(children: None) -> None:
    assert if_same(child_of("roll:R1"), child_of("health:H1"), SECOND) == Effect()
    assert if_not_same(record_printed("roll:R1"), record_printed("health:H2"), SECOND) == Effect()
