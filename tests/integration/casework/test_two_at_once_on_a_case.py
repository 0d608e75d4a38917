"""Two people, or one form sent twice, at the same moment: is it kept once, and is nobody's change lost in silence?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from onroll.casework.actions import closing, contacts, deciding, moving, tasks
from onroll.casework.models import Case, Contact, Event, Task
from onroll.casework.permitted import CannotDo, ChangedMeanwhile, NotPossibleNow

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 20)
PATIENCE = 30.0  # seconds


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each gave or raised, all begun at the same moment on connections of their own."""
    gate, came = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            gate.wait(PATIENCE)
            came[number] = act()
        except (CannotDo, ChangedMeanwhile, NotPossibleNow) as refused:
            came[number] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE)
        assert not one.is_alive(), "still waiting: a deadlock"
    return came


def test_each_is_kept_once_and_whoever_was_slower_is_told(a_case, officer, manager, somebody, who) -> None:
    case = a_case()

    # The same visit, sent twice over a bad line.
    visit = {"case": case.pk, "kind": "visit", "state": "done", "happened_on": DAY, "sent_once": uuid4()}
    one, other = at_once(*[lambda: contacts.record_contact(**visit, **who(officer))] * 2)
    assert one == other
    assert Contact.objects.filter(case=case).count() == Event.objects.filter(case=case, kind="visit").count() == 1

    # Two people change the same version of the case.
    came = at_once(
        lambda: moving.set_priority(case=case.pk, priority=1, because="A threat", read_version=1, **who(manager)),
        lambda: moving.set_reason(
            case=case.pk, reason="Unknown", whereabouts="unknown", read_version=1, **who(officer)
        ),
    )
    assert sum(isinstance(one, ChangedMeanwhile) for one in came) == 1
    standing = Case.objects.get(pk=case.pk)
    assert standing.version == 2
    assert (standing.priority == 1) != (standing.reason == "Unknown")

    # OnRoll raises the same task from two runs.
    at_once(*[lambda: tasks.add_task(case=case.pk, title="Once", key="once", **who(officer))] * 2)
    assert Task.objects.filter(case=case, key="once").count() == 1

    # Two managers agree to the same closure, while a third person closes the case another way.
    second = somebody("pathway_manager")
    abroad = {"country": "Poland", "evidence": "A letter", "evidenced_on": DAY}
    proposed = closing.propose_closure(
        case=case, outcome="moved_abroad_evidenced", evidence=abroad, reason="They wrote", **who(officer)
    )
    on_roll = {"school": "Abbey", "first_seen_on": DAY, "seen_by": "A. Head"}
    came = at_once(
        lambda: deciding.approve(decision=proposed.pk, **who(manager)), lambda: deciding.approve(decision=proposed.pk, **who(second)),
        lambda: closing.close_case(case=case.pk, outcome="on_roll", evidence=on_roll, **who(officer)),
    )  # fmt: skip
    assert sum(not isinstance(one, Exception) for one in came) == 1
    assert Event.objects.filter(case=case, kind="closed").count() == 1
