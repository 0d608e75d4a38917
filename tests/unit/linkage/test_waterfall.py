"""Do the steps of an explanation add up to the model's own answer, and are they said in words an officer reads?"""

from __future__ import annotations

import math
import random
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from onroll.linkage import LinkRecord, explain
from onroll.linkage.waterfall import (
    GROUPS,
    PRIOR,
    SAME_SOURCE,
    as_probability,
    likelier,
    waterfall,
    waterfalls,
    with_groups,
)
from onroll.people.identifiers import make_nhs_number, make_upn

BORN = date(2015, 3, 14)
AMY = LinkRecord(
    1,
    "roll",
    "100001",
    "A1",
    "Hollister",
    "Amy",
    date_of_birth=BORN,
    sex="F",
    postcode="NN1 1AA",
    address="2 Mill Lane",
)
HEALTH = replace(AMY, id=2, feed="health", qualifier="", source_id="H1")
NAMES = ("Amy", "Alice", "Mohammed", "Mohamed", "Mo", "A", "Ana Clara", "", "Hollister", "Hollyster", "Khan")


def invented(random_: random.Random, number: int) -> LinkRecord:
    return LinkRecord(
        number, random_.choice(("roll", "health", "ehe")), "", f"X{number}", random_.choice(NAMES), random_.choice(NAMES),
        middle_names=random_.choice(("", "Rose", "R")), sex=random_.choice(("F", "M", "")),
        date_of_birth=random_.choice((None, BORN, BORN + timedelta(1), date(2015, 1, 1), date(2011, 6, 2))),
        postcode=random_.choice(("", "NN1 1AA", "NN1 1AB", "LE1 3ZZ")), address=random_.choice(("", "2 Mill Lane", "4 Mill Lane")),
        upn=random_.choice(("", make_upn("941", "2001", 2020, 7), make_upn("941", "2001", 2020, 8))),
        nhs_number=random_.choice(("", make_nhs_number("400000040"))),
    )  # fmt: skip


def test_the_steps_add_up_to_the_models_own_probability_and_name_its_rule() -> None:
    random_ = random.Random(6)
    for _ in range(80):
        a, b = invented(random_, 1), invented(random_, 2)
        found, said = waterfall(a, b), explain(a, b)
        assert found.probability == pytest.approx(said.probability, abs=2e-6)
        assert (found.outcome, found.rule) == (said.outcome, said.rule)
        assert as_probability(sum(step.change for step in found.steps)) == pytest.approx(said.probability, abs=2e-6)
        assert found.steps[-1].after == pytest.approx(sum(step.change for step in found.steps), abs=1e-9)
        assert all(x.after == y.before for x, y in zip(found.steps, found.steps[1:], strict=False))
        assert found.steps[0].field == PRIOR
        assert (SAME_SOURCE in {step.field for step in found.steps}) == (a.feed == b.feed)
        assert sum(found.otherwise) == pytest.approx(1)


def test_what_a_family_shares_counts_for_little_after_the_surname() -> None:
    steps = {step.field: step for step in waterfall(AMY, HEALTH).steps}
    assert steps["surname"].change > 3
    assert abs(steps["place"].change) < steps["forename"].change
    assert steps["forename"].words == "same forename"


def test_a_field_that_one_doesnt_give_is_said_to_be_silent() -> None:
    found = waterfall(AMY, replace(HEALTH, postcode="", address=""))
    assert "place" in found.silent
    assert "place" not in {step.field for step in found.steps}


def test_where_the_guard_decided_it_is_named() -> None:
    sister = replace(HEALTH, forename="Alice", upn=make_upn("941", "2001", 2020, 8))
    found = waterfall(replace(AMY, upn=make_upn("941", "2001", 2020, 7)), sister)
    assert (found.outcome, found.rule, found.guarded) == ("veto", "two-numbers", True)
    assert "own valid number" in found.sentence
    assert not waterfall(AMY, HEALTH).guarded


def test_what_a_run_made_of_the_groups_is_the_last_step() -> None:
    found = waterfall(AMY, replace(HEALTH, surname="Different", postcode="LE1 3ZZ", address=""))
    run = with_groups(found, 0.97, "review", "unsure")
    assert (run.steps[:-1], run.steps[-1].field, run.rule) == (found.steps, GROUPS, "unsure")
    assert as_probability(sum(step.change for step in run.steps)) == pytest.approx(0.97)
    assert with_groups(found, round(found.probability, 6), "review", "group").steps == found.steps


def test_many_pairs_at_once_are_those_pairs_one_by_one() -> None:
    random_ = random.Random(9)
    records = [invented(random_, number) for number in range(1, 9)]
    pairs = [(a, b) for a in range(1, 9) for b in range(a + 1, 9)]
    at_once = waterfalls(records, pairs)
    assert [(one.a, one.b) for one in at_once] == pairs
    assert all(as_probability(one.steps[-1].after) == one.probability for one in at_once)


def test_a_record_has_no_waterfall_with_itself() -> None:
    with pytest.raises(ValueError, match="itself"):
        waterfall(AMY, AMY)


@pytest.mark.parametrize(
    ("times", "words"),
    [(300, "makes it 300 times likelier"), (312, "makes it 310 times likelier"), (1 / 2.4, "makes it 2.4 times less likely"),
     (1.1, "changes little"), (12_345, "makes it 12,000 times likelier"), (2, "makes it 2 times likelier"),
     (99.7, "makes it 100 times likelier"), (5e6, "makes it over a million times likelier"), (1 / 9.97, "makes it 10 times less likely")],
)  # fmt: skip
def test_log_odds_in_plain_words(times: float, words: str) -> None:
    assert likelier(math.log(times)) == words


def test_a_pair_is_explained_in_well_under_50_ms() -> None:
    waterfall(AMY, HEALTH)
    started = time.perf_counter()
    for _ in range(20):
        waterfall(AMY, HEALTH)
    assert (time.perf_counter() - started) / 20 < 0.05
