"""Do the simulated children live as children do, at the rates asked, with numbers that no real child has?"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from onroll.people.identifiers import check_nhs_number, check_uln, check_upn
from onroll.simulator import simulate
from onroll.simulator.authority import lives
from onroll.simulator.calendars import school_age_from, school_age_to
from onroll.simulator.schools import FIRST_URN, Schools
from onroll.simulator.truth import segment_on, status_on

ON = date(2026, 11, 1).toordinal()


@pytest.fixture(scope="module")
def world():
    schools = Schools("941", 12000, 5)
    return schools, list(lives(la="941", children=12000, seed=5, on=ON, schools=schools))


@pytest.fixture(scope="module")
def of_school_age(world):
    _, children = world
    return [
        child
        for child in children
        if school_age_from(child.birth) <= ON <= school_age_to(child.birth)
        and not child.family.border
        and min(child.family.left, child.dies, child.adopted) > ON
    ]


def _share(children, holds) -> float:
    return 100 * sum(1 for child in children if holds(child)) / len(children)


def test_true_numbers_are_valid_unique_and_nobodys(world):
    _, children = world
    for kind, check in (("upn", check_upn), ("nhs_number", check_nhs_number), ("uln", check_uln)):
        held = [getattr(child, kind) for child in children if getattr(child, kind)]
        assert len(held) == len(set(held)) > 1000
        assert all(check(number).value == number for number in held)
    assert all(child.nhs_number.startswith("999") for child in children)
    assert {child.upn[1:4] for child in children} >= {"941", "928"}


def test_children_asked_for_are_made(world):
    _, children = world
    here = [c for c in children if min(c.dies, c.adopted, 10**6 if c.family.border else c.family.left) > ON]
    assert len(here) == pytest.approx(12000, rel=0.05)


@pytest.mark.parametrize(
    ("status", "low", "high"),
    [("in_school", 93.0, 97.5), ("home_educated", 1.4, 2.6), ("nowhere", 0.3, 0.9), ("cme", 0.2, 0.75),
     ("section_19", 0.05, 0.45), ("in_school_ap", 0.1, 0.6), ("in_school_part_time", 0.2, 0.9)],
)  # fmt: skip
def test_statuses_have_the_rates_asked(world, of_school_age, status, low, high):
    schools, _ = world
    assert low < _share(of_school_age, lambda child: status_on(child, schools, ON).startswith(status)) < high


@pytest.mark.parametrize(("kind", "low", "high"), [("CIN", 1.0, 3.0), ("CP", 0.15, 0.8), ("LAC", 0.3, 1.1)])
def test_social_care_has_the_rates_asked(of_school_age, kind, low, high):
    assert low < _share(of_school_age, lambda child: any(s == kind and a <= ON <= b for s, a, b in child.care)) < high


def test_plans_suspensions_exclusions_and_independents_have_the_rates_asked(world, of_school_age):
    _, children = world
    assert 3.2 < _share(of_school_age, lambda child: child.plan is not None and child.plan[0] <= ON) < 5.2
    pupils = sum(1 for child in children if (s := segment_on(child, ON)) is not None and s.kind == "roll")
    events = Counter(e[0] for child in children for e in child.exclusions if ON - 365 < e[2] <= ON)
    assert 6.0 < 100 * events["SUSP"] / pupils < 12.0
    assert 0.05 < 100 * events["PERM"] / pupils < 0.25
    away = Counter(s.kind for child in of_school_age if (s := segment_on(child, ON)) is not None)
    assert 4.0 < 100 * away["independent"] / len(of_school_age) < 7.5
    assert 1.5 < 100 * away["elsewhere"] / len(of_school_age) < 5.0


def test_there_are_twins_step_families_and_adopted_children_under_two_identities(world):
    _, children = world
    births = Counter((child.family.index, child.birth) for child in children)
    assert sum(1 for many in births.values() if many > 1) > 20
    surnames = defaultdict(set)
    for child in children:
        surnames[child.family.index].add(child.surname)
    assert sum(1 for held in surnames.values() if len(held) > 1) > 100
    persons = {child.person for child in children}
    adopted = [person[:-1] for person in persons if person.endswith("B")]
    assert adopted
    assert any(f"{person}A" in persons for person in adopted)


def test_every_crack_is_fallen_through(world):
    _, children = world
    cracks = Counter(s.how for child in children for s in child.life if s.kind == "lost")
    assert set(cracks) >= {
        "left_unknown",
        "arrived",
        "never_applied",
        "refused",
        "from_other_la",
        "home_closed",
        "excluded",
        "no_show",
    }


def test_a_life_has_no_two_stretches_at_once(world):
    _, children = world
    for child in children:
        for before, after in zip(child.life, child.life[1:], strict=False):
            assert before.start <= before.end < after.start <= after.end, child.life


def test_who_is_truly_nowhere_is_mostly_known_to_somebody(rows):
    last = {row["person_id"]: row["status"] for row in rows("truth_status")}
    known = Counter(row["person_id"] for row in rows("truth"))
    lost = [person for person, status in last.items() if status == "nowhere"]
    assert lost and all(known[person] for person in lost)


def test_about_half_of_the_records_are_clean(summary, tmp_path):
    assert 0.49 < summary.clean / summary.records < 0.58
    assert 2.6 < summary.records / summary.children < 3.5
    spotless = simulate(children=300, seed=7, as_at=date(2026, 11, 1), errors=0.0, to=tmp_path / "0")
    assert spotless.clean / spotless.records > 0.995
    worse = simulate(children=300, seed=7, as_at=date(2026, 11, 1), errors=2.0, to=tmp_path / "2")
    assert worse.clean / worse.records < 0.45


def test_schools_are_invented(rows):
    schools = rows("schools")
    assert len(schools) > 20
    assert all(int(school["URN"]) >= FIRST_URN for school in schools)
    held = {school["URN"] for school in schools}
    assert {row["urn"] for row in rows("roll")} <= held
    assert {row["urn"] for row in rows("term_dates")} - {""} <= held
