"""Does the missing-education pathway hold together, and do its picture and its page say what it says?"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from onroll.accounts.roles import access
from onroll.casework.models import Whereabouts
from onroll.casework.pathways import pathway, pathways
from onroll.casework.pathways.evidence import NotEvidence, checked
from onroll.casework.pathways.missing_education.clocks import CLOCKS, GROUNDS
from onroll.casework.pathways.missing_education.outcomes import NOT_AN_OUTCOME
from onroll.casework.pathways.picture import REFERENCE, page, svg, transitions
from onroll.rules.rulebook.book import rule_book

DAY = date(2026, 11, 20)
WAY = pathway("missing_education")


@pytest.mark.parametrize("way", pathways().values(), ids=lambda way: way.id)
def test_every_act_leads_from_stages_there_are_by_permissions_there_are(way) -> None:
    for act in way.acts.values():
        assert act.stages and act.stages <= set(way.stages)
        assert act.to in {"", *way.stages}
        assert act.permission in access().permissions
        assert act.approval in {"", *access().permissions}
        assert access().roles_with(act.permission), f"nobody may {act.id}"


@pytest.mark.parametrize("way", pathways().values(), ids=lambda way: way.id)
def test_no_open_stage_is_a_dead_end_and_every_stage_can_be_reached(way) -> None:
    ways = {(one, other) for one, other, _ in transitions(way)}
    reached = {way.first_stage} | {other for _, other in ways}
    assert reached == set(way.stages)
    for stage in way.stages.values():
        assert any(one == stage.id for one, _ in ways), f"nothing leads out of {stage.id}"


def test_only_the_closed_stage_is_not_open_and_only_reopening_leads_out_of_it() -> None:
    assert [stage.id for stage in WAY.stages.values() if not stage.open] == [WAY.closed_stage]
    assert [act.id for act in WAY.acts.values() if act.to and WAY.closed_stage in act.stages] == ["reopen"]


@pytest.mark.parametrize("way", pathways().values(), ids=lambda way: way.id)
def test_every_outcome_of_the_rule_book_has_its_evidence(way) -> None:
    listed = rule_book().codes[way.outcomes].codes
    assert set(way.evidence) == set(listed) and rule_book().codes[way.reasons].codes
    for outcome in listed:
        with pytest.raises(NotEvidence):
            checked(way, outcome, {}, on=DAY, born=None)


def test_believed_moved_is_no_outcome() -> None:
    listed = rule_book().codes[WAY.outcomes].codes
    assert Whereabouts.BELIEVED_MOVED not in listed and "believed_moved" in NOT_AN_OUTCOME
    for outcome in (*listed, "believed_moved", "nonsense"):
        with pytest.raises(NotEvidence):
            checked(WAY, outcome, {}, on=DAY, born=None)


def test_every_clock_a_case_starts_is_in_the_rule_book() -> None:
    for clock in CLOCKS.values():
        assert rule_book().clock(clock.rule).versions
    assert {GROUNDS["h"].rule, GROUNDS["i"].rule} == {"reg9-h", "reg9-i"}
    assert set(GROUNDS) <= set(rule_book().codes["deletion-grounds"].codes)


@pytest.mark.parametrize("way", pathways().values(), ids=lambda way: way.id)
def test_the_picture_and_the_page_are_up_to_date(way) -> None:
    drawn = svg(way)
    root = ET.fromstring(drawn)
    words = [text.text for text in root.iter("{http://www.w3.org/2000/svg}text")]
    for stage in way.stages.values():
        assert stage.name in words
    said = "run python -m onroll.casework.pathways.picture"
    assert (REFERENCE / f"pathway-{way.id}.svg").read_text(encoding="utf-8") == drawn, said
    assert (REFERENCE / f"pathway-{way.id}.md").read_text(encoding="utf-8") == page(way, access().roles.values()), said
