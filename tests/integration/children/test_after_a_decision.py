"""Is a list that was carried over a decision the list that would be worked out anew?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from extract_files import SECOND, load, roll_row, write
from test_identity_and_timelines import NOW, SCHOOLS, link, patient

from onroll.audit.actor import SYSTEM
from onroll.children.after_a_decision import rebuild_at_once
from onroll.children.identity.deciding import decide, undo_decision
from onroll.children.models import MissingEntry, MissingList, Progress
from onroll.children.selectors.missing import missing_list
from onroll.children.selectors.records import record_printed

pytestmark = pytest.mark.django_db
SHOWN = ("rank", "child_id", "status", "band", "certainty", "urgency", "evidence", "next_enquiry", "left_on")


def rows() -> list[tuple]:
    return list(MissingEntry.objects.filter(answer=missing_list(SECOND)).order_by("rank").values_list(*SHOWN))


def worked_out_anew() -> list[tuple]:
    MissingList.objects.all().delete()
    return rows()


def test_a_decision_and_its_undoing_carry_the_list_forward(tmp_path: Path) -> None:
    lost = [patient(n, surname=f"Bell{n}", forename=f"Zac{n}", date_of_birth=f"201{n}-01-09") for n in range(2, 7)]
    load(write(tmp_path, schools=SCHOOLS, roll=[roll_row(1)], health=[patient(1), *lost]))
    link()
    before = rows()
    assert len(before) == 5
    kept = MissingList.objects.get().pk
    a, b = record_printed("roll:R1"), record_printed("health:H2")
    decided = decide(a=a, b=b, same=True, reason="", by=SYSTEM, at=NOW + timedelta(hours=1))
    rebuild_at_once(decided.children)
    carried = rows()
    assert MissingList.objects.get().pk == kept, "the list was carried, not worked out"
    assert len(carried) == 4
    assert carried == worked_out_anew()
    undone = undo_decision(decision=decided.decision, reason="", by=SYSTEM, at=NOW + timedelta(hours=2))
    rebuild_at_once(undone.children)
    assert rows() == before == worked_out_anew()


def test_a_list_of_an_older_edition_is_not_carried(tmp_path: Path) -> None:
    load(write(tmp_path, health=[patient(1), patient(2, surname="Bell", date_of_birth="2012-01-09")]))
    link()
    rows()
    Progress.objects.update(edition=50)
    rebuild_at_once([])
    assert not MissingList.objects.filter(edition=51).exists()
    assert len(rows()) == 2
